import type { ClusterManifest } from '../../../../../model/manifest/manifest';
import {
  quorumVictims,
  refusalViolations,
  spanWithoutQuorum,
} from '../../../../../proof/metadata/zookeeper/zookeeper-check';
import type { EnsembleNode, EnsembleRole } from '../../../../../proof/metadata/zookeeper/ensemble';

describe('an ensemble', () => {
  const ensemble = (...roles: EnsembleRole[]): EnsembleNode[] =>
    roles.map((role, i) => ({ container: `zk${i + 1}`, role, clients: 0 }));

  test('loses its quorum with the leader, and no more nodes than that takes', () => {
    expect(quorumVictims(ensemble('follower', 'leader', 'follower'))).toEqual(['zk2', 'zk1']);
    expect(quorumVictims(ensemble('follower', 'leader', 'none'))).toEqual(['zk2']);
    expect(quorumVictims(ensemble('follower', 'leader', 'follower', 'follower', 'follower'))).toHaveLength(3);
  });

  test('fails when a send was refused while one of its nodes was down', () => {
    expect(refusalViolations(0)).toEqual([]);
    expect(refusalViolations(3)).toMatchObject([{ code: 'SendsRefused', value: 3 }]);
  });
});

test.each([
  ['twice the longest session of its brokers', ['9000', '40000'], 80_000],
  ['twice Kafka’s own session, where none is declared', [undefined], 36_000],
])('a cluster has no quorum for %s', (_, sessions, expected) => {
  const brokers = sessions.map((session) => ({
    settings: session === undefined ? {} : { 'zookeeper.session.timeout.ms': session },
  })) as unknown as ClusterManifest['brokers'];
  expect(spanWithoutQuorum({ brokers }).milliseconds).toBe(expected);
});
