import { counted } from '../../model/formats/counted';
import type { ManifestTopic } from '../../model/manifest/manifest';
import { unsafeTopicAdvice } from '../../model/resources/topic-safety';
import type { Violation } from '../../model/violation';
import type { PartitionView } from '../../runtime/kafka/cluster-view';

/** What to do about a topic that is not as declared. */
export const REMEDY = 'run npm run plan to see what differs, then npm run deploy';

/** Where a topic's partitions are not as many as declared, or do not lie on as many brokers. */
export function shapeViolations(
  declared: Pick<ManifestTopic, 'name' | 'partitions' | 'replicationFactor'>,
  partitions: readonly PartitionView[],
): Violation[] {
  const violations: Violation[] = [];
  if (partitions.length !== declared.partitions) {
    violations.push({
      code: 'PartitionsDiffer',
      subject: `topic ${declared.name}`,
      rule: `must have ${counted(declared.partitions, 'partition')}`,
      value: partitions.length,
      // A deployment would have to make the topic anew, which it refuses.
      remedy: partitions.length > declared.partitions ? `declare ${partitions.length}: Kafka takes none away` : REMEDY,
    });
  }
  for (const { partition, replicas } of partitions) {
    if (new Set(replicas).size !== declared.replicationFactor) {
      violations.push({
        code: 'ReplicationDiffers',
        subject: `topic ${declared.name}, partition ${partition}`,
        rule: `must lie on ${counted(declared.replicationFactor, 'broker')}`,
        value: replicas.join(', '),
        remedy: REMEDY,
      });
    }
  }
  return violations;
}

/** One setting of a topic: what holds, and whether it was set for this topic (rather than for the broker, or by default). */
export interface TopicSetting {
  readonly value: string;
  readonly own: boolean;
}

/** What differs from a topic's declared configuration: other values, and what was set without a declaration. */
export function configViolations(declared: ManifestTopic, actual: ReadonlyMap<string, TopicSetting>): Violation[] {
  const wrong = Object.entries(declared.config)
    .filter(([key, value]) => actual.get(key)?.value !== value)
    .map(([key, value]) => ({
      code: 'ConfigDiffers',
      subject: `topic ${declared.name}, ${key}`,
      rule: `must be ${value}`,
      value: actual.get(key)?.value ?? 'not set',
      remedy: REMEDY,
    }));
  const undeclared = [...actual]
    .filter(([key, { own }]) => own && declared.config[key] === undefined)
    .map(([key, { value }]) => ({
      code: 'ConfigUndeclared',
      subject: `topic ${declared.name}, ${key}`,
      rule: 'must be declared where it is set for the topic',
      value,
      remedy:
        'declare it, take it away (npm run drift -- --fix), or say that another tool sets it (driftIgnore of the cluster)',
    }));
  return [...wrong, ...undeclared];
}

/** What in a topic's settings, its own or the brokers', loses acknowledged records, unless its declaration says that this is meant. */
export function unsafeViolations(declared: ManifestTopic, actual: ReadonlyMap<string, TopicSetting>): Violation[] {
  const { name, replicationFactor: factor, allowed } = declared;
  return unsafeTopicAdvice(`topic ${name}`, {
    uncleanElection: actual.get('unclean.leader.election.enable')?.value ?? 'false',
    factor,
    minimum: Number(actual.get('min.insync.replicas')?.value ?? Infinity),
  }).filter(({ code }) => !allowed.includes(code));
}
