import { Duration } from '../../../model/units/duration';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { quorumLoss } from '../quorum-loss';
import { awaitServing, viewEnsemble } from './ensemble';

/** Kafka's own `zookeeper.session.timeout.ms`. */
const USUAL_SESSION_MS = 18_000;

/** How long there is no quorum: twice as long as a broker's session, so that none outlasts it. */
export function spanWithoutQuorum({ brokers }: Pick<ClusterManifest, 'brokers'>): Duration {
  const sessions = brokers.map(({ settings }) => Number(settings['zookeeper.session.timeout.ms'] ?? USUAL_SESSION_MS));
  return Duration.milliseconds(2 * Math.max(...sessions));
}

export const zookeeper = quorumLoss({
  name: 'zookeeper',
  server: 'ZooKeeper node',
  spare: { code: 'SpareZooKeeperMissing', remedy: 'declare 3 nodes: Metadata.zooKeeper({ nodes: 3 })' },
  remedy: 'see that every broker names every ZooKeeper node (zookeeper.connect), and look at the brokers’ logs',
  view: viewEnsemble,
  watch: async (proof) => {
    const { clients } = await awaitServing(proof, proof.manifest.metadata.servers.length, 0);
    return (nodes) => awaitServing(proof, nodes, clients);
  },
  span: spanWithoutQuorum,
});
