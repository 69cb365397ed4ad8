import { quorumLoss } from '../quorum-loss';
import { awaitServing, viewEnsemble } from './ensemble';

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
});
