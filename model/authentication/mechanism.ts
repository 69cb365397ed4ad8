import type { Password } from '../certificates/identity';
import type { Properties } from '../formats/properties';
import type { ConfigurationFile } from '../formats/versioned-file';
import type { KerberosCluster, KerberosListener } from '../kerberos/kerberos-cluster';
import type { HostEndpoint } from '../names/host-endpoint';
import type { TokenIssuer } from '../tokens/token-issuer';
import type { KafkaVersion } from '../units/version';
import type { ClusterUser } from '../users/cluster-user';
import type { Advice, Violation } from '../violation';
import type { ClientAuth, ListenerProtocol } from './listener-protocol';
import type { ProbeIdentity, KnownCredentials, RightlessClient, TokenRules } from './probe-identity';
import type { SaslExchange } from './sasl-exchange';

/**
 * A way in which clients show who they are, with everything that follows from it: for the declaration, for the brokers, for
 * clients, and for the proof. A new one is a file beside the others, and a line in `mechanisms.ts`.
 */
export interface Mechanism<Name extends string = string, Sasl extends string = string> {
  /** How the manifest calls the users that log in by it. */
  readonly name: Name;
  /** How people call it. */
  readonly title: string;
  /** Its SASL mechanisms by Kafka's names, the stronger ones later; none for what isn't SASL. */
  readonly sasl: readonly Sasl[];
  /** Protocols of the listeners that take it, the encrypted one first. */
  readonly protocols: readonly [ListenerProtocol, ...ListenerProtocol[]];
  /** Why it should not be taken without encryption; absent for what can't be. */
  readonly unencrypted?: Pick<Advice, 'code' | 'rule' | 'unwise'>;
  /** Whether a certificate is asked of clients, for what is TLS without SASL. */
  readonly clientAuth?: ClientAuth;
  /** Why it should not be taken even where it is encrypted; absent for what asks clients who they are. */
  readonly anonymous?: Pick<Advice, 'code' | 'rule' | 'unwise'>;
  /** Whether its listeners must be advertised by host names, rather than addresses. */
  readonly needsHostName?: boolean;
  /** Absent where nobody logs in. */
  readonly users?: MechanismUsers;
  readonly broker: BrokerSide<Sasl>;
  readonly client: ClientSide<Sasl>;
  readonly matrix: MatrixSide<Sasl>;
  /** What is wrong or unwise in how a cluster uses it. */
  readonly violations?: (subject: string, cluster: MechanismCluster) => readonly (Violation | Advice)[];
  /** What is missing when everything has been declared: users may be added until then. */
  readonly missing?: (subject: string, cluster: MechanismCluster) => readonly Violation[];
}

/** Who logs in by a mechanism, and with what. */
export interface MechanismUsers {
  /** Absent for those that Kafka itself keeps. */
  readonly declaration?: UserDeclaration;
  /** What a user shows. */
  readonly secret: 'certificate' | 'password' | 'keytab' | 'token';
  /** Where the steps that make it have put it; absent where whoever deploys gives it. */
  readonly stored?: {
    /** Roles of the identities in the manifest that hold it. */
    readonly roles: readonly string[];
    /** Names in the identity's folder. */
    readonly files: readonly string[];
  };
  /** Passwords that the keytool step makes for them. */
  passwords?(cluster: MechanismCluster): readonly Password[];
  /** Those that it makes a certificate for, and the versions of theirs. */
  certificates?(cluster: MechanismCluster): readonly Pick<ClusterUser, 'name' | 'version'>[];
  /** Names of those whose secret is no certificate, and lies in a folder of that name among the users' identities. */
  withFolder?(cluster: MechanismCluster): readonly string[];
  /** Whether nobody but the users themselves has their secrets. */
  keepTheirOwn?(manifest: TrustInManifest): boolean;
}

/** Users whom a cluster declares. */
export interface UserDeclaration {
  /** The prop of `KafkaCluster` that names them too, or what messages call them together. */
  readonly prop: string;
  /** How messages call one of them, such as `a PLAIN user`. */
  readonly what: string;
  readonly names: (cluster: MechanismCluster) => readonly string[];
}

/** What a broker is told. */
export interface BrokerSide<Sasl extends string = string> {
  /** Its part of the properties of one of its listeners, without the listener's prefix. */
  properties(cluster: MechanismCluster, listener: BrokerListener<Sasl>): Properties;
  /** Files that brokers and other servers read for it; none of them is secret. */
  files?(cluster: MechanismCluster): readonly ConfigurationFile[];
  /** Options of the broker's Java. */
  javaOptions?(cluster: MechanismCluster): readonly string[];
  /** What it takes on the engine's host beside the listeners. */
  hostEndpoints?(cluster: MechanismCluster): readonly HostEndpoint[];
}

/** How clients log in; `sasl` is the SASL mechanism that was chosen. */
export interface ClientSide<Sasl extends string = string> {
  /** For Kafka's own clients, beside `sasl.mechanism`. */
  kafka(login: ClientLogin, sasl: Sasl): readonly Entry[];
  /** For kcat and whatever else stands on librdkafka, beside `sasl.mechanisms`. */
  librdkafka(login: ClientLogin, sasl: Sasl): readonly Entry[];
  /** For kafkajs; absent where kafkajs doesn't know it. */
  kafkajs?(sasl: Sasl, user: string, secret: string): KafkaJsSasl;
  /** What must stand in the environment of clients, which no configuration says. */
  environment?(login: ClientLogin): readonly Variable[];
  /** Further files beside the configuration, by their names. */
  files?(manifest: TrustInManifest, scope: 'published' | 'internal'): Readonly<Record<string, string>>;
}

/** How a listener is tried that takes it. */
export interface MatrixSide<Sasl extends string = string> {
  /** Who is let in and who is refused, the right ones first. */
  identities(known: KnownCredentials, sasl: Sasl): readonly ProbeIdentity[];
  /** What a client says to log in; absent for what isn't SASL. */
  exchange?(sasl: Sasl, user: string, password: string): SaslExchange;
  /** Who can come in without any right, for trying rights; absent where nobody can. */
  readonly rightless?: RightlessClient;
  /** What a report says of each such listener, by its name. */
  readonly remark?: (listener: string, known: Pick<KnownCredentials, 'tokens'>) => string;
  /** What to do about a right login that is refused; absent where nothing but the cluster has a part in it. */
  readonly remedy?: string;
}

/** What mechanisms depend on in a cluster. */
export interface MechanismCluster extends KerberosCluster {
  readonly version: KafkaVersion;
  /** Whose tokens are taken, where a listener takes some. */
  readonly tokenIssuer?: TokenIssuer;
  readonly listeners: readonly MechanismListener[];
}

export interface MechanismListener extends KerberosListener {
  readonly protocol: ListenerProtocol;
  readonly mechanisms: readonly string[];
  readonly authentication: KerberosListener['authentication'] & { readonly issuer?: TokenIssuer };
}

/** A listener of one broker. */
export interface BrokerListener<Sasl extends string = string> {
  readonly scope: 'published' | 'internal' | 'replication';
  /** Host that the broker tells clients to connect to. */
  readonly host: string;
  /** Which of the SASL mechanisms it takes. */
  readonly sasl: readonly Sasl[];
}

/** Who logs in, and with what. */
export interface Login {
  readonly user: string;
  /** For who has one; a certificate lies in the user's folder. */
  readonly password?: string;
  /** Where the cluster has a realm; without a keytab, the user gets tickets by other means. */
  readonly kerberos?: { readonly realm: string; readonly serviceName: string; readonly keytab: boolean };
  /** Where the cluster takes tokens. */
  readonly tokens?: TokensInManifest;
}

/** A login, and where its files lie. */
export interface ClientLogin extends Login {
  /** Path of one of the user's files. */
  readonly file: (name: string) => string;
  /** Path of a file that lies beside the configuration, and differs from network to network. */
  readonly fileBeside: (name: string) => string;
}

/** A line of a configuration. */
export type Entry = readonly [key: string, value: string];

/** A variable in a client's environment, and which clients read it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly readBy: string;
}

/** kafkajs' `sasl` option. */
export type KafkaJsSasl =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
      readonly username: string;
      readonly password: string;
    }
  | { readonly mechanism: 'oauthbearer'; readonly oauthBearerProvider: () => Promise<{ readonly value: string }> };

/** What the manifest says of an issuer of tokens. */
export interface TokensInManifest extends TokenRules {
  readonly tokenUrl?: string;
  readonly scope?: string;
  /** Certificates that are trusted at its URLs, as PEM. */
  readonly authority?: string;
}

/** What the manifest says of those who vouch for users beside the cluster: a realm, an issuer of tokens. */
export interface TrustInManifest {
  readonly tokens?: TokensInManifest;
  readonly kerberos?: {
    readonly realm: string;
    readonly kdcs: Readonly<Record<'published' | 'internal', readonly string[]>>;
    readonly container?: string;
  };
}
