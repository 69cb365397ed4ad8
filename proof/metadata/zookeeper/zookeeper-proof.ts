import { ZOOKEEPER_PORTS, ZOOKEEPER_ROLE } from '../../../model/metadata/zookeeper/zookeeper-node';
import type { MetadataProof } from '../metadata-proof';
import { leaderAmong } from '../quorum-loss';
import { awaitServing, viewEnsemble } from './ensemble';
import { zooKeeperAttempts } from './zookeeper-attempts';
import { zookeeper } from './zookeeper-check';

/** What the proof knows of ZooKeeper. */
export const zooKeeperProof: MetadataProof = {
  kind: ZOOKEEPER_ROLE,
  checks: [zookeeper],
  ports: Object.values(ZOOKEEPER_PORTS),
  attempts: zooKeeperAttempts,
  awaitServing: (proof, servers) => awaitServing(proof, servers, 0),
  leader: async (proof) => leaderAmong(await viewEnsemble(proof)),
};
