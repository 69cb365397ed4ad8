import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { Duration } from '../../../../model/units/duration';
import { awaitBrokers } from '../../../../runtime/kafka/readiness';
import { standingAdministrator } from '../../../../runtime/kafka/standing-brokers';

jest.mock('../../../../runtime/kafka/standing-brokers');

const manifest = { name: 'kafka', brokers: [{ id: 1 }, { id: 2 }] } as unknown as ClusterManifest;

/** Both are registered; a broker answers by itself once it has been asked so many times. */
function answering(after: Readonly<Record<number, number>>): readonly number[] {
  const asked: number[] = [];
  jest.mocked(standingAdministrator).mockImplementation(({ brokers: [broker] }) => {
    const { id = 0 } = broker ?? {};
    const admin = {
      connect: (): Promise<void> => {
        asked.push(id);
        const times = asked.filter((each) => each === id).length;
        return times > (after[id] ?? 0) ? Promise.resolve() : Promise.reject(new Error('connection reset by peer'));
      },
      describeCluster: () => Promise.resolve({ brokers: [{ nodeId: 1 }, { nodeId: 2 }] }),
      disconnect: () => Promise.resolve(),
    };
    return Promise.resolve({ admin: () => admin } as never);
  });
  return asked;
}

test('brokers are there when each of them answers: one that has died stays registered for as long as its session', async () => {
  const asked = answering({ 1: 0, 2: 2 });
  await awaitBrokers(manifest, { within: Duration.seconds(60) });
  expect([...asked].sort()).toEqual([1, 2, 2, 2]);
});

test('fails when one of them does not answer in time, although it is registered', async () => {
  answering({ 1: 0, 2: Infinity });
  await expect(awaitBrokers(manifest, { within: Duration.milliseconds(200) })).rejects.toThrow(
    'connection reset by peer',
  );
});
