import type { Admin } from 'kafkajs';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest, ManifestTopic } from '../../model/manifest/manifest';
import { OperationError, type Violation } from '../../model/violation';
import { viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { type AdminConnection, CONFIG_SOURCES, type ConfigEntry } from '../protocol/admin-connection';
import { configViolations, shapeViolations, type TopicSetting } from '../verification/declared-topic';
import { isIgnored } from '../verification/ignored';
import { removeTopics } from '../workload/proof-topic';
import { rangesOf } from '../workload/topic-ranges';
import { PROOF_NAME } from '../context/proof-context';
import type { DriftFixture } from './drift-fixture';
import { leftToOthers, type DriftArea, type DriftResult, type Deviation } from './deviation';

/** A topic on the cluster, and its configuration. */
export interface ExistingTopic {
  readonly name: string;
  readonly partitions: readonly PartitionView[];
  readonly config: readonly ConfigEntry[];
}

/** Settings of one broker by their names: Kafka's own topics are made by them. */
type BrokerSettings = ReadonlyMap<string, string | undefined>;

/** Kafka's own topics as Kafka makes them at their first use (GroupCoordinator, TransactionStateManager). */
export function internalTopics(settings: BrokerSettings): readonly ManifestTopic[] {
  const number = (name: string): number => Number(settings.get(name));
  return [
    {
      name: '__consumer_offsets',
      partitions: number('offsets.topic.num.partitions'),
      replicationFactor: number('offsets.topic.replication.factor'),
      config: {
        'cleanup.policy': 'compact',
        'compression.type': 'producer',
        'segment.bytes': settings.get('offsets.topic.segment.bytes') ?? '',
      },
      allowed: [],
    },
    {
      name: '__transaction_state',
      partitions: number('transaction.state.log.num.partitions'),
      replicationFactor: number('transaction.state.log.replication.factor'),
      config: {
        'cleanup.policy': 'compact',
        'compression.type': 'uncompressed',
        'min.insync.replicas': settings.get('transaction.state.log.min.isr') ?? '',
        'segment.bytes': settings.get('transaction.state.log.segment.bytes') ?? '',
        'unclean.leader.election.enable': 'false',
      },
      allowed: [],
    },
  ];
}

/** Where topics are not the declared ones, in number, shape or settings; `run` is the proof that looks, whose topics are its own. */
export function topicDrift(
  cluster: Pick<ClusterManifest, 'topics' | 'ignored' | 'brokers'>,
  existing: readonly ExistingTopic[],
  settings: BrokerSettings,
  run: string,
): DriftResult {
  const internal = internalTopics(settings);
  const others: string[] = [];
  const deviations: Deviation[] = cluster.topics
    .filter(({ name }) => !existing.some((topic) => topic.name === name))
    .map(({ name }) => ({
      violation: { code: 'TopicMissing', subject: `topic ${name}`, rule: 'must exist', remedy: 'run npm run deploy' },
    }));
  for (const topic of existing.filter(({ name }) => !name.startsWith(`${run}-`))) {
    const declared = [...cluster.topics, ...internal].find(({ name }) => name === topic.name);
    if (declared !== undefined) {
      const drift = declaredDrift(cluster, declared, topic, internal.includes(declared));
      deviations.push(...drift.deviations);
      others.push(...drift.others);
    } else if (isIgnored(cluster, 'topic', topic.name) || isMadeByClients(cluster)) {
      others.push(`topic ${topic.name}`);
    } else {
      deviations.push({
        violation: {
          code: 'TopicUndeclared',
          subject: `topic ${topic.name}`,
          rule: 'must not be there, since nobody declared it',
          value: counted(topic.partitions.length, 'partition'),
          remedy:
            'declare it (npm run import writes that; movedFrom takes it over from another state), say whose it is (driftIgnore of the ' +
            'cluster), or take it away: ' +
            'npm run drift -- --fix while it is empty, kafka-topics.sh --delete with its records',
        },
        fix: removeEmpty(topic.name),
      });
    }
  }
  return {
    deviations,
    evidence: [
      `${counted(existing.length, 'topic')}: ${counted(cluster.topics.length, 'declared one')} as declared, and Kafka’s own as it makes them`,
      ...leftToOthers(others),
    ],
  };
}

/** Where the declaration lets clients make topics by their first use, those that are there are none of its business. */
const isMadeByClients = ({ brokers }: Pick<ClusterManifest, 'brokers'>): boolean =>
  brokers.some(({ settings }) => settings['auto.create.topics.enable'] === 'true');

/** What differs in a topic that is declared, or that Kafka makes by the brokers' settings. */
function declaredDrift(
  cluster: Pick<ClusterManifest, 'ignored'>,
  declared: ManifestTopic,
  { name, partitions, config }: ExistingTopic,
  isInternal: boolean,
): { readonly deviations: readonly Deviation[]; readonly others: readonly string[] } {
  const settings = new Map(
    config.map((entry): [string, TopicSetting] => [
      entry.name,
      { value: entry.value ?? '', own: entry.source === CONFIG_SOURCES.topic },
    ]),
  );
  const others = [...settings]
    .filter(([key, { own }]) => own && declared.config[key] === undefined && isIgnored(cluster, 'topic-setting', key))
    .map(([key]) => key);
  const compared = new Map([...settings].filter(([key]) => !others.includes(key)));
  const subjectOf = (key: string): string => `topic ${name}, ${key}`;
  const restorable = new Map(
    [...compared.keys()].flatMap((key): [string, string | undefined][] =>
      declared.config[key] === undefined
        ? [[subjectOf(key), undefined]]
        : // Nobody but Kafka sets these, and it does so once.
          isInternal
          ? [[subjectOf(key), declared.config[key]]]
          : [],
    ),
  );
  return {
    others: others.map(subjectOf),
    deviations: [
      ...shapeViolations(declared, partitions).map((violation) => ({ violation })),
      ...configViolations(declared, compared).map((violation) => ({
        violation:
          isInternal && declared.config[violation.subject.slice(subjectOf('').length)] !== undefined
            ? ofKafka(violation)
            : violation,
        ...(restorable.has(violation.subject) && {
          fix: setTo(name, violation.subject.slice(subjectOf('').length), restorable.get(violation.subject)),
        }),
      })),
    ],
  };
}

/** No deployment puts right what Kafka itself has set. */
const ofKafka = (violation: Violation): Violation => ({
  ...violation,
  code: 'InternalConfigDiffers',
  remedy: 'put it back: npm run drift -- --fix',
});

const setTo = (topic: string, setting: string, value: string | undefined): Deviation['fix'] => ({
  ...{ resource: { type: 'topic', name: topic }, setting },
  ...(value !== undefined && { value }),
});

/** Nothing that holds records is taken away; what a killed proof left behind holds nobody's. */
const removeEmpty =
  (name: string): Deviation['fix'] =>
  async ({ proof: { admin, kafka, signal } }) => {
    const ranges = await rangesOf(kafka, name, signal);
    const records = ranges.reduce((sum, { low, high }) => sum + high - low, 0);
    if (records > 0 && !name.startsWith(`${PROOF_NAME}-`)) {
      throw new OperationError({
        code: 'TopicNotEmpty',
        subject: `topic ${name}`,
        rule: 'must hold no records to be taken away here, since they could not be brought back',
        value: counted(records, 'record'),
        remedy:
          'declare it, say whose it is (driftIgnore of the cluster), or delete it by hand: kafka-topics.sh --delete',
      });
    }
    await removeTopics(admin, [name]);
  };

/** All topics on a cluster, with their whole configurations. */
export async function existingTopics(admin: Admin, connection: AdminConnection): Promise<readonly ExistingTopic[]> {
  const partitions = new Map<string, PartitionView[]>();
  for (const view of await viewPartitions(admin)) {
    partitions.set(view.topic, [...(partitions.get(view.topic) ?? []), view]);
  }
  const names = [...partitions.keys()];
  const configs = await connection.configsOf(names.map((name) => ({ type: 'topic', name })));
  return names.map((name) => ({
    name,
    partitions: partitions.get(name) ?? [],
    config: configs.get(name) ?? [],
  }));
}

async function find(fixture: DriftFixture): Promise<DriftResult> {
  const { manifest, admin, run } = fixture.proof;
  const [first] = manifest.brokers;
  const id = first?.id ?? 0;
  const connection = await fixture.broker(id);
  const settings = (await connection.configsOf([{ type: 'broker', name: String(id) }])).get(String(id)) ?? [];
  return topicDrift(
    manifest,
    await existingTopics(admin, connection),
    new Map(settings.map(({ name, value }) => [name, value])),
    run,
  );
}

export const topics: DriftArea = { name: 'topics', find };
