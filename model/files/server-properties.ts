import type { ClusterBasis } from '../cluster/cluster-basis';
import type { Properties } from '../formats/properties';
import { keystoreProperties, truststoreProperties } from '../formats/tls-properties';
import { administratorName, brokersName } from '../names/distinguished-name';
import { PATHS, STORE_FILES } from '../names/paths';

/** How every server of Kafka's finds its keys, and what it takes from others. Passwords are references that it resolves itself (KIP-297). */
export function tlsProperties({ version }: Pick<ClusterBasis, 'version'>): Properties {
  const { secrets } = PATHS.kafka;
  return {
    'config.providers': 'file',
    'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
    ...(version.restrictsConfigurationFiles && { 'config.providers.file.param.allowed.paths': secrets }),
    ...keystoreProperties('ssl', secrets),
    ...truststoreProperties('ssl', secrets, STORE_FILES.clusterTruststore),
    'ssl.enabled.protocols': 'TLSv1.2,TLSv1.3',
    'ssl.endpoint.identification.algorithm': 'https',
  };
}

/** Who may do everything; nobody else may do anything that no rule allows. `more` are names beside the brokers' and the administrator's. */
export const authorizerProperties = (
  { names }: Pick<ClusterBasis, 'names'>,
  more: readonly string[] = [],
): Properties => ({
  'allow.everyone.if.no.acl.found': false,
  'super.users': [brokersName(names), ...more, administratorName(names)].map((name) => `User:${name}`).join(';'),
});

/** What whoever makes a topic gives it where nobody says, and who may lead one of its partitions. */
export const topicDefaults = ({
  replicationFactor,
  minInsyncReplicas,
}: Pick<ClusterBasis, 'replicationFactor' | 'minInsyncReplicas'>): Properties => ({
  'unclean.leader.election.enable': false,
  'default.replication.factor': replicationFactor,
  'min.insync.replicas': minInsyncReplicas,
});
