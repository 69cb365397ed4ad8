import type { Violation } from '../violation';

/** Topics that Kafka makes by itself, with a configuration of its own. */
const INTERNAL_TOPICS: ReadonlySet<string> = new Set([
  '__consumer_offsets',
  '__transaction_state',
  '__cluster_metadata',
]);

/** Beside them, topics that Kafka makes by itself and that may be declared, to shape them. */
const INTERNAL_WITH_FEATURES: ReadonlySet<string> = new Set(['__remote_log_metadata', '__share_group_state']);

/** Whether nobody but Kafka has made a topic. */
export const isMadeByKafka = (name: string): boolean => INTERNAL_TOPICS.has(name) || INTERNAL_WITH_FEATURES.has(name);

/** Longest string of Kafka's protocol, in bytes of UTF-8. */
const LONGEST = 32_767;

/** What is wrong with the name of a topic that is to be made. */
export function topicNameViolations(subject: string, name: string): readonly Violation[] {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
    return [
      {
        code: 'TopicNameIllegal',
        subject,
        rule: 'a topic must be named by 1 to 249 letters, digits, ., _ and -, and not . or ..',
        value: name,
        remedy: 'rename the topic',
      },
    ];
  }
  return INTERNAL_TOPICS.has(name)
    ? [
        {
          code: 'TopicNameReserved',
          subject,
          rule: 'a topic must not be one that Kafka makes by itself',
          value: name,
          remedy: 'rename it; internalTopicPartitions and replicationFactor of the cluster shape the internal ones',
        },
      ]
    : [];
}

/** Names that clients give by themselves, and the code of the violation when one can't be. */
const CLIENT_NAMES = {
  group: { code: 'GroupNameIllegal' },
  'transactional id': { code: 'TransactionalIdIllegal' },
  'client id': { code: 'ClientIdIllegal' },
} as const;

/** What is wrong with the name of a consumer group, a transactional id or a client id, or with a prefix of one. */
export function clientNameViolations(
  subject: string,
  kind: keyof typeof CLIENT_NAMES,
  name: string,
): readonly Violation[] {
  const legal =
    name.length > 0 && Buffer.byteLength(name) <= LONGEST && name === name.trim() && !/\p{Control}/u.test(name);
  return legal
    ? []
    : [
        {
          ...CLIENT_NAMES[kind],
          subject,
          rule: `a ${kind} must be 1 to ${LONGEST} bytes long, without control characters, and without blanks at its ends`,
          value: name.length > 100 ? `${name.slice(0, 100)}…` : JSON.stringify(name),
          remedy: 'rename it',
        },
      ];
}
