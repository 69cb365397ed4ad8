import type { ClusterManifest } from '../../../../../model/manifest/manifest';
import { memberViolations, serversIn } from '../../../../../proof/metadata/kraft/quorum';
import { votersOf } from '../../../../../proof/metadata/kraft/voters';
import type { QuorumView } from '../../../../../runtime/kafka/quorum-view';

const cluster = {
  name: 'dev',
  listeners: [{ name: 'REPLICATION', scope: 'replication' }],
  metadata: {
    controllers: 'metadata servers',
    servers: [1001, 1002, 1003].map((nodeId) => ({ nodeId, container: `dev-controller-${nodeId - 1000}` })),
  },
  brokers: [1, 2].map((id) => ({
    ...{ id, container: `dev-broker-${id}` },
    advertised: { REPLICATION: `dev-broker-${id}.dev-backplane:9091` },
  })),
} as unknown as ClusterManifest;
/** Whose one broker is its own controller. */
const combined = {
  ...cluster,
  metadata: { servers: [] },
  brokers: cluster.brokers.slice(0, 1),
} as unknown as ClusterManifest;

const quorum = (view: Partial<QuorumView> = {}, caughtUp: Readonly<Record<number, number>> = {}): QuorumView => {
  const members = (ids: readonly number[]) =>
    ids.map((nodeId) => ({ nodeId, directory: 'd', logEndOffset: 9, caughtUpMs: caughtUp[nodeId] ?? 100_000 }));
  return { leader: 1002, epoch: 3, voters: members([1001, 1002, 1003]), observers: members([1, 2]), ...view };
};

test('a quorum of the declared controllers, which every broker follows, has the right members', () => {
  expect(memberViolations(cluster, quorum())).toEqual([]);
});

test.each([
  ['nobody leads', quorum({ leader: -1 }), 'ControllerMissing'],
  ['a broker leads, which is none of them', quorum({ leader: 1 }), 'ControllerMissing'],
  [
    'somebody else votes',
    quorum({ voters: [...quorum().voters, { nodeId: 7, directory: 'd', logEndOffset: 0, caughtUpMs: 0 }] }),
    'VoterUnknown',
  ],
  ['one of them does not vote', quorum({ voters: quorum().voters.slice(0, 2) }), 'VoterMissing'],
  ['a broker does not follow', quorum({ observers: quorum().observers.slice(1) }), 'ObserverMissing'],
])('fails when %s', (_, view, code) => {
  expect(memberViolations(cluster, view).map((violation) => violation.code)).toEqual([code]);
});

test('a broker that is its own controller votes alone, leads and follows, and is reached as one', () => {
  expect(votersOf(combined)).toEqual([
    {
      nodeId: 1,
      container: 'dev-broker-1',
      name: 'broker 1',
      address: { host: 'dev-broker-1.dev-backplane', port: 9093 },
    },
  ]);
  const own = quorum({
    leader: 1,
    voters: [{ nodeId: 1, directory: 'd', logEndOffset: 9, caughtUpMs: 100_000 }],
    observers: [],
  });
  expect(memberViolations(combined, own)).toEqual([]);
  expect(serversIn(votersOf(combined), own)).toEqual([{ container: 'dev-broker-1', role: 'leader' }]);
});

test('a controller that has not had the leader’s log for long takes no part', () => {
  const seen = serversIn(votersOf(cluster), quorum({}, { 1001: 96_000, 1003: 98_000 }));
  expect(seen.map(({ role }) => role)).toEqual(['none', 'leader', 'follower']);
});
