export { Authentication, type OneWayTlsProps } from '../model/authentication/authentication';
export type { AclOperation, AclResourceType, AclRule } from '../model/resources/acl-rule';
export { KafkaBase, type KafkaBaseProps } from './cluster/base';
export * from './former-names';
export type { BrokerSettings } from '../model/cluster/broker-settings';
export { KafkaCluster } from './cluster/cluster';
export type { FormerClusterImages, FormerClusterProps } from '../model/declaration/former-props';
export type {
  KafkaClusterAuthorities,
  KafkaClusterAuthorityVersions,
  KafkaClusterImages,
  KafkaClusterOptions,
  KafkaClusterProps,
  WaivableViolation,
} from '../model/declaration/cluster-props';
export type { KerberosUserProps, PlainUserProps } from '../model/authentication/user-props';
export { CertificateAuthority, type ExistingAuthorityProps } from '../certs/certificate-authority';
export { Console, type ConsoleOptions, type ConsoleProps } from './console/console';
export type { ConsoleKind } from '../model/console/console-kind';
export { ContainerLogs, type RotatedLogsProps } from '../model/cluster/container-logs';
export { DriftIgnore } from '../model/drift/drift-ignore';
export { Duration } from '../model/units/duration';
export { Grant } from '../model/resources/grant';
export type { GrantIntent, GrantTarget } from '../model/resources/grant-intent';
export { type ImageExtras, type OfficialImageOptions, ServerImage } from '../model/cluster/image';
export type { KafkaClusterAttributes } from '../model/declaration/cluster-attributes';
export type { AuthorityVersion } from '../model/certificates/authority-version';
export type {
  AuthorityCertificate,
  AuthorityFingerprint,
  FormerAuthority,
  IExistingAuthority,
} from '../model/certificates/identity';
export type { GrafanaProps } from './monitoring/grafana';
export type { IKafkaCluster } from './cluster/kafka-cluster-interface';
export { type ExistingRealmProps, KerberosRealm, type ManagedRealmProps } from '../model/kerberos/kerberos-realm';
export { Host, type HostProps } from '../model/placement/host';
export { type InternalListenerProps, Listener, type PublishedListenerProps } from '../model/listeners/listener';
export type { ListenerProtocol } from '../model/authentication/listener-protocol';
export type { SaslMechanism } from '../model/authentication/mechanisms';
export type { ScramMechanism } from '../model/authentication/scram-exchange';
export { Metadata, type MigrationProps } from '../model/metadata/metadata';
export type { MigrationPhase } from '../model/metadata/migration/migration-phase';
export type { KraftProps, QuorumKind } from '../model/metadata/kraft/kraft-props';
export type { ZooKeeperProps } from '../model/metadata/zookeeper/zookeeper-props';
export { ZooKeeperVersion } from '../model/metadata/zookeeper/zookeeper-version';
export { Monitoring } from './monitoring/monitoring';
export type { MonitoringImages, MonitoringOptions, MonitoringProps } from './monitoring/monitoring-props';
export { KafkaPlatform } from './platform/platform';
export type { KafkaPlatformProps, PlatformMonitoringProps } from './platform/platform-props';
export { ProjectTools } from './platform/project-tools';
export type { PropertyValue } from '../model/formats/properties';
export { type IPrincipal, Principal } from '../model/resources/principal';
export { type Advice, CodedError, type Violation, ValidationError, formatViolation } from '../model/violation';
export { KafkaResources, type KafkaResourcesProps } from './resources/resources';
export {
  type OfflineIssuerProps,
  type OnlineIssuerProps,
  TokenIssuer,
  type TokenIssuerProps,
} from '../model/tokens/token-issuer';
export { QuotaEntity, type QuotaProps } from '../model/resources/quota';
export { shellCommand } from '../model/formats/shell';
export { Size } from '../model/units/size';
export { Topic } from './resources/topic';
export type { TopicProps } from '../model/resources/topic-props';
export type { GroupOf, ITopics } from './resources/topic-grants';
export { User, type UserProps } from './resources/user';
export {
  type KerberosLoginProps,
  type PlainLoginProps,
  type CertificateLoginProps,
  type ScramLoginProps,
  UserLogin,
} from '../model/authentication/user-login';
export { KafkaVersion } from '../model/units/version';
