import { listenerProperties } from '../listeners/listener-properties';
import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import { PATHS } from '../names/paths';
import type { Properties } from '../formats/properties';
import { authorizerProperties, tlsProperties, topicDefaults } from './server-properties';

/** A broker's `server.properties`. Passwords are references that the broker resolves from its own secrets (KIP-297). */
export function brokerProperties(cluster: ClusterModel, broker: BrokerModel): Properties {
  return { ...ownBrokerProperties(cluster, broker), ...cluster.brokerProperties };
}

/** The part of it that the package answers for. */
export function ownBrokerProperties(cluster: ClusterModel, broker: BrokerModel): Properties {
  const replication = cluster.listeners.find((listener) => listener.scope === 'replication');
  return {
    'broker.rack': broker.rack,
    'log.dirs': PATHS.kafka.data,

    listeners: cluster.listeners.map((listener) => listener.bindFor(broker, cluster)).join(','),
    'advertised.listeners': cluster.listeners
      .map((listener) => `${listener.name}://${listener.advertisedFor(broker, cluster)}`)
      .join(','),
    'listener.security.protocol.map': [
      ...cluster.listeners.map(({ name, protocol }) => `${name}:${protocol}`),
      ...Object.entries(cluster.store.listeners ?? {}).map(([name, protocol]) => `${name}:${protocol}`),
    ].join(','),
    'inter.broker.listener.name': replication?.name ?? '',
    ...Object.fromEntries(
      cluster.listeners.flatMap((listener) => Object.entries(listenerProperties(cluster, broker, listener))),
    ),

    ...tlsProperties(cluster),
    ...authorizerProperties(cluster),
    ...cluster.store.brokerProperties(cluster, broker),

    'auto.create.topics.enable': false,
    ...topicDefaults(cluster),
    'offsets.topic.replication.factor': cluster.replicationFactor,
    'offsets.topic.num.partitions': cluster.internalTopicPartitions,
    'transaction.state.log.replication.factor': cluster.replicationFactor,
    'transaction.state.log.min.isr': cluster.minInsyncReplicas,
    'transaction.state.log.num.partitions': cluster.internalTopicPartitions,
  };
}

/** Every key that the package writes or leaves out by itself, for refusing it in the escape hatch. */
export function ownsBrokerProperty({ store }: ClusterModel, key: string, rendered: Properties): boolean {
  return (
    key in rendered ||
    ['security.inter.broker.protocol', 'control.plane.listener.name'].includes(key) ||
    /^(listener\.name\.|ssl\.|sasl\.|config\.providers)/.test(key) ||
    store.ownsProperty(key)
  );
}
