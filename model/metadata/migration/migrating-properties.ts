import { INTER_BROKER_PROTOCOL } from '../../cluster/broker-settings';
import type { BrokerModel, ClusterBasis } from '../../cluster/cluster-basis';
import { authorizerProperties } from '../../files/server-properties';
import type { Properties } from '../../formats/properties';
import type { Listener } from '../../listeners/listener';
import { brokerMappingRules, serverMappingRule, serversName } from '../../names/distinguished-name';
import { controllerProperties } from '../kraft/controller-properties';
import { CONTROLLERS_UNIT, type KraftController } from '../kraft/kraft-controller';
import { votersProperties } from '../kraft/quorum-properties';
import { connectionProperties, ensembleProperties } from '../zookeeper/connection-properties';
import type { ZooKeeperNode } from '../zookeeper/zookeeper-node';

/** Says to a server that the metadata are on their way (KIP-866); brokers and controllers take part alike. */
const MIGRATES: Properties = { 'zookeeper.metadata.migration.enable': true };

/**
 * What a broker says that is still one of ZooKeeper's, and takes its metadata from a controller of the quorum: that one connects to it as
 * the controller among brokers would (LeaderAndIsr, UpdateMetadata), so it is let in and may do everything. Rights are judged by the rules in
 * ZooKeeper until the broker is a member of the quorum.
 */
export const migratingBrokerProperties = (
  cluster: ClusterBasis,
  ensemble: readonly ZooKeeperNode[],
  quorum: readonly KraftController[],
  broker: BrokerModel,
): Properties => ({
  ...connectionProperties(cluster, ensemble, broker),
  ...votersProperties(quorum),
  ...MIGRATES,
  ...Object.fromEntries(
    replicationListeners(cluster).map(({ name }) => [
      `listener.name.${name.toLowerCase()}.ssl.principal.mapping.rules`,
      [brokerMappingRules(cluster.names), serverMappingRule(cluster.names, CONTROLLERS_UNIT)].join(','),
    ]),
  ),
  'super.users': authorizerProperties(cluster, [serversName(cluster.names, CONTROLLERS_UNIT)])['super.users'] ?? '',
  // As the quorum's metadata, whatever the brokers were held at.
  [INTER_BROKER_PROTOCOL]: cluster.version.line,
});

/** What a controller says while the metadata are on their way: it writes to ZooKeeper too, and connects to brokers that are still there. */
export function migratingControllerProperties(
  cluster: ClusterBasis,
  ensemble: readonly ZooKeeperNode[],
  quorum: readonly KraftController[],
  self: KraftController,
): Properties {
  const own = controllerProperties(cluster, quorum, self);
  const replication = replicationListeners(cluster);
  return {
    ...own,
    ...ensembleProperties(cluster, ensemble),
    ...MIGRATES,
    'inter.broker.listener.name': replication.map(({ name }) => name).join(),
    'listener.security.protocol.map': [
      own['listener.security.protocol.map'],
      ...replication.map(({ name, protocol }) => `${name}:${protocol}`),
    ].join(','),
  };
}

/** The brokers' own; there is one. */
const replicationListeners = ({ listeners }: ClusterBasis): readonly Listener[] =>
  listeners.filter(({ scope }) => scope === 'replication');
