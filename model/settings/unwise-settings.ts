import type { NumberRule } from './number-rules';

const atLeast = (name: string, least: string, why: string): NumberRule => ({
  names: [name, least],
  rule: `at least ${least}, ${why}`,
  holds: (value, other = value) => value >= other,
});

const TWO_MINUTES_MS = 120_000n;

/** Numbers that brokers start with, and with which some of what they are for comes to nothing. */
export const UNWISE_BROKER_NUMBERS: readonly NumberRule[] = [
  atLeast('socket.request.max.bytes', 'message.max.bytes', 'or the largest batches never come through'),
  atLeast('log.segment.bytes', 'message.max.bytes', 'or the largest batches find no place in a file'),
  atLeast(
    'log.cleaner.max.compaction.lag.ms',
    'log.cleaner.min.compaction.lag.ms',
    'or no topic can be made that has neither of its own',
  ),
  atLeast(
    'group.max.session.timeout.ms',
    'group.min.session.timeout.ms',
    'or nobody can join a group, whatever session it asks for',
  ),
  {
    names: ['offsets.commit.required.acks'],
    rule: '-1, for all replicas in sync: an offset that one broker alone has is lost with it',
    holds: (value) => value === -1n,
  },
  {
    names: ['num.replica.fetchers'],
    rule: '1 at least, or no follower copies anything',
    holds: (value) => value > 0n,
  },
  {
    names: ['max.connections'],
    rule: '1 at least, or nobody gets in',
    holds: (value) => value > 0n,
  },
  {
    names: ['producer.id.expiration.ms'],
    rule: `${TWO_MINUTES_MS} at least, for as long as producers try again: what they repeat later is stored twice`,
    holds: (value) => value >= TWO_MINUTES_MS,
  },
];

/** What should not be switched off, and why. */
export const UNWISELY_OFF: readonly (readonly [string, string])[] = [
  ['controlled.shutdown.enable', 'or a broker that is replaced leaves its partitions without a leader for a while'],
  ['log.cleaner.enable', 'or no compacted topic ends to grow, those of groups and transactions among them'],
  ['delete.topic.enable', 'or no topic that leaves the declaration can go'],
];

/** The same of a topic. */
export const UNWISE_TOPIC_NUMBERS: readonly NumberRule[] = [
  atLeast('segment.bytes', 'max.message.bytes', 'or the largest batches find no place in a file'),
  {
    names: ['max.message.bytes', 'socket.request.max.bytes'],
    rule: 'at most the brokers’ socket.request.max.bytes, or the largest batches never come through',
    holds: (value, most = value) => value <= most,
  },
];
