import { principalRules, SERVICE_NAME, serviceKeytab, servicePrincipal } from '../kerberos/principals';
import type { Listener } from '../listeners/listener';
import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import { administratorName, brokerMappingRules, brokerName, clientMappingRules } from '../names/distinguished-name';
import type { SaslMechanism } from '../manifest/manifest';
import { PASSWORD_FILES, PATHS, plainFolder, STORE_FILES } from '../names/paths';
import type { Properties } from '../formats/properties';
import { keystoreProperties, truststoreProperties } from './tls-properties';

/** A broker's `server.properties`. Passwords are references that the broker resolves from its own secrets (KIP-297). */
export function brokerProperties(cluster: ClusterModel, broker: BrokerModel): Properties {
  return { ...ownBrokerProperties(cluster, broker), ...cluster.brokerProperties };
}

/** The part of it that the package answers for. */
export function ownBrokerProperties(cluster: ClusterModel, broker: BrokerModel): Properties {
  const secrets = PATHS.kafka.secrets;
  const replication = cluster.listeners.find((listener) => listener.scope === 'replication');
  return {
    'broker.rack': broker.rack,
    'log.dirs': PATHS.kafka.data,

    listeners: cluster.listeners.map((listener) => listener.bindFor(broker)).join(','),
    'advertised.listeners': cluster.listeners
      .map((listener) => `${listener.name}://${listener.advertisedFor(broker)}`)
      .join(','),
    'listener.security.protocol.map': cluster.listeners
      .map((listener) => `${listener.name}:${listener.protocol}`)
      .join(','),
    'inter.broker.listener.name': replication?.name ?? '',
    ...Object.fromEntries(
      cluster.listeners.flatMap((listener) => Object.entries(listenerProperties(cluster, broker, listener))),
    ),

    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    ...(cluster.version.restrictsConfigurationFiles && { 'config.providers.file.param.allowed.paths': secrets }),
    ...keystoreProperties('ssl', secrets),
    ...truststoreProperties('ssl', secrets, STORE_FILES.clusterTruststore),
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3',
    'ssl.endpoint.identification.algorithm': 'https',

    'allow.everyone.if.no.acl.found': false,
    'super.users': [
      ...cluster.brokers.map(({ node }) => brokerName(cluster.names, node)),
      administratorName(cluster.names),
    ]
      .map((name) => `User:${name}`)
      .join(';'),
    ...cluster.store.brokerProperties(cluster, broker),

    'auto.create.topics.enable': false,
    'unclean.leader.election.enable': false,
    'default.replication.factor': cluster.replicationFactor,
    'min.insync.replicas': cluster.minInsyncReplicas,
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
    key === 'security.inter.broker.protocol' ||
    /^(listener\.name\.|ssl\.|sasl\.|config\.providers)/.test(key) ||
    store.ownsProperty(key)
  );
}

function listenerProperties(cluster: ClusterModel, broker: BrokerModel, listener: Listener): Properties {
  const prefix = `listener.name.${listener.name.toLowerCase()}`;
  const secrets = PATHS.kafka.secrets;
  const { authentication } = listener;
  if (listener.scope === 'replication') {
    return {
      [`${prefix}.ssl.client.auth`]: 'required',
      [`${prefix}.ssl.principal.mapping.rules`]: brokerMappingRules(cluster.names),
      ...keystoreProperties(`${prefix}.ssl`, secrets),
      ...truststoreProperties(`${prefix}.ssl`, secrets, STORE_FILES.clusterTruststore),
    };
  }
  if (authentication.clientCertificate) {
    return {
      [`${prefix}.ssl.client.auth`]: 'required',
      [`${prefix}.ssl.principal.mapping.rules`]: clientMappingRules(cluster.names),
      ...truststoreProperties(`${prefix}.ssl`, secrets, STORE_FILES.clientsTruststore),
    };
  }
  return {
    ...(authentication.usesTls && { [`${prefix}.ssl.client.auth`]: 'none' }),
    ...(authentication.mechanisms.length > 0 && {
      [`${prefix}.sasl.enabled.mechanisms`]: authentication.mechanisms.join(','),
      // A changed password or a removed user takes effect on open connections within this time (KIP-368).
      [`${prefix}.connections.max.reauth.ms`]: 3_600_000,
    }),
    ...(authentication.realm !== undefined && {
      [`${prefix}.sasl.kerberos.service.name`]: SERVICE_NAME,
      [`${prefix}.sasl.kerberos.principal.to.local.rules`]: principalRules(cluster),
    }),
    ...Object.fromEntries(
      authentication.mechanisms.map((mechanism) => [
        `${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`,
        loginModule(cluster, mechanism, listener.hostOf(broker)),
      ]),
    ),
  };
}

/** What checks a mechanism's logins at a host; secrets stand elsewhere, and are named here alone. */
function loginModule(cluster: ClusterModel, mechanism: SaslMechanism, host: string): string {
  switch (mechanism) {
    case 'PLAIN': {
      const users = cluster.plainUsers.map(({ name }) => {
        const file = `${PATHS.kafka.secrets}/${plainFolder(name)}/${PASSWORD_FILES.properties}`;
        return ` user_${name}="\${file:${file}:password}"`;
      });
      return `org.apache.kafka.common.security.plain.PlainLoginModule required${users.sort().join('')};`;
    }
    case 'GSSAPI':
      // A broker takes tickets and asks for none, so that it starts also while the realm is silent.
      return (
        'com.sun.security.auth.module.Krb5LoginModule required isInitiator=false useKeyTab=true storeKey=true ' +
        `doNotPrompt=true keyTab="${serviceKeytab(PATHS.kafka.secrets, host)}" ` +
        `principal="${servicePrincipal(cluster.kerberos?.name ?? '', host)}";`
      );
    case 'SCRAM-SHA-256':
    case 'SCRAM-SHA-512':
      return 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  }
}
