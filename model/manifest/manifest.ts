import { z } from 'zod';
import { CLIENT_AUTHS, LISTENER_PROTOCOLS } from '../authentication/listener-protocol';
import { SASL_MECHANISMS } from '../authentication/mechanism-lookup';
import { MECHANISMS } from '../authentication/mechanisms';
import { AUTHORITY_NAMES, FORMER_AUTHORITIES } from '../certificates/identity';
import { IGNORED_KINDS } from '../drift/drift-ignore';

const name = z.string().min(1);

/** SASL mechanism by Kafka's name. */
const mechanism = z.enum(SASL_MECHANISMS);

/** How users log in. */
const authentication = z.enum(MECHANISMS.map(({ name }) => name));

const listener = z.object({
  /** Kafka's listener name, upper case. */
  name,
  /** Kafka's security protocol. */
  protocol: z.enum(LISTENER_PROTOCOLS),
  mechanisms: z.array(mechanism),
  /** `published`: on a host port; `internal`: for containers on the clients network; `replication`: between brokers. */
  scope: z.enum(['published', 'internal', 'replication']),
  /** Whether a client must show a certificate. */
  clientCertificate: z.boolean(),
  /** Kafka's `ssl.client.auth` of one that is TLS without SASL; `required` where it isn't said. */
  clientAuth: z.enum(CLIENT_AUTHS).optional(),
});

const broker = z.object({
  id: z.int().min(0),
  container: name,
  /** Advertised `host:port` by listener name. */
  advertised: z.record(z.string(), z.string()),
  /** `host:port` on the engine's host that its container publishes. */
  published: z.array(name),
  /** Its configuration file, by the name that holds a digest of it. */
  file: name,
  /** What stands in that file: Kafka's names and values, secrets as references. */
  settings: z.record(z.string(), z.string()),
});

const metadataServer = z.object({
  /** Unique among the servers of its role. */
  id: z.int(),
  /** Its container's role. */
  role: name,
  /** Kafka's `node.id`, where it is one of Kafka's own servers. */
  nodeId: z.int().optional(),
  container: name,
  /** Where brokers reach it, on the backplane. */
  host: name,
  port: z.int(),
  /** Its configuration file, by the name that holds a digest of it. */
  file: name,
});

const metadata = z.object({
  /** Which kind of metadata store it is: what the tools know of it is found by this. */
  kind: name,
  /** What a person calls it. */
  name,
  version: name,
  /** The version that the tag of its servers' image says; absent where it says none. */
  imageVersion: name.optional(),
  /** What another kind would bring a new cluster, for a person. */
  outlook: z.string().optional(),
  /** Which servers the cluster's controller is one of; absent for the brokers. */
  controllers: z.literal('metadata servers').optional(),
  /** Whether who votes stands in the metadata; absent where it stands in every server's file. */
  quorum: z.literal('dynamic').optional(),
  /** What the cluster is to use of what its servers can do: the line of releases that uses it, and levels by the features' names. */
  features: z.object({ line: name, levels: z.record(z.string(), z.int()) }).optional(),
  /** The phase that the metadata are at, where they are on the way from one store to another. */
  migration: z
    .object({
      phase: name,
      /** What the servers' volumes are told of it. */
      at: name,
      /** Which kind the former store's servers are of, and their version, for as long as they stand. */
      former: z.object({ kind: name, version: name }).optional(),
      /** Whether brokers are as with the former store, take the metadata from both, or as with the next one. */
      brokers: z.enum(['former', 'migrating', 'kraft', 'absent']),
      /** Role of servers that leave in this phase, all of them. */
      leaves: name.optional(),
    })
    .optional(),
  servers: z.array(metadataServer),
});

/** The realm whose tickets the listeners with GSSAPI take. */
const kerberos = z.object({
  realm: name,
  /** First part of the brokers' principals, `SERVICE/HOST@REALM`. */
  serviceName: name,
  /** `host:port` of its key distribution centres, by where a client is. */
  kdcs: z.object({ published: z.array(name), internal: z.array(name) }),
  /** Container of the key distribution centre, where the cluster has a realm of its own. */
  container: name.optional(),
});

/** The issuer whose tokens the listeners with OAUTHBEARER take; nothing of it is secret. */
const tokens = z.object({
  /** What stands in a token as `iss`, where it is looked at. */
  issuer: name.optional(),
  /** One of what stands in a token as `aud`, where it is looked at. */
  audiences: z.array(name),
  /** The claim that says who comes. */
  principalClaim: name,
  /** Where clients get tokens for their credentials. */
  tokenUrl: name.optional(),
  scope: name.optional(),
  /** Certificates that are trusted at its URLs, as PEM. */
  authority: name.optional(),
});

const topic = z.object({
  name,
  partitions: z.int().min(1),
  replicationFactor: z.int().min(1),
  config: z.record(z.string(), z.string()),
  /** Codes of what its declaration lets through by name, such as `SingleReplica`. */
  allowed: z.array(name),
});

const user = z.object({
  name,
  /** Principal as the authorizer sees it, such as `User:user1`. */
  principal: name,
  authentication,
  mechanisms: z.array(mechanism),
  superUser: z.boolean(),
  /** Of a SCRAM user's salted hashes. */
  iterations: z.int().optional(),
  /** Of a SCRAM user's present password, which `mechanisms` let in; 1 where it isn't said. */
  passwordVersion: z.int().optional(),
  /** The one of `mechanisms` that its files log in by; the strongest where it isn't said. */
  preferred: mechanism.optional(),
  /** The mechanism that lets in the password of the version before; absent where none does. */
  former: mechanism.optional(),
});

/** A rule of the authorizer, all of it written out. */
const rule = z.object({
  /** Principal as the authorizer sees it, such as `User:user1`. */
  principal: name,
  permission: z.enum(['Allow', 'Deny']),
  /** Kafka's operation, such as `Read`. */
  operation: name,
  /** Kafka's resource type, such as `Topic`. */
  resourceType: name,
  pattern: z.enum(['Literal', 'Prefixed']),
  resourceName: name,
  /** IP address of the client, or `*`. */
  host: name,
});

/** Limits of a user or a client id. */
const quota = z.object({
  /** Kafka's entity type. */
  type: z.enum(['user', 'client-id']),
  /** The entity's name; absent for Kafka's default entity. */
  name: name.optional(),
  /** By Kafka's names, such as `producer_byte_rate`. */
  limits: z.record(z.string(), z.number()),
});

/** Something on the cluster that is declared to be somebody else's. */
const ignored = z.object({
  kind: z.enum(IGNORED_KINDS),
  name,
  /** Whether the name is the beginning of names. */
  prefixed: z.boolean(),
});

const identity = z.object({
  /** Name of the identity, such as `broker-1`, `admin`. */
  name,
  /** What it is for; or how its user logs in, who then has a password or a keytab, and no certificate. */
  role: z.union([z.enum(['broker', 'metadata-server', 'metadata-client', 'admin', 'client']), authentication]),
  /** Volume that holds its stores, its password or its keytab. */
  volume: name,
  /** Folder in the volume, relative, '' for its root. */
  folder: z.string(),
});

/** A companion service, such as a web console: deployed after them, and destroyed before them. */
const service = z.object({
  /** What a person calls it. */
  name,
  container: name,
  /** Bytes that it may use. */
  memory: z.number(),
  /** URL on the engine's host; absent when only other containers talk to it. */
  address: z.string().optional(),
  /** Who people log in as; the password lies in the volume. Absent when it has no login. */
  login: z.object({ user: name, volume: name }).optional(),
});

/** How certificates are issued anew. */
const renewal = z.object({
  /** Days before its end from which a deployment issues one anew; 0 for never. */
  beforeDays: z.int().min(0),
  /** Container of the step that issues them, and that keeps the authorities' volume at hand. */
  step: name,
  /** Whether brokers take theirs up while they run. */
  reload: z.boolean(),
  /** Authorities of the cluster's own that are beyond their first version, or on the way to another one. */
  authorities: z
    .array(
      z.object({
        name: z.enum(AUTHORITY_NAMES),
        version: z.int(),
        /** What the version before still does. */
        former: z.enum(FORMER_AUTHORITIES).optional(),
      }),
    )
    .optional(),
});

const placement = z.object({
  /** As the cluster's. */
  engine: name.optional(),
  /** Host at which its published ports are reached. */
  address: name,
  /** What its host is called, where hosts are declared. */
  host: name.optional(),
});

/** What a manifest must be. Another form gets another number, so that nobody takes an old file for a new one. */
export const manifestSchema = z.object({
  schema: z.literal(2),
  /** Cluster name: the prefix of every container, network and volume. */
  name,
  kafkaVersion: name,
  /** Kafka's `inter.broker.protocol.version`, where it is declared: absent for the brokers' own version. */
  interBrokerProtocol: name.optional(),
  /** Seconds that a server may take from its start until it serves; absent for 180. */
  startSeconds: z.number().optional(),
  /** Bytes a second that each broker sends, and takes, for copies that move to another broker; absent for 50 MiB. */
  moveThrottle: z.int().min(1).optional(),
  /** Seconds that a broker that died without a word keeps its leaders. */
  brokerSessionSeconds: z.number().optional(),
  images: z.object({ kafka: name, kerberos: name.optional() }),
  networks: z.object({
    /** Metadata and inter-broker traffic alone. */
    backplane: name,
    /** Clients in containers join this one. */
    clients: name,
  }),
  /** Bytes that its servers and services may use together: the sum of their limits. */
  memory: z.object({ needed: z.number() }),
  /** `docker` endpoint such as `tcp://host:2376`; absent for what `DOCKER_HOST` or the default socket reaches. */
  engine: name.optional(),
  /** Where servers run that were placed by themselves, by their containers; absent where one engine runs all. */
  placements: z.record(name, placement).optional(),
  /** Every host of the cluster, that of `engine` first; absent where there are not several. */
  hosts: z.array(placement).optional(),
  /** Names of the stacks, in the order in which they are deployed. */
  stacks: z.object({
    base: name,
    cluster: name,
    /** Those with topics, users and rights: one for each team, or none. */
    resources: z.array(name),
    /** Those of the companion services. */
    services: z.array(name),
  }),
  listeners: z.array(listener),
  /** Codes of what the declaration lets through by name, such as `ListenerOpen`. */
  allowed: z.array(name),
  brokers: z.array(broker).min(1),
  /** Where the brokers keep the cluster's metadata. */
  metadata,
  kerberos: kerberos.optional(),
  tokens: tokens.optional(),
  topics: z.array(topic),
  users: z.array(user),
  /** The authorizer's rules. */
  rules: z.array(rule),
  quotas: z.array(quota),
  /** What others answer for, which is nobody's drift: what the declaration says so of, and users whose credentials are made elsewhere. */
  ignored: z.array(ignored),
  /** Levels of the brokers' loggers by their names, `root` for all others. */
  logLevels: z.record(z.string(), z.string()),
  /** Where the issued stores lie: volume and folder of each identity. */
  identities: z.array(identity),
  /** How certificates are issued anew; absent where nothing is known of that. */
  renewal: renewal.optional(),
  /** Companion services, one entry for each container. */
  services: z.array(service),
});

/** Nobody changes a manifest, at any depth. */
type Fixed<T> = T extends object ? { readonly [K in keyof T]: Fixed<T[K]> } : T;

/**
 * What a synthesized cluster looks like from outside, for the tools that run after apply (proof, clients, readiness).
 * It is written beside the synthesized stacks, holds no secret, and is the only thing that those tools read.
 */
export type ClusterManifest = Fixed<z.infer<typeof manifestSchema>>;

export type ManifestListener = Fixed<z.infer<typeof listener>>;
export type ManifestBroker = Fixed<z.infer<typeof broker>>;
export type ManifestMetadataServer = Fixed<z.infer<typeof metadataServer>>;
export type ManifestKerberos = Fixed<z.infer<typeof kerberos>>;
export type ManifestTokens = Fixed<z.infer<typeof tokens>>;
export type ManifestTopic = Fixed<z.infer<typeof topic>>;
export type ManifestUser = Fixed<z.infer<typeof user>>;
export type ManifestRule = Fixed<z.infer<typeof rule>>;
export type ManifestQuota = Fixed<z.infer<typeof quota>>;
export type ManifestIgnored = Fixed<z.infer<typeof ignored>>;
export type ManifestIdentity = Fixed<z.infer<typeof identity>>;
export type ManifestService = Fixed<z.infer<typeof service>>;

/** The text of docs/manifest.schema.json. What is added later is no error for whoever reads by it. */
export const manifestSchemaText = (): string =>
  `${JSON.stringify(z.toJSONSchema(manifestSchema, { io: 'input' }), undefined, 2)}\n`;
