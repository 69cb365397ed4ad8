import type { ConfigurationFile } from '../formats/versioned-file';
import type { Properties } from '../formats/properties';
import type { BrokerBeans, MetricRules } from '../monitoring/jmx/jmx-rule';
import type { NodeName } from '../names/names';
import type { Size } from '../units/size';
import type { Advice, Violation } from '../violation';
import type { BrokerModel, ClusterBasis } from './cluster-basis';
import type { Identity } from '../certificates/identity';
import type { ListenerProtocol } from '../authentication/listener-protocol';
import type { ServerImage } from './image';

/** A volume of a metadata server, beside that of its secrets. */
export interface MetadataVolume {
  readonly name: string;
  /** Where the server finds it. */
  readonly path: string;
  /** Number that is written into a file `myid` in it, for a server that learns from there who it is. */
  readonly myid?: number;
  /** What it holds before the server's first start, and never again: empty files, and folders, whose paths end in `/`. */
  readonly initial?: readonly string[];
}

/** One server of a metadata store: everything that its container and its volumes are made of. */
export interface MetadataServerModel {
  /** Unique among the servers of its role. */
  readonly id: number;
  /** Its container's role, and the job that its metrics are read by; its name begins with it. */
  readonly role: string;
  /** Kafka's `node.id`, where it is one of Kafka's own servers. */
  readonly nodeId?: number;
  readonly node: NodeName;
  /** Where brokers reach it, on the backplane. */
  readonly port: number;
  readonly image: ServerImage;
  readonly command: readonly string[];
  readonly memory: Size;
  /** Its own configuration file, which {@link command} names. */
  readonly file: ConfigurationFile;
  /**
   * Which lines of {@link file} name the servers that it shares its data with, as a basic regular expression. Absent where each has
   * data of its own.
   */
  readonly ensemble?: string;
  /** Volumes of what it keeps: one is the node's data volume. */
  readonly volumes: readonly MetadataVolume[];
  /** Where it finds its keystore, its truststore and their passwords. */
  readonly secrets: string;
  /** Paths of memory file systems, beside `/tmp`. */
  readonly scratch: readonly string[];
  /** Docker's health test. */
  readonly health: readonly string[];
}

/** An identity that a metadata store needs: the cluster's authority signs it, and its holder trusts that one alone. */
export type MetadataIdentity = Pick<Identity, 'name' | 'role' | 'distinguishedName' | 'hosts' | 'usages' | 'locations'>;

/** A reason to call somebody, after as long as all alerts of servers wait. */
export interface MetadataAlert {
  readonly name: string;
  readonly severity: 'warning' | 'critical';
  readonly expr: string;
  readonly summary: string;
}

/** What a metadata store brings to the cluster's monitoring. */
export interface MetadataMonitoring {
  /** What the agents in its servers serve, by the servers' role. */
  readonly rules: Readonly<Record<string, MetricRules>>;
  /** What the agents in brokers serve of the store. */
  readonly brokerBeans: BrokerBeans;
  readonly alerts: readonly MetadataAlert[];
  /** Grafana's dashboards by the names of their files. */
  readonly dashboards: Readonly<Record<string, object>>;
  /** Those that are others on several hosts. */
  readonly dashboardsOnHosts?: Readonly<Record<string, object>>;
}

/** Levels of a cluster's features by their names (KIP-584); one that is not there is at 0. */
export type FeatureLevels = Readonly<Record<string, number>>;

/** What a new cluster uses of what its servers can do, which stays when they are replaced. */
export interface MetadataFeatures {
  /** The line of releases that uses it, such as `3.9`. */
  readonly line: string;
  readonly levels: FeatureLevels;
}

/** How a store stands that is on the way to another one. */
export interface MetadataMigration {
  /** What it is called in a declaration. */
  readonly phase: string;
  /** What the volumes are told of it. */
  readonly at: string;
  /** What holds of volumes that were told nothing yet. */
  readonly first: string;
  /** By what volumes may have been told before: why it is refused from there; empty where it may go on. */
  readonly refusals: Readonly<Record<string, string>>;
  /** Which kind the former servers are of, and their version, for as long as they stand. */
  readonly former?: { readonly kind: string; readonly version: string };
  /** Role of servers that begin with nothing in this phase, though others have data. */
  readonly newServers?: string;
  /** Role of servers that go back to the former store, which takes no volume of the next one's format. */
  readonly goesBack?: string;
  /** Role of servers that leave in it, all of them. */
  readonly leaves?: string;
  /** Whether brokers are as with the former store, take the metadata from both, or as with the next one. */
  readonly brokers: 'former' | 'migrating' | 'kraft' | 'absent';
}

/**
 * Where brokers keep a cluster's metadata. A kind of store is one value with all of its views; nothing else in the model, in
 * the certificate plan or in the constructs knows which one it is.
 */
export interface MetadataStore {
  /** What the manifest calls it. */
  readonly kind: string;
  /** What a person calls it. */
  readonly name: string;
  /** What another kind would bring a new cluster, in one line. */
  readonly outlook?: string;
  /** Absent where its servers are Kafka's own. */
  readonly version?: { readonly version: string };
  /** Number of servers that were asked for. */
  readonly nodes: number;
  /** Java heap of each server. */
  readonly heap: Size;
  /** Memory limit of each server's container. */
  readonly memory: Size;
  /** Java package of the brokers' client of it, whose warnings alone they log. */
  readonly clientPackage?: string;
  /** Whether a broker has a session with its servers, which ends where it doesn't find them for a while. */
  readonly hasSessions?: boolean;
  readonly monitoring: MetadataMonitoring;
  /** Listeners of its servers that brokers connect to by Kafka's own protocol, with the protocols that brokers reach them by. */
  readonly listeners?: Readonly<Record<string, ListenerProtocol>>;
  /** Which servers the cluster's controller is one of; absent for the brokers. */
  readonly controllers?: 'metadata servers';
  /** Absent where its servers are named in every server's file; `dynamic` where they stand in the metadata, and their number may change. */
  readonly quorum?: 'dynamic';
  /**
   * Which lines of a broker's file name the brokers that it keeps the metadata with, as a basic regular expression. Absent where brokers
   * keep none.
   */
  readonly brokerEnsemble?: string;
  /** The features that a new cluster uses by it, where it has levels of such. */
  features?(cluster: ClusterBasis): MetadataFeatures | undefined;
  /** How it stands, where it is on the way to another one. */
  migration?(subject: string): MetadataMigration;
  /** Labels of the brokers' containers that tell of it. */
  brokerLabels?(): Readonly<Record<string, string>>;
  /** Whether a broker that runs connects to it by a certificate that was issued since it started. */
  readonly readsCertificatesAnew?: boolean;
  /** Images that its servers run from, by names that are unique among the cluster's images. */
  images(given: ClusterBasis['images']['metadata']): Readonly<Record<string, ServerImage>>;
  /** In the order in which a rolling change replaces them, before the brokers. */
  servers(cluster: ClusterBasis): readonly MetadataServerModel[];
  /** Files that its servers share. */
  files(cluster: ClusterBasis): readonly ConfigurationFile[];
  /** Of its servers, and of the brokers towards them. */
  identities(cluster: ClusterBasis): readonly MetadataIdentity[];
  /** The part of a broker's `server.properties` that says where the metadata is, who the broker is there, and who authorizes. */
  brokerProperties(cluster: ClusterBasis, broker: BrokerModel): Properties;
  /**
   * What every volume of Kafka's own servers is formatted by before their first start, as a file of properties that hold no secret, by the
   * volume's name, with the volume below `folder`; nothing where servers do that by themselves.
   */
  storage?(cluster: ClusterBasis, folder: (volume: string) => string): Readonly<Record<string, Properties>>;
  /** Whether a broker's property is its business, also one that it leaves out. */
  ownsProperty(key: string): boolean;
  /** What is wrong or unwise in it. */
  violations(subject: string, cluster: ClusterBasis): readonly (Violation | Advice)[];
}

/** Every server of a cluster that keeps data: the brokers, and then those of its metadata store. */
export const serverNodes = (cluster: ClusterBasis & { readonly store: MetadataStore }): readonly NodeName[] =>
  [...cluster.brokers, ...cluster.store.servers(cluster)].map(({ node }) => node);
