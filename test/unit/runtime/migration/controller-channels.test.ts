import { ControllerChannels } from '../../../../runtime/migration/controller-channels';

const STARTED = '1970-01-01T00:10:00.5Z';
const HELD =
  '2026-11-28 10:06:05,424 INFO [NodeToControllerChannelManager id=1 name=forwarding] Node 1003 disconnected.\n';
const ENDED =
  '2026-11-28 10:06:54,338 ERROR [zk-broker-1-to-controller-alter-partition-channel-manager]: Error due to (kafka.server.NodeToControllerRequestThread)\n';

/** An engine with one container, whose log grows. */
class Logging {
  public readonly asked: (number | undefined)[] = [];
  public text = HELD;
  public isReadable = true;

  public readonly getContainer = (): never =>
    ({
      logs: ({ since }: { readonly since?: number }) => {
        this.asked.push(since);
        return this.isReadable ? Promise.resolve(Buffer.from(this.text)) : Promise.reject(new Error('not supported'));
      },
    }) as never;
}

test('a broker whose thread to the controller has ended has lost its way, for good', async () => {
  const engine = new Logging();
  const channels = new ControllerChannels();
  expect(await channels.isLost(engine, 'one', STARTED, 1_000_000)).toBe(false);
  engine.text = ENDED;
  // What was looked up holds for a moment.
  expect(await channels.isLost(engine, 'one', STARTED, 1_001_000)).toBe(false);
  expect(await channels.isLost(engine, 'one', STARTED, 1_010_000)).toBe(true);
  engine.text = '';
  expect(await channels.isLost(engine, 'one', STARTED, 1_020_000)).toBe(true);
  expect(await channels.isLost(engine, 'other', STARTED, 1_020_000)).toBe(false);
  // It was started anew, by whomever.
  expect(await channels.isLost(engine, 'one', '1970-01-01T00:20:00Z', 1_250_000)).toBe(false);
});

test('of a log that was read, only what came since is', async () => {
  const engine = new Logging();
  const channels = new ControllerChannels();
  await channels.isLost(engine, 'one', STARTED, 1_000_000);
  await channels.isLost(engine, 'one', STARTED, 1_010_000);
  expect(engine.asked).toEqual([600, 940]);
});

test('a log that can’t be read tells of nothing', async () => {
  const engine = new Logging();
  engine.isReadable = false;
  expect(await new ControllerChannels().isLost(engine, 'one', STARTED)).toBe(false);
});
