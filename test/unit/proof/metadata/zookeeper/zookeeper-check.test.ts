import type { ClusterManifest } from '../../../../../model/manifest/manifest';
import { spanWithoutQuorum } from '../../../../../proof/metadata/zookeeper/zookeeper-check';

test.each([
  ['twice the longest session of its brokers', ['9000', '40000'], 80_000],
  ['twice Kafka’s own session, where none is declared', [undefined], 36_000],
])('a cluster has no quorum for %s', (_, sessions, expected) => {
  const brokers = sessions.map((session) => ({
    settings: session === undefined ? {} : { 'zookeeper.session.timeout.ms': session },
  })) as unknown as ClusterManifest['brokers'];
  expect(spanWithoutQuorum({ brokers }).milliseconds).toBe(expected);
});
