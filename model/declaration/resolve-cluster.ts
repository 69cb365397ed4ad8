import { Authentication } from '../authentication/authentication';
import { ContainerLogs } from '../cluster/container-logs';
import { defined } from '../arguments/defined';
import { INTER_BROKER_PROTOCOL, settingsProperties } from '../cluster/broker-settings';
import type { KafkaClusterProps } from './cluster-props';
import { Duration } from '../units/duration';
import { ServerImage } from '../cluster/image';
import { Listener } from '../listeners/listener';
import { Metadata } from '../metadata/metadata';
import type { MigrationPhase } from '../metadata/migration/migration-phase';
import { Size } from '../units/size';
import { KafkaVersion } from '../units/version';
import { FIRST_VERSION } from '../certificates/authority-version';
import { authorityViolations } from './authority-violations';
import { clusterViolations } from './cluster-violations';
import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import { type Advice, sift } from '../violation';
import { ClusterNames } from '../names/names';
import { safeMinInsyncReplicas } from '../resources/topic-safety';
import { placeServers, rackOn } from '../placement/place-servers';
import { propsViolations } from './props-violations';
import { possibleCount, SENSE } from '../units/sense';
import { formerUsers, sessionTimeoutOf } from './former-props';

/** What a deployment has a synthesis declare. */
interface ToldByDeployment {
  /** What brokers are to speak while they are replaced. */
  readonly keptProtocol?: string;
  /** How far metadata are to go that are on their way. */
  readonly phase?: MigrationPhase;
  /** Name of a host that is to have no servers. */
  readonly drainedHost?: string;
}

/**
 * Fills in the defaults of a cluster and refuses what can't work.
 *
 * @param told what a deployment says, whatever is declared
 * @returns the cluster, and what is legal in it but unwise
 * @throws ValidationError with every violation that was found
 */
export function resolveCluster(
  subject: string,
  props: KafkaClusterProps,
  { keptProtocol, phase, drainedHost }: ToldByDeployment = {},
): { readonly model: ClusterModel; readonly advice: readonly Advice[] } {
  const names = new ClusterNames(props.name);
  const version = props.version ?? KafkaVersion.V3_9_2;
  const metadata = props.metadata ?? Metadata.zooKeeper();
  const { store } = phase === undefined ? metadata : metadata.at(phase);
  const { kafka, kerberos, origin, metadata: made, ...former } = props.images ?? {};
  const metadataImages = { ...made, ...former };
  const brokers = idsOf(props).map((id, index): BrokerModel => ({
    id,
    index,
    node: names.broker(id),
    rack: `rack-${id}`,
  }));
  const heap = props.heap ?? Size.mebibytes(512);
  const given = defined(props.brokerProperties);
  const certificateValidity = props.certificateValidity ?? Duration.days(365);
  const replicationFactor = props.replicationFactor ?? Math.min(3, brokers.length);
  const unplaced: ClusterModel = {
    name: props.name,
    names,
    version,
    images: {
      kafka: kafka ?? ServerImage.officialKafka(version),
      kerberos: kerberos ?? ServerImage.kerberos(),
      metadata: metadataImages,
      origin,
    },
    brokers,
    store,
    listeners: [Listener.replication(Authentication.mutualTls()), ...props.listeners],
    allowed: props.allow ?? [],
    driftIgnore: props.driftIgnore ?? [],
    brokerHeap: heap,
    brokerMemory: props.memory ?? Size.mebibytes(Math.max(768, heap.mebibytes * 2)),
    brokerSessionTimeout: sessionTimeoutOf(props) ?? Duration.seconds(18),
    startTimeout: props.startTimeout ?? Duration.minutes(3),
    moveThrottle: props.moveThrottle ?? Size.mebibytes(50),
    replicationFactor,
    minInsyncReplicas: props.minInsyncReplicas ?? safeMinInsyncReplicas(replicationFactor),
    internalTopicPartitions: props.internalTopicPartitions ?? 50,
    certificateValidity,
    certificateVersion: props.certificateVersion ?? 1,
    renewBefore: props.renewBefore ?? defaultRenewal(certificateValidity),
    authorityValidity: props.authorityValidity ?? Duration.days(3650),
    authorities: { cluster: props.authorities?.servers, clients: props.authorities?.clients },
    authorityVersions: {
      cluster: props.authorityVersions?.servers ?? FIRST_VERSION,
      clients: props.authorityVersions?.clients ?? FIRST_VERSION,
    },
    exchangesAuthorities: props.authorityVersions !== undefined && props.reload !== undefined,
    users: formerUsers(props),
    serviceUsers: [],
    servicePasswords: [],
    metrics:
      props.metrics ??
      [kafka, ...Object.values(store.images(metadataImages))].every((image) => image?.metricsAgent !== undefined),
    kerberos: props.listeners.find(({ authentication }) => authentication.realm !== undefined)?.authentication.realm,
    tokenIssuer: props.listeners.find(({ authentication }) => authentication.issuer !== undefined)?.authentication
      .issuer,
    cpus: props.cpus,
    labels: defined(props.labels),
    restart: props.restart ?? 'unless-stopped',
    logs: props.logs ?? ContainerLogs.rotated(),
    engine: props.engine,
    gate: props.gate,
    reload: props.reload,
    brokerProperties: {
      ...settingsProperties(props.settings ?? {}),
      ...given,
      ...(keptProtocol !== undefined && { [INTER_BROKER_PROTOCOL]: keptProtocol }),
    },
    encryptsNetworks: props.encryptNetworks ?? false,
  };
  const model = onHosts(unplaced, props, drainedHost);
  const violations = [
    ...clusterViolations(subject, model, Object.keys(given)),
    ...propsViolations(subject, props, model),
    ...authorityViolations(subject, model),
  ];
  const advice = sift(violations, props.allow ?? []);
  return { model, advice };
}

/** A cluster with its servers where they are declared to be, and the racks that follow from that. */
function onHosts(
  cluster: ClusterModel,
  { hosts = [], racks }: Pick<KafkaClusterProps, 'hosts' | 'racks'>,
  drained: string | undefined,
): ClusterModel {
  const servers = {
    brokers: cluster.brokers.map(({ id, node: { container } }) => ({ id, container })),
    metadataServers: cluster.store.servers(cluster).map(({ id, node: { container } }) => ({ id, container })),
  };
  const placed = placeServers(hosts, servers, drained);
  return {
    ...cluster,
    ...placed,
    brokers: cluster.brokers.map((broker) => ({
      ...broker,
      rack: racks?.[broker.id] ?? rackOn(hosts, placed, broker.node.container) ?? broker.rack,
    })),
  };
}

/** When an alert calls for it, or sooner for those that live shorter. */
const defaultRenewal = ({ days }: Duration): Duration => Duration.days(Math.min(30, Math.floor(days / 3)));

/** Ids in their order: those that were named, or as many as were asked for. */
function idsOf({ brokers = 3, brokerIds }: Pick<KafkaClusterProps, 'brokers' | 'brokerIds'>): readonly number[] {
  const counted =
    typeof brokers === 'number'
      ? Array.from({ length: possibleCount(brokers, SENSE.brokers) }, (_, index) => index + 1)
      : brokers;
  return [...(brokerIds ?? counted)].sort((a, b) => a - b);
}
