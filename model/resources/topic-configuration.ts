import type { Violation } from '../violation';

/** Every configuration that Kafka 3.x knows of topics (`TopicConfig`, and the throttled replicas of KIP-73). */
export const TOPIC_CONFIGURATION: ReadonlySet<string> = new Set([
  'cleanup.policy',
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.type',
  'compression.zstd.level',
  'delete.retention.ms',
  'file.delete.delay.ms',
  'flush.messages',
  'flush.ms',
  'follower.replication.throttled.replicas',
  'index.interval.bytes',
  'leader.replication.throttled.replicas',
  'local.retention.bytes',
  'local.retention.ms',
  'max.compaction.lag.ms',
  'max.message.bytes',
  'message.downconversion.enable',
  'message.format.version',
  'message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms',
  'message.timestamp.difference.max.ms',
  'message.timestamp.type',
  'min.cleanable.dirty.ratio',
  'min.compaction.lag.ms',
  'min.insync.replicas',
  'preallocate',
  'remote.log.copy.disable',
  'remote.log.delete.on.disable',
  'remote.storage.enable',
  'retention.bytes',
  'retention.ms',
  'segment.bytes',
  'segment.index.bytes',
  'segment.jitter.ms',
  'segment.ms',
  'unclean.leader.election.enable',
]);

/** A violation for every name that Kafka does not know, which it refuses when the topic is made. */
export function unknownConfigurationViolations(subject: string, names: readonly string[]): readonly Violation[] {
  return names
    .filter((name) => !TOPIC_CONFIGURATION.has(name))
    .map((value) => ({
      code: 'TopicConfigUnknown',
      subject,
      rule: 'config must hold names that Kafka knows of topics',
      value,
      remedy:
        'correct the name (a broker’s log.retention.ms is a topic’s retention.ms), or let it through for a broker that ' +
        "knows more: allow: ['TopicConfigUnknown']",
    }));
}
