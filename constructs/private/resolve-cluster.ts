import type { KafkaClusterProps } from '../cluster-props';
import { Authentication } from '../authentication';
import { Duration } from '../duration';
import { ServerImage } from '../image';
import { Listener } from '../listener';
import { Metadata } from '../metadata';
import { Size } from '../size';
import { KafkaVersion } from '../version';
import type { BrokerModel, ClusterModel } from './cluster-model';
import { brokerProperties, ownsBrokerProperty } from './broker-properties';
import { type Fault, throwIfAny } from './fault';
import { ClusterNames } from './names';

/**
 * Fills in the defaults of a cluster and refuses what can't work.
 *
 * @throws FaultError with every fault that was found
 */
export function resolveCluster(subject: string, props: KafkaClusterProps): ClusterModel {
  const names = new ClusterNames(props.name);
  const version = props.version ?? KafkaVersion.V3_9_2;
  const metadata = props.metadata ?? Metadata.zooKeeper();
  const ids = brokerIds(props.brokers ?? 3);
  const brokers = ids.map((id, index): BrokerModel => ({
    id,
    index,
    node: names.broker(id),
    rack: props.racks?.[id] ?? `rack-${id}`,
  }));
  const heap = props.heap ?? Size.mebibytes(512);
  const replicationFactor = props.replicationFactor ?? Math.min(3, brokers.length);
  const model: ClusterModel = {
    name: props.name,
    names,
    version,
    images: {
      kafka: props.images?.kafka ?? ServerImage.officialKafka(version),
      zookeeper: props.images?.zookeeper ?? ServerImage.officialZooKeeper(metadata.version),
      origin: props.images?.origin,
    },
    brokers,
    zookeepers: Array.from({ length: metadata.nodes }, (_, index) => ({
      id: index + 1,
      node: names.zookeeper(index + 1),
    })),
    zookeeperVersion: metadata.version,
    listeners: [Listener.replication(Authentication.mutualTls()), ...props.listeners],
    brokerHeap: heap,
    brokerMemory: props.memory ?? Size.mebibytes(Math.max(768, heap.mebibytes * 2)),
    zookeeperHeap: metadata.heap,
    zookeeperMemory: metadata.memory,
    zookeeperSessionTimeout: props.zookeeperSessionTimeout ?? Duration.seconds(18),
    replicationFactor,
    minInsyncReplicas: props.minInsyncReplicas ?? safeMinInsyncReplicas(replicationFactor),
    internalTopicPartitions: props.internalTopicPartitions ?? 50,
    certificateValidity: props.certificateValidity ?? Duration.days(365),
    authorityValidity: props.authorityValidity ?? Duration.days(3650),
    certificateUsers: props.certificateUsers ?? [],
    brokerProperties: {},
  };
  throwIfAny(findFaults(subject, model, props));
  return { ...model, brokerProperties: props.brokerProperties ?? {} };
}

/** The most that may be lost while writes go on and one broker may be restarted: min(2, factor - 1), at least 1. */
export function safeMinInsyncReplicas(replicationFactor: number): number {
  return Math.max(1, Math.min(2, replicationFactor - 1));
}

const brokerIds = (brokers: number | readonly number[]): readonly number[] =>
  typeof brokers === 'number'
    ? Array.from({ length: brokers }, (_, index) => index + 1)
    : [...brokers].sort((a, b) => a - b);

function findFaults(subject: string, model: ClusterModel, props: KafkaClusterProps): readonly Fault[] {
  return [
    ...nameFaults(subject, model),
    ...serverFaults(subject, model),
    ...replicationFaults(subject, model),
    ...listenerFaults(subject, model),
    ...propertyFaults(subject, model, props),
  ];
}

function nameFaults(subject: string, { name, certificateUsers }: ClusterModel): readonly Fault[] {
  const faults: Fault[] = [];
  if (!/^[a-z][a-z0-9-]{1,31}$/.test(name)) {
    faults.push({
      code: 'ClusterNameIllegal',
      subject,
      rule: 'name must be 2 to 32 lower-case letters, digits and -, beginning with a letter',
      value: name,
      remedy: 'rename the cluster',
    });
  }
  for (const user of certificateUsers) {
    if (!/^[a-zA-Z0-9._-]+$/.test(user) || user === 'admin') {
      faults.push({
        code: 'UserNameIllegal',
        subject: `${subject}/certificateUsers`,
        rule: 'a certificate user must be named by letters, digits, ., _ and -, and not admin, which the administrator is',
        value: user,
        remedy: 'rename the user',
      });
    }
  }
  return [...faults, ...duplicates(certificateUsers, 'UserDuplicate', `${subject}/certificateUsers`, 'user names')];
}

function serverFaults(subject: string, model: ClusterModel): readonly Fault[] {
  const faults: Fault[] = [];
  const ids = model.brokers.map(({ id }) => id);
  if (ids.length === 0) {
    faults.push({
      code: 'BrokersMissing',
      subject,
      rule: 'brokers must be 1 at least',
      value: 0,
      remedy: 'declare 3, so that one may fail',
    });
  }
  for (const id of ids.filter((id) => !Number.isInteger(id) || id < 0 || id > 999)) {
    faults.push({
      code: 'BrokerIdIllegal',
      subject,
      rule: 'a broker id must be a whole number from 0 to 999',
      value: id,
      remedy: "choose one below Kafka's reserved.broker.max.id of 1000",
    });
  }
  faults.push(...duplicates(ids, 'BrokerIdDuplicate', subject, 'broker ids'));
  if (!model.version.supportsZooKeeper) {
    faults.push({
      code: 'VersionWithoutZooKeeper',
      subject,
      rule: 'version must be 3.x to run with ZooKeeper, which 4.0 removed',
      value: model.version.version,
      remedy: `take ${KafkaVersion.V3_9_2.version}`,
    });
  }
  if (!Number.isInteger(model.zookeepers.length) || model.zookeepers.length < 1) {
    faults.push({
      code: 'ZooKeeperMissing',
      subject: `${subject}/metadata`,
      rule: 'nodes must be 1 at least',
      value: model.zookeepers.length,
      remedy: 'declare 3, so that one may fail',
    });
  }
  if (model.zookeeperSessionTimeout.milliseconds < 4000) {
    faults.push({
      code: 'SessionTimeoutTooShort',
      subject,
      rule: 'zookeeperSessionTimeout must be 4s (two ZooKeeper ticks) at least',
      value: model.zookeeperSessionTimeout.toString(),
      remedy: 'lengthen it',
    });
  }
  return faults;
}

function replicationFaults(subject: string, model: ClusterModel): readonly Fault[] {
  const { replicationFactor: factor, minInsyncReplicas: minimum, brokers } = model;
  const faults: Fault[] = [];
  if (!Number.isInteger(factor) || factor < 1 || factor > brokers.length) {
    faults.push({
      code: 'ReplicationTooHigh',
      subject,
      rule: `replicationFactor must be a whole number from 1 to ${brokers.length} (brokers)`,
      value: factor,
      remedy: 'lower it or add brokers',
    });
  }
  if (!Number.isInteger(minimum) || minimum < 1 || (factor > 1 && minimum >= factor) || minimum > factor) {
    faults.push({
      code: 'MinInsyncReplicasTooHigh',
      subject,
      rule: `minInsyncReplicas must be from 1 to ${Math.max(1, factor - 1)}, below the replication factor of ${factor}`,
      value: minimum,
      remedy: 'lower it: at the factor itself, writes stop whenever one broker is restarted',
    });
  }
  return faults;
}

function listenerFaults(subject: string, model: ClusterModel): readonly Fault[] {
  const faults: Fault[] = [];
  const clients = model.listeners.filter(({ scope }) => scope !== 'replication');
  if (clients.length === 0) {
    faults.push({
      code: 'ListenersMissing',
      subject: `${subject}/listeners`,
      rule: 'listeners must be 1 at least',
      value: 0,
      remedy: 'declare one for clients',
    });
  }
  faults.push(
    ...duplicates(
      model.listeners.map(({ name }) => name),
      'ListenerNameDuplicate',
      `${subject}/listeners`,
      'listener names (REPLICATION is the brokers’ own)',
    ),
  );
  for (const broker of model.brokers) {
    const ports = model.listeners.map((listener) => listener.portOf(broker));
    const where = `${subject}/broker ${broker.id}`;
    faults.push(...duplicates(ports, 'PortDuplicate', where, 'ports of its listeners'));
    for (const port of ports.filter((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
      faults.push({
        code: 'PortIllegal',
        subject: where,
        rule: 'a port must be a whole number from 1 to 65535',
        value: port,
        remedy: 'choose another',
      });
    }
  }
  const hostPorts = model.brokers.flatMap((broker) =>
    model.listeners.flatMap((listener) => listener.publishedPortOf(broker)?.hostPort ?? []),
  );
  return [
    ...faults,
    ...duplicates(hostPorts, 'HostPortDuplicate', `${subject}/listeners`, 'host ports of all brokers'),
  ];
}

function propertyFaults(subject: string, model: ClusterModel, props: KafkaClusterProps): readonly Fault[] {
  const [broker] = model.brokers;
  if (broker === undefined) {
    return [];
  }
  const rendered = brokerProperties(model, broker);
  return Object.keys(props.brokerProperties ?? {})
    .filter((key) => ownsBrokerProperty(key, rendered))
    .map((key) => ({
      code: 'BrokerPropertyOwned',
      subject: `${subject}/brokerProperties`,
      rule: 'a broker property must not be one that the package sets by itself',
      value: key,
      remedy: 'use the prop that stands for it, or leave it out',
    }));
}

function duplicates(
  values: readonly (string | number)[],
  code: string,
  subject: string,
  what: string,
): readonly Fault[] {
  const seen = new Set<string | number>();
  const twice = new Set<string | number>();
  for (const value of values) {
    (seen.has(value) ? twice : seen).add(value);
  }
  return [...twice].map((value) => ({
    code,
    subject,
    rule: `${what} must be unique`,
    value,
    remedy: 'change one of them',
  }));
}
