import type { AuthorityVersion } from '../certificates/authority-version';
import type { AuthorityName, IExistingAuthority } from '../certificates/identity';
import type { ContainerLogs } from './container-logs';
import type { ServerImage } from './image';
import type { KerberosRealm } from '../kerberos/kerberos-realm';
import type { TokenIssuer } from '../tokens/token-issuer';
import type { Listener } from '../listeners/listener';
import type { Size } from '../units/size';
import type { Duration } from '../units/duration';
import type { KafkaVersion } from '../units/version';
import type { BrokerRef, ClusterNames } from '../names/names';
import type { DriftIgnore } from '../drift/drift-ignore';
import type { Properties } from '../formats/properties';
import type { Placed } from '../placement/placement';
import type { ClusterUser } from '../users/cluster-user';

/** A cluster but for its metadata store: what the store, too, is rendered from. */
export interface ClusterBasis {
  readonly name: string;
  readonly names: ClusterNames;
  readonly version: KafkaVersion;
  readonly images: {
    readonly kafka: ServerImage;
    readonly kerberos: ServerImage;
    /** Those of the metadata store's servers, as far as they are given, by the names of their props. */
    readonly metadata: Readonly<Record<string, ServerImage | undefined>>;
    readonly origin?: string;
  };
  readonly brokers: readonly BrokerModel[];
  /** The replication listener first, then the clients'. */
  readonly listeners: readonly Listener[];
  /** Codes of the violations that are let through by name. */
  readonly allowed: readonly string[];
  /** What others answer for on it. */
  readonly driftIgnore: readonly DriftIgnore[];
  readonly brokerHeap: Size;
  readonly brokerMemory: Size;
  /** How long a broker that died without a word keeps its leaders. */
  readonly brokerSessionTimeout: Duration;
  /** How long a server that was started may take until it serves. */
  readonly startTimeout: Duration;
  /** How much each broker sends, and takes, in a second for copies that move. */
  readonly moveThrottle: Size;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly internalTopicPartitions: number;
  readonly certificateValidity: Duration;
  readonly certificateVersion: number;
  /** How long before its end a deployment issues a certificate anew. */
  readonly renewBefore: Duration;
  readonly authorityValidity: Duration;
  /** Authorities that stand already, by the names that they have in the certificate plan. */
  readonly authorities: Readonly<Record<AuthorityName, IExistingAuthority | undefined>>;
  /** Versions of those that the cluster makes itself. */
  readonly authorityVersions: Readonly<Record<AuthorityName, AuthorityVersion>>;
  /** Whether they are declared, first ones too: before another one, it is looked whether servers have taken up the one before. */
  readonly exchangesAuthorities: boolean;
  /** Users whose credentials the cluster makes, whatever they log in by. */
  readonly users: readonly ClusterUser[];
  /** Names of the companion services’ users: each has a certificate, in a volume that holds nothing else. */
  readonly serviceUsers: readonly string[];
  /** The service user that watches when certificates end: it gets a record of those that nobody serves to it. */
  readonly expiryReader?: string;
  /** What people log in to companion services with: a password for each, in a volume that holds nothing else. */
  readonly servicePasswords: readonly { readonly service: string; readonly version: number }[];
  /** Whether the servers serve metrics to Prometheus. */
  readonly metrics: boolean;
  /** Realm of its listeners with Kerberos. */
  readonly kerberos?: KerberosRealm;
  /** Issuer of the tokens that its listeners with OAUTHBEARER take. */
  readonly tokenIssuer?: TokenIssuer;
  readonly cpus?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly restart: string;
  /** Where the engine puts what containers write. */
  readonly logs: ContainerLogs;
  readonly engine?: string;
  /** Where servers run that were placed by themselves, by their containers. */
  readonly placements?: Placed['placements'];
  /** Every host, that of `engine` first, where there are several. */
  readonly hosts?: Placed['hosts'];
  /** Whether the networks that several hosts share encrypt what goes between them. */
  readonly encryptsNetworks: boolean;
  /** Command that is asked before a server is taken away. */
  readonly gate?: string;
  /** Command that has running brokers read their certificates again. */
  readonly reload?: string;
  /** Broker properties that the package doesn't set by itself, or lets be set by name. */
  readonly brokerProperties: Properties;
}

export interface BrokerModel extends BrokerRef {
  readonly rack: string;
}

/** Port of every server's metrics, on the monitoring network alone. */
export const METRICS_PORT = 7071;
