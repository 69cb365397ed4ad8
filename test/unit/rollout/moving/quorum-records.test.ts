import { lagging, logSeen, onlyMetadataMoves } from '../../../../rollout/moving/quorum-records';
import type { QuorumView } from '../../../../runtime/kafka/quorum-view';

const quorum = (leader: number, ends: readonly number[], epoch = 7): QuorumView => ({
  ...{ leader, epoch, observers: [] },
  voters: ends.map((logEndOffset, index) => ({ nodeId: 1001 + index, directory: 'd', logEndOffset, caughtUpMs: 0 })),
});

test('what others must have is the end of the leader’s log when the controller has left, also while it grows', () => {
  const seen = logSeen(quorum(1001, [40, 38, 40]), 1003);
  expect(seen).toEqual({ epoch: 7, end: 40 });
  expect(logSeen(quorum(1001, [50, 38, 40]), 1003, seen)).toEqual(seen);
});

test('another leader has another log, and none, or the one that left, tells nothing', () => {
  const seen = { epoch: 7, end: 40 };
  expect(logSeen(quorum(1002, [40, 60, 40], 8), 1003, seen)).toEqual({ epoch: 8, end: 60 });
  expect(logSeen(quorum(-1, [40, 60, 40]), 1003, seen)).toBeUndefined();
  expect(logSeen(quorum(1003, [40, 60, 40]), 1003, seen)).toBeUndefined();
});

test('all others have to have it, and the one that left need not', () => {
  const seen = { epoch: 7, end: 40 };
  expect(lagging(quorum(1001, [50, 40, 0]), 1003, seen)).toEqual([]);
  expect(lagging(quorum(1001, [50, 39, 50]), 1003, seen)).toEqual([1002]);
});

test('one that began anew a while ago is judged by what it has now, though the leader lists what it was, too', () => {
  const seen = { epoch: 7, end: 40 };
  const anew = (logEndOffset: number): QuorumView => ({
    ...quorum(1001, [50, 12, 0]),
    observers: [{ nodeId: 1002, directory: 'd', logEndOffset, caughtUpMs: 0 }],
  });
  expect(lagging(anew(45), 1003, seen)).toEqual([]);
  expect(lagging(anew(30), 1003, seen)).toEqual([1002]);
});

const servers = (...names: readonly string[]) => names.map((container) => ({ container }) as never);
const [one, three] = [servers('dev-controller-1'), servers(...[1, 2, 3].map((id) => `dev-controller-${id}`))];

test.each([
  ['a controller of three', { metadata: { servers: three }, brokers: [] }, 'dev-controller-1', []],
  [
    'a broker beside one controller',
    { metadata: { servers: one }, brokers: servers('dev-broker-1') },
    'dev-broker-1',
    [],
  ],
  ['the only controller', { metadata: { servers: one }, brokers: [] }, 'dev-controller-1', ['OnlyCopyMoves']],
  [
    'a broker that is its own',
    { metadata: { servers: [] }, brokers: servers('dev-broker-1') },
    'dev-broker-1',
    ['OnlyCopyMoves'],
  ],
])('%s may go to another host where others have the metadata', (_, cluster, moving, codes) => {
  expect(onlyMetadataMoves(cluster as never, [moving]).map(({ code }) => code)).toEqual(codes);
});
