export { Authentication } from '../model/authentication/authentication';
export type { AclOperation, AclResourceType, AclRule } from '../model/resources/acl-rule';
export { KafkaBase, type KafkaBaseProps } from './cluster/base';
export type { BrokerSettings } from '../model/cluster/broker-settings';
export { KafkaCluster } from './cluster/cluster';
export type {
  KafkaClusterProps,
  KerberosUserProps,
  PlainUserProps,
  WaivableViolation,
} from '../model/cluster/cluster-props';
export { CertificateAuthority, type ExistingAuthorityProps } from '../certs/certificate-authority';
export { Console, type ConsoleProps } from './console/console';
export type { ConsoleKind } from '../model/console/console-kind';
export { Duration } from '../model/units/duration';
export type { GrantIntent, GrantTarget } from '../model/resources/grant-intent';
export { type ImageExtras, type OfficialImageOptions, ServerImage } from '../model/cluster/image';
export type { KafkaClusterAttributes } from './cluster/existing-cluster';
export type { GrafanaProps } from './monitoring/grafana';
export type { IKafkaCluster } from './cluster/kafka-cluster-interface';
export { type ExistingRealmProps, KerberosRealm, type ManagedRealmProps } from '../model/kerberos/kerberos-realm';
export { type InternalListenerProps, Listener, type PublishedListenerProps } from '../model/listeners/listener';
export type { ListenerProtocol, SaslMechanism } from '../model/manifest/manifest';
export { Metadata, type ZooKeeperProps } from '../model/metadata/metadata';
export { Monitoring, type MonitoringImages, type MonitoringProps } from './monitoring/monitoring';
export { type IPrincipal, Principal } from '../model/resources/principal';
export { CodedError, type Violation, ValidationError, formatViolation } from '../model/validation/violation';
export { KafkaResources, type KafkaResourcesProps } from './resources/resources';
export { QuotaEntity, type QuotaProps } from '../model/resources/quota';
export { Size } from '../model/units/size';
export { Topic, type TopicProps } from './resources/topic';
export type { GroupOf, ITopics } from './resources/topic-grants';
export { User, type UserProps } from './resources/user';
export { KafkaVersion, ZooKeeperVersion } from '../model/units/version';
