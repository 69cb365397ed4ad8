import { ConfigResourceTypes } from 'kafkajs';
import type { Fault } from '../../constructs/private/fault';
import type { ManifestTopic } from '../../constructs/private/manifest';
import { bounded, explain } from '../../tools/clients/wait';
import { findingOf, type Check, type Finding } from '../check';
import { viewPartitions, type PartitionView } from '../cluster-view';
import type { Proof } from '../proof';
import { rangesOf } from '../topic-ranges';

const REMEDY = 'run npm run plan to see what differs, then npm run deploy';

/** What is wrong with a topic's partitions. */
export function partitionFaults(declared: ManifestTopic, partitions: readonly PartitionView[]): Fault[] {
  const faults: Fault[] = [];
  if (partitions.length !== declared.partitions) {
    faults.push({
      code: 'WrongPartitions',
      subject: `topic ${declared.name}`,
      rule: `must have ${declared.partitions} partitions`,
      value: partitions.length,
      remedy: REMEDY,
    });
  }
  for (const { partition, leader, replicas, isr } of partitions) {
    const subject = `topic ${declared.name}, partition ${partition}`;
    if (new Set(replicas).size !== declared.replicationFactor) {
      faults.push({
        code: 'WrongReplicas',
        subject,
        rule: `must lie on ${declared.replicationFactor} brokers`,
        value: replicas.join(', '),
        remedy: REMEDY,
      });
    }
    if (!isr.includes(leader)) {
      faults.push({
        code: 'NoLeader',
        subject,
        rule: 'must be led by one of its in-sync replicas',
        value: `leader ${leader}, in sync ${isr.join(', ')}`,
        remedy: 'look at the brokers’ logs (docker logs)',
      });
    }
  }
  return [...faults, ...syncFaults(declared.name, partitions)];
}

/** A topic that is lost with one broker keeps no promise of replication, unless its declaration says that this is meant. */
export function singleReplicaFaults(declared: ManifestTopic, brokers: number): Fault[] {
  return declared.replicationFactor > 1 || brokers === 1 || declared.allowed.includes('SingleReplica')
    ? []
    : [
        {
          code: 'SingleReplica',
          subject: `topic ${declared.name}`,
          rule: 'must have a copy on more than one broker',
          value: declared.replicationFactor,
          remedy: "raise replicationFactor, or say at the topic that it is meant: allow: ['SingleReplica']",
        },
      ];
}

/** One fault for each broker that lags: it is one cause, however many partitions it has. */
function syncFaults(topic: string, partitions: readonly PartitionView[]): Fault[] {
  const lagging = new Map<number, number[]>();
  for (const { partition, replicas, isr } of partitions) {
    for (const broker of replicas.filter((replica) => !isr.includes(replica))) {
      lagging.set(broker, [...(lagging.get(broker) ?? []), partition]);
    }
  }
  return [...lagging].map(([broker, behind]) => ({
    code: 'NotInSync',
    subject: `topic ${topic}, broker ${broker}`,
    rule: 'must be in sync in every partition that it holds',
    value: `not in partition ${behind.join(', ')}`,
    remedy: 'see whether the broker runs, and give it time to catch up',
  }));
}

/** What differs from a topic's declared configuration. */
export function configFaults(declared: ManifestTopic, actual: ReadonlyMap<string, string>): Fault[] {
  return Object.entries(declared.config)
    .filter(([key, value]) => actual.get(key) !== value)
    .map(([key, value]) => ({
      code: 'WrongConfig',
      subject: `topic ${declared.name}, ${key}`,
      rule: `must be ${value}`,
      value: actual.get(key) ?? 'not set',
      remedy: REMEDY,
    }));
}

async function run(proof: Proof): Promise<Finding> {
  const { manifest, admin, signal } = proof;
  const names = manifest.topics.map(({ name }) => name);
  const existing = await bounded(admin.listTopics(), { within: '15s', awaiting: 'the list of topics', signal });
  const there = names.filter((name) => existing.includes(name));
  const partitions = there.length === 0 ? [] : await viewPartitions(admin, there);
  const configs = await configsOf(proof, there);
  const faults: Fault[] = [];
  const evidence: string[] = [];
  for (const declared of manifest.topics) {
    if (!there.includes(declared.name)) {
      faults.push({ code: 'TopicMissing', subject: `topic ${declared.name}`, rule: 'must exist', remedy: REMEDY });
      continue;
    }
    const own = partitions.filter(({ topic }) => topic === declared.name);
    faults.push(
      ...singleReplicaFaults(declared, manifest.brokers.length),
      ...partitionFaults(declared, own),
      ...configFaults(declared, configs.get(declared.name) ?? new Map<string, string>()),
      ...(await leaderFaults(proof, declared.name)),
    );
    evidence.push(
      `${declared.name}: ` +
        own
          .map(({ partition, leader, isr }) => `partition ${partition} led by ${leader}, in sync ${isr.join('/')}`)
          .join('; '),
    );
  }
  return findingOf(faults, evidence);
}

/** The metadata believe a leader alive until its session ends; only an answer shows that it leads. */
async function leaderFaults({ kafka, signal }: Proof, topic: string): Promise<Fault[]> {
  try {
    await rangesOf(kafka, topic, signal);
    return [];
  } catch (error) {
    return [
      {
        code: 'LeaderSilent',
        subject: `topic ${topic}`,
        rule: 'must have a leader that answers in every partition',
        value: explain(error),
        remedy: 'look at the brokers’ logs (docker logs)',
      },
    ];
  }
}

async function configsOf(
  { admin, signal }: Proof,
  topics: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  if (topics.length === 0) {
    return new Map();
  }
  const { resources } = await bounded(
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
    }),
    { within: '15s', awaiting: 'the topics’ configuration', signal },
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}

export const topics: Check = {
  name: 'topics',
  promise:
    'each declared topic has its partitions, its configuration, copies on several brokers, a leader, and all of its replicas in sync',
  needs: [],
  run,
};
