/**
 * What a synthesized cluster looks like from outside, for the tools that run after apply (proof, clients, readiness).
 * It is written beside the synthesized stacks, holds no secret, and is the only thing that those tools read.
 */
export interface ClusterManifest {
  readonly schema: 1;
  /** Cluster name: the prefix of every container, network and volume. */
  readonly name: string;
  readonly kafkaVersion: string;
  readonly zookeeperVersion: string;
  readonly images: { readonly kafka: string; readonly zookeeper: string; readonly kerberos?: string };
  readonly networks: {
    /** ZooKeeper and inter-broker traffic alone. */
    readonly backplane: string;
    /** Clients in containers join this one. */
    readonly clients: string;
  };
  /** Bytes that its servers and services may use together: the sum of their limits. */
  readonly memory: { readonly needed: number };
  /** `docker` endpoint such as `tcp://host:2376`; absent for what `DOCKER_HOST` or the default socket reaches. */
  readonly engine?: string;
  /** Names of the stacks, in the order in which they are deployed. */
  readonly stacks: {
    readonly base: string;
    readonly cluster: string;
    /** Those with topics, users and rights: one for each team, or none. */
    readonly resources: readonly string[];
    /** Those of what stands beside the servers. */
    readonly services: readonly string[];
  };
  readonly listeners: readonly ManifestListener[];
  /** Codes of what the declaration lets through by name, such as `ListenerOpen`. */
  readonly allowed: readonly string[];
  readonly brokers: readonly ManifestBroker[];
  readonly zookeepers: readonly ManifestZooKeeper[];
  readonly kerberos?: ManifestKerberos;
  readonly topics: readonly ManifestTopic[];
  readonly users: readonly ManifestUser[];
  /** The authorizer's rules. */
  readonly rules: readonly ManifestRule[];
  /** Where the issued stores lie: volume and folder of each identity. */
  readonly identities: readonly ManifestIdentity[];
  /** What stands beside the servers, one entry for each container. */
  readonly services: readonly ManifestService[];
}

/** Something beside the servers, such as a web console: deployed after them, and destroyed before them. */
export interface ManifestService {
  /** What a person calls it. */
  readonly name: string;
  readonly container: string;
  /** Bytes that it may use. */
  readonly memory: number;
  /** URL on the engine's host; absent when only other containers talk to it. */
  readonly address?: string;
  /** Who people log in as; the password lies in the volume. Absent when it asks nobody who they are. */
  readonly login?: { readonly user: string; readonly volume: string };
}

/** The realm whose tickets the listeners with GSSAPI take. */
export interface ManifestKerberos {
  readonly realm: string;
  /** First part of the brokers' principals, `SERVICE/HOST@REALM`. */
  readonly serviceName: string;
  /** `host:port` of its key distribution centres, by where a client is. */
  readonly kdcs: { readonly published: readonly string[]; readonly internal: readonly string[] };
  /** Container of the key distribution centre, where the cluster has a realm of its own. */
  readonly container?: string;
}

/** Kafka's security protocol of a listener. */
export type ListenerProtocol = 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT' | 'PLAINTEXT';
/** SASL mechanism by Kafka's name. */
export type SaslMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'PLAIN' | 'GSSAPI';

export interface ManifestListener {
  /** Kafka's listener name, upper case. */
  readonly name: string;
  readonly protocol: ListenerProtocol;
  readonly mechanisms: readonly SaslMechanism[];
  /** `published`: on a host port; `internal`: for containers on the clients network; `replication`: between brokers. */
  readonly scope: 'published' | 'internal' | 'replication';
  /** Whether a client must show a certificate. */
  readonly clientCertificate: boolean;
}

export interface ManifestBroker {
  readonly id: number;
  readonly container: string;
  /** Advertised `host:port` by listener name. */
  readonly advertised: Readonly<Record<string, string>>;
}

export interface ManifestZooKeeper {
  readonly id: number;
  readonly container: string;
  readonly host: string;
  readonly port: number;
}

export interface ManifestTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
  /** Codes of what its declaration lets through by name, such as `SingleReplica`. */
  readonly allowed: readonly string[];
}

export interface ManifestUser {
  readonly name: string;
  /** Principal as the authorizer sees it, such as `User:user1`. */
  readonly principal: string;
  readonly authentication: 'scram' | 'certificate' | 'plain' | 'kerberos';
  readonly mechanisms: readonly SaslMechanism[];
  readonly superUser: boolean;
}

/** A rule of the authorizer, all of it written out. */
export interface ManifestRule {
  /** Principal as the authorizer sees it, such as `User:user1`. */
  readonly principal: string;
  readonly permission: 'Allow' | 'Deny';
  /** Kafka's operation, such as `Read`. */
  readonly operation: string;
  /** Kafka's resource type, such as `Topic`. */
  readonly resourceType: string;
  readonly pattern: 'Literal' | 'Prefixed';
  readonly resourceName: string;
  /** IP address of the client, or `*`. */
  readonly host: string;
}

export interface ManifestIdentity {
  /** Name of the identity, such as `broker-1`, `admin`. */
  readonly name: string;
  /** All have a key and a certificate, but `plain`, who has a password, and `kerberos`, who has a keytab. */
  readonly role: 'broker' | 'zookeeper' | 'zookeeper-client' | 'admin' | 'client' | 'plain' | 'kerberos';
  /** Volume that holds its stores, its password or its keytab. */
  readonly volume: string;
  /** Folder in the volume, relative, '' for its root. */
  readonly folder: string;
}
