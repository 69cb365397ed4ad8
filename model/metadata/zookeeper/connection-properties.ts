import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import { storeProperties, truststoreProperties } from '../../formats/tls-properties';
import type { Properties } from '../../formats/properties';
import { PATHS, STORE_FILES } from '../../names/paths';
import { ZOOKEEPER_CLIENT, ZOOKEEPER_PORTS, type ZooKeeperNode } from './zookeeper-node';

/** What a broker's `server.properties` says of the ensemble, and what only a broker with ZooKeeper says. */
export const connectionProperties = (
  cluster: ClusterBasis,
  ensemble: readonly ZooKeeperNode[],
  broker: BrokerModel,
): Properties => ({
  'broker.id': broker.id,
  'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
  ...ensembleProperties(cluster, ensemble),
});

/** How a server of Kafka's comes to the ensemble. */
export function ensembleProperties(
  { brokerSessionTimeout }: ClusterBasis,
  ensemble: readonly ZooKeeperNode[],
): Properties {
  const secrets = `${PATHS.kafka.secrets}/${ZOOKEEPER_CLIENT}`;
  return {
    'zookeeper.connect': ensemble.map(({ node }) => `${node.backplaneHost}:${ZOOKEEPER_PORTS.client}`).join(','),
    'zookeeper.session.timeout.ms': brokerSessionTimeout.milliseconds,
    // Brokers and nodes start at once; a broker waits for the quorum instead of giving up on it.
    'zookeeper.connection.timeout.ms': 120_000,
    'zookeeper.set.acl': true,
    'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
    'zookeeper.ssl.client.enable': true,
    'zookeeper.ssl.protocol': 'TLSv1.3',
    'zookeeper.ssl.enabled.protocols': 'TLSv1.3,TLSv1.2',
    ...storeProperties('zookeeper.ssl', secrets),
    ...truststoreProperties('zookeeper.ssl', secrets, STORE_FILES.clusterTruststore),
  };
}

/** Keys that make other servers of brokers (KIP-500). */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'process.roles',
  'node.id',
  'controller.listener.names',
  'controller.quorum.voters',
  'controller.quorum.bootstrap.servers',
  'metadata.log.dir',
]);

/** Whether a broker's property is ZooKeeper's business, also one that is left out for it. */
export const ownsConnectionProperty = (key: string): boolean => key.startsWith('zookeeper.') || LEFT_OUT.has(key);
