import { counted } from '../../model/formats/counted';
import { Duration } from '../../model/units/duration';
import { ConfigSource } from 'kafkajs';
import type { Violation } from '../../model/violation';
import type { ManifestTopic } from '../../model/manifest/manifest';
import { patient } from '../../runtime/patience';
import { pause, until } from '../../runtime/wait';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { because, isLate, lateMark } from '../context/late';
import { viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { topicSettings } from '../../runtime/kafka/resource-settings';
import type { ProofContext } from '../context/proof-context';
import {
  configViolations,
  REMEDY,
  shapeViolations,
  unsafeViolations,
  type TopicSetting,
} from '../verification/declared-topic';
import { rangesOf } from '../workload/topic-ranges';

/** What is wrong with a topic's partitions. */
export function partitionViolations(declared: ManifestTopic, partitions: readonly PartitionView[]): Violation[] {
  return [
    ...shapeViolations(declared, partitions),
    ...leaderlessViolations(declared.name, partitions),
    ...syncViolations(declared.name, partitions),
  ];
}

/** A topic that is lost with one broker keeps no promise of replication, unless its declaration says that this is meant. */
export function singleReplicaViolations(declared: ManifestTopic, brokers: number): Violation[] {
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

/** One violation for each broker that lags: it is one cause, however many partitions it has. */
function syncViolations(topic: string, partitions: readonly PartitionView[]): Violation[] {
  const lagging = new Map<number, number[]>();
  for (const { partition, replicas, isr } of partitions) {
    for (const broker of replicas.filter((replica) => !isr.includes(replica))) {
      lagging.set(broker, [...(lagging.get(broker) ?? []), partition]);
    }
  }
  return [...lagging].map(([broker, behind]) => ({
    code: 'ReplicaNotInSync',
    subject: `topic ${topic}, broker ${broker}`,
    rule: 'must be in sync in every partition that it holds',
    value: `not in partition ${behind.join(', ')}`,
    remedy: 'see whether the broker runs, and give it time to catch up',
    ...lateMark(true),
  }));
}

/** Kafka's own topics, made at their first use: whoever loses them loses offsets and open transactions. */
const INTERNAL_TOPICS = ['__consumer_offsets', '__transaction_state'];

/** What is wrong with a topic of Kafka's own: lost with one broker, led by nobody, or not in sync. */
export function internalTopicViolations(
  name: string,
  partitions: readonly PartitionView[],
  brokers: number,
): Violation[] {
  const copies = Math.min(...partitions.map(({ replicas }) => new Set(replicas).size));
  const single: Violation[] =
    copies > 1 || brokers === 1
      ? []
      : [
          {
            code: 'SingleReplica',
            subject: `topic ${name}`,
            rule: 'must have a copy on more than one broker in every partition',
            value: copies,
            remedy: 'raise it with kafka-reassign-partitions: offsets and open transactions go with that broker',
          },
        ];
  return [...single, ...leaderlessViolations(name, partitions), ...syncViolations(name, partitions)];
}

function leaderlessViolations(topic: string, partitions: readonly PartitionView[]): Violation[] {
  return partitions
    .filter(({ leader, isr }) => !isr.includes(leader))
    .map(({ partition, leader, isr }) => ({
      code: 'LeaderMissing',
      subject: `topic ${topic}, partition ${partition}`,
      rule: 'must be led by one of its in-sync replicas',
      value: `leader ${leader}, in sync ${isr.join(', ')}`,
      remedy: 'look at the brokers’ logs (docker logs)',
      ...lateMark(true),
    }));
}

/** A replica that has just fallen out of sync, as on a machine that is busy, has so long to catch up. */
const CATCHING_UP_SECONDS = 10;

/** What is wrong now and may come right by itself is looked at again, until it has had its time. */
async function run(proof: ProofContext): Promise<CheckResult> {
  const end = Date.now() + patient(CATCHING_UP_SECONDS).milliseconds;
  for (;;) {
    const result = await look(proof);
    const { violations = [] } = result;
    if (violations.length === 0 || !violations.every(isLate) || Date.now() >= end) {
      return result;
    }
    await pause(Duration.milliseconds(500), proof.signal, 'replicas that catch up');
  }
}

async function look(proof: ProofContext): Promise<CheckResult> {
  const { manifest, admin, signal } = proof;
  const names = manifest.topics.map(({ name }) => name);
  const existing = await until(() => admin.listTopics(), {
    within: patient(15),
    awaiting: 'the list of topics',
    signal,
  });
  const there = names.filter((name) => existing.includes(name));
  const internal = INTERNAL_TOPICS.filter((name) => existing.includes(name));
  const viewed = [...there, ...internal];
  const partitions = viewed.length === 0 ? [] : await viewPartitions(admin, viewed);
  const configs = await configsOf(proof, there);
  const violations: Violation[] = [];
  const evidence: string[] = [];
  for (const declared of manifest.topics) {
    if (!there.includes(declared.name)) {
      violations.push({ code: 'TopicMissing', subject: `topic ${declared.name}`, rule: 'must exist', remedy: REMEDY });
      continue;
    }
    const own = partitions.filter(({ topic }) => topic === declared.name);
    const config = configs.get(declared.name) ?? new Map<string, TopicSetting>();
    violations.push(
      ...singleReplicaViolations(declared, manifest.brokers.length),
      ...partitionViolations(declared, own),
      ...configViolations(declared, config),
      ...unsafeViolations(declared, config),
      ...(await leaderViolations(proof, declared.name)),
    );
    evidence.push(
      `${declared.name}: ` +
        own
          .map(({ partition, leader, isr }) => `partition ${partition} led by ${leader}, in sync ${isr.join('/')}`)
          .join('; '),
    );
  }
  for (const name of internal) {
    const own = partitions.filter(({ topic }) => topic === name);
    violations.push(...internalTopicViolations(name, own, manifest.brokers.length));
    evidence.push(
      `${name}: ${counted(own.length, 'partition')}, each on ${counted(own[0]?.replicas.length ?? 0, 'broker')}`,
    );
  }
  return resultOf(violations, evidence);
}

/** The metadata believe a leader alive until its session ends; only an answer shows that it leads. */
async function leaderViolations({ kafka, signal }: ProofContext, topic: string): Promise<Violation[]> {
  try {
    await rangesOf(kafka, topic, signal);
    return [];
  } catch (error) {
    return [
      {
        code: 'LeaderSilent',
        subject: `topic ${topic}`,
        rule: 'must have a leader that answers in every partition',
        ...because(error),
        remedy: 'look at the brokers’ logs (docker logs)',
      },
    ];
  }
}

async function configsOf(
  { admin, signal }: ProofContext,
  topics: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, TopicSetting>>> {
  const wait = { within: patient(15), awaiting: 'the topics’ configuration', signal };
  const found = await topicSettings(admin, topics, undefined, wait);
  return new Map(
    [...found].map(([topic, settings]) => [
      topic,
      new Map(
        [...settings].map(([name, { configValue, configSource }]) => [
          name,
          { value: configValue, own: configSource === ConfigSource.TOPIC_CONFIG },
        ]),
      ),
    ]),
  );
}

export const topics: Check = {
  name: 'topics',
  promise:
    'each declared topic has its partitions, its configuration and no other, none that loses what was acknowledged, copies on several ' +
    'brokers, a leader, and all of its replicas in sync; Kafka’s own topics have copies, leaders and replicas in sync',
  needs: [],
  claim: 'reads',
  run,
};
