import type Docker from 'dockerode';
import { Engines } from '../../../../runtime/engine/engines';
import { type AskedEngine, judgeSwarm, swarmViolations } from '../../../../runtime/engine/swarm';

const ENGINES = ['ssh://kafka-a', 'ssh://kafka-b', 'ssh://kafka-c'];
const ready = ENGINES.map((engine) => ({ ID: `node of ${engine}`, Status: { State: 'ready' } }));

/** Three engines in one Swarm, the first of which is its manager, and what differs of one. */
function asked(changed: number | undefined, change: (engine: AskedEngine) => AskedEngine): readonly AskedEngine[] {
  return ENGINES.map((engine, index): AskedEngine => {
    const fine: AskedEngine = {
      placement: { engine, address: `10.0.0.${index + 1}` },
      about: {
        Architecture: 'x86_64',
        Swarm: { LocalNodeState: 'active', NodeID: `node of ${engine}`, ControlAvailable: index === 0 },
      },
    };
    return index === changed ? change(fine) : fine;
  });
}

const swarm =
  (changes: Partial<NonNullable<AskedEngine['about']>['Swarm']>) =>
  ({ placement, about }: AskedEngine): AskedEngine => ({
    placement,
    about: about && { ...about, Swarm: { ...about.Swarm, ...changes } },
  });

const judge = async (engines: readonly AskedEngine[], nodes = ready): Promise<readonly (readonly [string, string])[]> =>
  (await judgeSwarm('kafka', engines, () => Promise.resolve(nodes))).map(
    ({ code, subject }) => [code, subject] as const,
  );

test('engines of one Swarm, of which the cluster’s own is a manager, are as they must be', async () => {
  expect(await judge(asked(undefined, (engine) => engine))).toEqual([]);
});

test.each<[string, string, string, number, (engine: AskedEngine) => AskedEngine]>([
  ['its own is in no Swarm', 'SwarmMissing', 'a', 0, swarm({ LocalNodeState: 'inactive', ControlAvailable: false })],
  ['its own is a worker', 'SwarmManagerMissing', 'a', 0, swarm({ ControlAvailable: false })],
  ['another one is in no Swarm', 'SwarmMemberMissing', 'b', 1, swarm({ LocalNodeState: 'inactive', NodeID: '' })],
  ['another one is in another Swarm', 'SwarmMemberMissing', 'c', 2, swarm({ NodeID: 'node of somewhere' })],
  ['its own does not answer', 'EngineUnreachable', 'a', 0, ({ placement }) => ({ placement, about: undefined })],
  ['another one does not answer', 'EngineUnreachable', 'b', 1, ({ placement }) => ({ placement, about: undefined })],
  [
    'another one has another architecture',
    ...(['EngineArchitectureDiffers', 'c', 2] as const),
    ({ placement, about }) => ({ placement, about: about && { ...about, Architecture: 'aarch64' } }),
  ],
])('fails when %s', async (_, code, host, changed, change) => {
  expect(await judge(asked(changed, change))).toEqual([[code, `engine ssh://kafka-${host}`]]);
});

test('fails when a member is down for the manager', async () => {
  const nodes = ready.map((node, index) => (index === 1 ? { ...node, Status: { State: 'down' } } : node));
  expect(
    await judge(
      asked(undefined, (engine) => engine),
      nodes,
    ),
  ).toEqual([['SwarmMemberUnready', 'engine ssh://kafka-b']]);
});

test('every fault is told at once', async () => {
  const silent = asked(1, ({ placement }) => ({ placement, about: undefined }));
  const [first, second, third] = silent;
  const all = [first, second, third && swarm({ NodeID: '' })(third)].filter((each) => each !== undefined);
  expect((await judge(all)).map(([code]) => code)).toEqual(['EngineUnreachable', 'SwarmMemberMissing']);
});

/** Engines by their endpoints, each with what it answers. */
const connected = (placements: Record<string, { engine: string; address: string }>, info: () => Promise<unknown>) =>
  new Engines(
    { engine: ENGINES[0], placements },
    () => ({ info, listNodes: () => Promise.resolve(ready) }) as unknown as Docker,
  );

test('one engine alone is asked nothing', async () => {
  const info = jest.fn<Promise<unknown>, []>();
  expect(await swarmViolations({ name: 'kafka', engine: ENGINES[0] }, connected({}, info))).toEqual([]);
  expect(info).not.toHaveBeenCalled();
});

test('of several engines each is asked, and one that fails to answer is told', async () => {
  const placements = { 'kafka-broker-2': { engine: 'ssh://kafka-b', address: '10.0.0.2' } };
  const info = jest
    .fn<Promise<unknown>, []>()
    .mockResolvedValueOnce(asked(undefined, (engine) => engine)[0]?.about)
    .mockRejectedValueOnce(new Error('no route'));
  const cluster = { name: 'kafka', engine: ENGINES[0], placements };
  expect(await swarmViolations(cluster, connected(placements, info))).toMatchObject([
    { code: 'EngineUnreachable', subject: 'engine ssh://kafka-b', value: 'no route' },
  ]);
});

test('an engine that says itself why it can’t be reached is taken at its word', async () => {
  const failure = [
    { code: 'EngineHostUnknown', subject: 'ssh://kafka-b', rule: 'its key must be known', remedy: 'take it up' },
  ];
  expect(await judge(asked(1, ({ placement }) => ({ placement, about: undefined, failure })))).toEqual([
    ['EngineHostUnknown', 'ssh://kafka-b'],
  ]);
});
