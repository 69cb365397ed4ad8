import type { ManifestTopic } from '../manifest/manifest';
import { isCount, rangeInWords, SENSE } from '../units/sense';
import type { Advice, Violation } from '../violation';
import { replicationViolations } from './replication-violations';
import { topicNameViolations } from './resource-names';
import { type TopicProps, topicSettings } from './topic-props';
import { unsafeTopicAdvice } from './topic-safety';

/** What is wrong or unwise in what a topic is declared by, beside what Kafka says of its settings. */
export function topicViolations(
  subject: string,
  { name, partitions, replicationFactor, config }: ManifestTopic,
  minimum: number | undefined,
  brokers: number,
  props: TopicProps,
): readonly (Violation | Advice)[] {
  const violations: (Violation | Advice)[] = [...topicNameViolations(subject, name)];
  if (!isCount(partitions, SENSE.partitions)) {
    violations.push({
      code: 'PartitionsIllegal',
      subject,
      rule: `partitions must be a whole number ${rangeInWords(SENSE.partitions)}`,
      value: partitions,
      remedy: 'correct it',
    });
  }
  const effective = Number(config['min.insync.replicas']);
  violations.push(
    ...replicationViolations(subject, { factor: replicationFactor, minimum, brokers }),
    ...unsafeTopicAdvice(subject, {
      uncleanElection: config['unclean.leader.election.enable'] ?? 'false',
      factor: replicationFactor,
      minimum: effective,
    }),
  );
  if (
    props.inheritMinInsyncReplicas === true &&
    (minimum !== undefined || props.config?.['min.insync.replicas'] !== undefined)
  ) {
    violations.push({
      code: 'MinInsyncReplicasTwice',
      subject,
      rule: 'min.insync.replicas must be said for the topic or inherited from the brokers, and not both',
      value: String(minimum ?? props.config?.['min.insync.replicas']),
      remedy: 'leave inheritMinInsyncReplicas out, or what stands beside it',
    });
  }
  if (replicationFactor === 1 && brokers > 1) {
    violations.push({
      code: 'SingleReplica',
      subject,
      rule: 'replicationFactor should be 3: the only copy stops with its broker, and is lost with its disk',
      value: replicationFactor,
      remedy: "raise it; where it is meant, allow: ['SingleReplica'] has the proof accept it",
      unwise: true,
    });
  }
  if (replicationFactor === 2 && minimum === 1 && props.minInsyncReplicas === undefined) {
    violations.push({
      code: 'ReplicationFactorTwo',
      subject,
      rule:
        'replicationFactor should be 3: with 2, min.insync.replicas is 1, so that a record which one broker alone has ' +
        'acknowledged can be lost with it',
      value: replicationFactor,
      remedy: 'raise it, or set minInsyncReplicas to say that this is meant',
      unwise: true,
    });
  }
  if (
    props.movedFrom !== undefined &&
    !/^kafka_topic\.[A-Za-z_][\w-]*(\[(\d+|"[^"\\$%]+")\])?$/.test(props.movedFrom)
  ) {
    violations.push({
      code: 'FormerAddressIllegal',
      subject,
      rule: 'movedFrom must be the address of a kafka_topic in the state',
      value: props.movedFrom,
      remedy: 'write it as terraform state list does, such as kafka_topic.orders',
    });
  }
  const typed = topicSettings({ ...props, config: undefined }, minimum);
  for (const key of Object.keys(props.config ?? {}).filter((key) => key in typed)) {
    violations.push({
      code: 'TopicConfigTwice',
      subject,
      rule: 'config must not hold what a prop of its own has set',
      value: key,
      remedy: 'leave one of the two out',
    });
  }
  return violations;
}
