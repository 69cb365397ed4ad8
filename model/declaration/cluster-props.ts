import type { BrokerSettings } from '../cluster/broker-settings';
import type { ContainerLogs } from '../cluster/container-logs';
import type { PropertyValue } from '../formats/properties';
import type { AuthorityVersion } from '../certificates/authority-version';
import type { IExistingAuthority } from '../certificates/identity';
import type { KerberosUserProps, PlainUserProps } from '../authentication/user-props';
import type { DriftIgnore } from '../drift/drift-ignore';
import type { Duration } from '../units/duration';
import type { ServerImage } from '../cluster/image';
import type { FormerClusterImages, FormerClusterProps } from './former-props';
import type { Listener } from '../listeners/listener';
import type { Metadata } from '../metadata/metadata';
import type { Host } from '../placement/host';
import type { Size } from '../units/size';
import type { KafkaVersion } from '../units/version';

/** Violations that Kafka itself doesn't see as such. */
export type WaivableViolation =
  | 'MinInsyncReplicasEqualsFactor'
  | 'BrokerPropertyOwned'
  | 'PlainWithoutTls'
  | 'TokenWithoutTls'
  | 'ListenerOpen'
  | 'EveryoneAllowed'
  | 'UserNameReused'
  | 'ImageVersionDiffers'
  | 'ConsoleExposed'
  | 'MonitoringExposed';

/** Images of a cluster's servers. */
export interface KafkaClusterImages extends FormerClusterImages {
  /**
   * Of the brokers.
   *
   * @default `apache/kafka` at the cluster's version
   */
  readonly kafka?: ServerImage;
  /**
   * What the set-up has made for metadata servers, by the names that stores give their images. A store takes those that
   * it knows, where it was not given one of its own.
   *
   * @default - none
   * @internal
   */
  readonly metadata?: Readonly<Record<string, ServerImage>>;
  /**
   * Of the key distribution centre, for a realm of the cluster's own.
   *
   * @default - what `images/kerberos/Dockerfile` makes
   */
  readonly kerberos?: ServerImage;
  /**
   * Remembered as a label of the configuration volume, so that tools can take the same decision again.
   *
   * @default - no label
   */
  readonly origin?: string;
}

/** Certificate authorities that stand already, instead of a cluster's own. */
export interface KafkaClusterAuthorities {
  /**
   * Signs brokers and metadata servers, who trust it among themselves; clients trust it too.
   *
   * @default - one that the keytool step makes
   */
  readonly servers?: IExistingAuthority;
  /**
   * Signs the administrator and certificate users. Whoever gets a certificate from it that is named
   * `CN=<user>,OU=clients,O=<cluster>` is let in as that user, so it must not issue such names to others.
   *
   * @default - one that the keytool step makes
   */
  readonly clients?: IExistingAuthority;
}

/** Versions of the authorities that a cluster makes itself. */
export interface KafkaClusterAuthorityVersions {
  /**
   * Of the one that signs brokers and metadata servers, whom clients trust too.
   *
   * @default - its first
   */
  readonly servers?: AuthorityVersion;
  /**
   * Of the one that signs the administrator and certificate users.
   *
   * @default - its first
   */
  readonly clients?: AuthorityVersion;
}

/** What may be said of a Kafka cluster, however it is declared. */
export interface KafkaClusterOptions {
  /**
   * Version of the brokers. Another line (3.9 after 3.8, or after 3.5) comes by `npm run deploy` in two rolls: in the first brokers go on to speak the
   * former protocol, in the second they begin to speak their own, which can't be undone (docs/changing.md). By Terraform or cdktf alone it takes two
   * applies, the first with `inter.broker.protocol.version` of the former line in `brokerProperties`. Anything else is refused (`VersionNotJoinable`)
   * before a server is touched.
   *
   * @default {@link KafkaVersion.V3_9_2}
   */
  readonly version?: KafkaVersion;
  /**
   * Number of brokers, with the ids 1 to n. A list of ids is taken too, but deprecated: it is {@link brokerIds}.
   *
   * @default 3
   */
  readonly brokers?: number | readonly number[];
  /**
   * Ids of the brokers (Kafka's `broker.id`), instead of their number.
   *
   * @default - from 1 to {@link brokers}
   */
  readonly brokerIds?: readonly number[];
  /**
   * Where the metadata is kept.
   *
   * @default `Metadata.zooKeeper()`, three nodes
   */
  readonly metadata?: Metadata;
  /**
   * Images of the servers.
   *
   * @default - the official ones
   */
  readonly images?: KafkaClusterImages;
  /**
   * Java heap of each broker (`-Xmx`).
   *
   * @default 512 MiB
   */
  readonly heap?: Size;
  /**
   * Memory limit of each broker's container, without swap.
   *
   * @default - twice the heap, at least 768 MiB
   */
  readonly memory?: Size;
  /**
   * CPUs that each server may use, such as 1.5 (Docker's `--cpus`).
   *
   * @default - no limit
   */
  readonly cpus?: number;
  /**
   * Docker labels of every container, beside the package's own.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Docker's restart policy of the servers.
   *
   * @default unless-stopped
   */
  readonly restart?: 'unless-stopped' | 'always' | 'on-failure' | 'no';
  /**
   * Where the engine puts what the containers of servers and services write. Another way replaces them, one server at a time.
   *
   * @default `ContainerLogs.rotated()`: 5 files of 20 MiB for each container, whatever the engine does for others
   */
  readonly logs?: ContainerLogs;
  /**
   * Docker engine, written as for `DOCKER_HOST` (`ssh://user@host`, `tcp://host:2376`). All clusters in one stack
   * have the same. Where Terraform is run by hand, its provider takes `DOCKER_CONTEXT` before this: leave that unset.
   *
   * @default - the one that Docker's own command would talk to, by the package's commands; by hand, what `DOCKER_HOST` or the
   * default socket reaches where Terraform runs
   */
  readonly engine?: string;
  /**
   * Machines that the servers are spread over, instead of {@link engine}: brokers, and metadata servers, each kind evenly, over hosts and then
   * over racks; a host may name those that are to be on it (`Host.of(..., { brokers: [1] })`). What is no server runs on the first one, where the
   * authorities stay, and which is a manager of the Docker Swarm that joins several of them (docs/hosts.md).
   *
   * @default - one, the {@link engine}
   */
  readonly hosts?: readonly Host[];
  /**
   * Whether networks that several {@link hosts} share encrypt what goes from one to another (IPsec, by the engines). All traffic but the metrics' is
   * encrypted without that. The hosts' kernels must have ESP.
   *
   * @default false
   */
  readonly encryptNetworks?: boolean;
  /**
   * Failure domain of a broker (Kafka's `broker.rack`, KIP-36) by its id.
   *
   * @default - that of its host where there are several {@link hosts}, else a rack of its own for each
   */
  readonly racks?: Readonly<Record<number, string>>;
  /**
   * Kafka's `default.replication.factor` and that of the internal topics.
   *
   * @default 3, or the brokers if fewer
   */
  readonly replicationFactor?: number;
  /**
   * Kafka's `min.insync.replicas`.
   *
   * @default - min(2, factor - 1), at least 1
   */
  readonly minInsyncReplicas?: number;
  /**
   * How much each broker sends, and takes, in a second for copies of partitions that move to another broker, as when brokers come or
   * go: the more, the sooner it is done and the less is left for clients. 1 KiB at least.
   *
   * @default 50 MiB
   */
  readonly moveThrottle?: Size;
  /**
   * Partitions of `__consumer_offsets` and `__transaction_state`; can't be changed later, which is refused (`InternalPartitionsChanged`).
   *
   * @default - Kafka's 50
   */
  readonly internalTopicPartitions?: number;
  /**
   * How long a broker that died without a word keeps its leaders: Kafka's `zookeeper.session.timeout.ms`, 4 s
   * to 40 s, or with KRaft `broker.session.timeout.ms`, 6 s (three heartbeats) at least. Shorter fails over sooner, and
   * too soon on a machine that is busy.
   *
   * @default - 18 s, which is Kafka's with ZooKeeper
   */
  readonly brokerSessionTimeout?: Duration;
  /**
   * How long a server may take from its start until it serves, in whole seconds: a broker that was killed reads its logs first, and
   * many of them take minutes. A deployment fails when it takes longer; the next one leaves a server alone that still loads. 1
   * second to 24 hours.
   *
   * @default 3 minutes
   */
  readonly startTimeout?: Duration;
  /**
   * How long issued certificates are valid, in whole days.
   *
   * @default 365 days
   */
  readonly certificateValidity?: Duration;
  /**
   * A higher one issues every certificate anew, by the same authorities: servers take theirs up one at a time, brokers with ZooKeeper
   * without a restart where there is {@link KafkaClusterProps.reload}, and users fetch theirs. A whole number, 1 at least.
   *
   * @default 1
   */
  readonly certificateVersion?: number;
  /**
   * How long before its end `npm run deploy` issues a certificate anew, as a higher {@link certificateVersion} would: whole days, less
   * than {@link certificateValidity}. 0 renews nothing by itself. Terraform alone knows no time, and renews nothing either.
   *
   * @default - 30 days, or a third of `certificateValidity` where that is less
   */
  readonly renewBefore?: Duration;
  /**
   * How long the two authorities are valid, in whole days, from their making.
   *
   * @default 3,650 days
   */
  readonly authorityValidity?: Duration;
  /**
   * Certificate authorities that stand already, instead of the cluster's own. A cluster keeps the key of such an
   * authority for its life: a renewed certificate for it is taken up one server at a time, another key is refused.
   *
   * @default - the keytool step makes both
   */
  readonly authorities?: KafkaClusterAuthorities;
  /**
   * Versions of the cluster's own authorities: a higher one has another key, and is brought in by three deployments, while servers and
   * users trust each other all the time (docs/changing.md). Wants {@link KafkaClusterProps.reload}. Where one that was begun is undone, the first
   * is declared, as `{ version: 1 }`, and deployed before this is left out.
   *
   * @default - both are at their first
   */
  readonly authorityVersions?: KafkaClusterAuthorityVersions;
  /**
   * Whether brokers and metadata servers serve metrics to Prometheus, on port 7071 of a network of their own, by an
   * agent in the JVM.
   *
   * @default - where the images of all of them have one (`ServerImage.named(..., { metricsAgent })`); the official ones
   * have none
   */
  readonly metrics?: boolean;
  /**
   * What people set most of a broker's configuration.
   *
   * @default - Kafka's own defaults
   */
  readonly settings?: BrokerSettings;
  /**
   * Violations to let through, by their codes, where Kafka allows what is refused here:
   * `MinInsyncReplicasEqualsFactor`, `BrokerPropertyOwned`, `PlainWithoutTls`. Each is warned about instead.
   * `UserNameReused` lets a user be deployed with the name of a certificate that lives on.
   * `ConsoleExposed` and `MonitoringExposed` let a page without a login be bound to an address that other machines reach.
   * `ListenerOpen` lets the proof, too, pass a cluster that has a listener with `Authentication.none()` or `oneWayTls()`, and
   * `EveryoneAllowed` one with `settings.allowEveryoneWithoutAcl`.
   *
   * @default - none
   */
  readonly allow?: readonly WaivableViolation[];
  /**
   * What others answer for on the cluster: the proof takes everything else that nobody has declared here for drift. A
   * principal that is granted something as `Principal.external` need not be named once more.
   *
   * @default - nothing
   */
  readonly driftIgnore?: readonly DriftIgnore[];
  /**
   * Broker properties by Kafka's names, for what has no prop here. Those that the package sets, or leaves out, by
   * itself are refused, as are values that this version of Kafka would not take (docs/settings.md).
   *
   * @default - none
   */
  readonly brokerProperties?: Readonly<Record<string, PropertyValue>>;
}

/** What a Kafka cluster is declared by. */
export interface KafkaClusterProps extends KafkaClusterOptions, FormerClusterProps {
  /**
   * Name of the cluster on the engine: prefix of every container, network and volume, and the organization in its
   * certificates. 2 to 32 lower-case letters, digits and `-`, beginning with a letter, and unique in the app. Changing it makes another cluster.
   */
  readonly name: string;
  /**
   * Listeners for clients, one at least. Between themselves brokers always use a listener of their own with mutual TLS, on
   * port 9091 of a network that no client joins.
   */
  readonly listeners: readonly Listener[];
  /**
   * Command for the shell of the deploying machine, which `ProjectTools` has. It runs before Terraform takes a server
   * away, and ends with 0 when the others can do without it: servers are then replaced one at a time. It is called with
   * `--server <container>`, and with `--open` before all of them may be destroyed; `--terraform <process>` names Terraform's process.
   * Terraform's `-parallelism` must be above the number of servers that change.
   *
   * @default - none, and Terraform replaces all changed servers at once
   */
  readonly gate?: string;
  /**
   * Command for the shell of the deploying machine, which `ProjectTools` has: `cdktf-kafka reload`. The base's stack runs it
   * when certificates were issued, and it has the brokers that run read theirs again, so that they need no restart. Brokers with KRaft,
   * and those without a published listener with client certificates, are restarted all the same.
   *
   * @default - none, and brokers whose certificate was issued anew are replaced, as the gate lets them
   */
  readonly reload?: string;
  /**
   * Names of users that log in with a certificate.
   *
   * @default - none
   * @deprecated Take `addUser(name, UserLogin.certificate())`.
   */
  readonly certificateUsers?: readonly string[];
  /**
   * Users that log in by PLAIN, where a listener takes it; a name stands for its first password. Passwords are made
   * where they are used, are fetched by `npm run clients`, and are in no state and no properties file.
   *
   * @default - none
   * @deprecated Take `addUser(name, UserLogin.plain())`.
   */
  readonly plainUsers?: readonly (string | PlainUserProps)[];
  /**
   * Users of the Kerberos realm that are let in; a name stands for its first key. Nobody else of the realm is: their
   * names may be those of users that log in otherwise.
   *
   * @default - none
   * @deprecated Take `addUser(name, UserLogin.kerberos())`.
   */
  readonly kerberosUsers?: readonly (string | KerberosUserProps)[];
}
