import type { Properties, PropertyValue } from '../formats/properties';
import type { GivenSettings } from '../settings/setting-definitions';
import type { Duration } from '../units/duration';
import type { Size } from '../units/size';

/** Properties of a topic. */
export interface TopicProps {
  /** Number of partitions, 1 at least. More can be added later; fewer would mean another topic, so that {@link data} refuses them. */
  readonly partitions: number;
  /**
   * Number of copies of each partition. Another number is made of the copies that there are by `npm run deploy`, which moves them
   * where they belong; Terraform alone refuses it.
   *
   * @default - the cluster's replication factor
   */
  readonly replicationFactor?: number;
  /**
   * `min.insync.replicas`. Always written out, unless it is inherited.
   *
   * @default - min(2, factor - 1), at least 1
   */
  readonly minInsyncReplicas?: number;
  /**
   * Whether `min.insync.replicas` is left to the brokers, as of a topic that was made by hand without it. Whether theirs fits the topic is seen by the
   * proof alone.
   *
   * @default false
   */
  readonly inheritMinInsyncReplicas?: boolean;
  /**
   * `retention.ms`; for ever, leave it out and say `config: { 'retention.ms': -1 }`.
   *
   * @default - the broker's, 7 days
   */
  readonly retention?: Duration;
  /**
   * `retention.bytes`, for each partition.
   *
   * @default - the broker's, unlimited
   */
  readonly retentionSize?: Size;
  /**
   * `cleanup.policy`.
   *
   * @default delete
   */
  readonly cleanupPolicy?: 'delete' | 'compact' | 'compact,delete';
  /**
   * `compression.type`.
   *
   * @default - the broker's, `producer`: as the records come
   */
  readonly compression?: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /**
   * `max.message.bytes`: the largest batch.
   *
   * @default - the broker's, 1 MiB and 12 bytes
   */
  readonly maxMessageSize?: Size;
  /**
   * `segment.bytes`.
   *
   * @default - the broker's, 1 GiB
   */
  readonly segmentSize?: Size;
  /**
   * `segment.ms`: a file of the log is closed after this time even if it isn't full.
   *
   * @default 7 days
   */
  readonly segmentAge?: Duration;
  /**
   * `delete.retention.ms`: how long a compacted topic shows deletions.
   *
   * @default 1 day
   */
  readonly deleteRetention?: Duration;
  /**
   * `min.compaction.lag.ms`: how long a record stays before it may be compacted.
   *
   * @default 0
   */
  readonly minCompactionLag?: Duration;
  /**
   * `message.timestamp.type`.
   *
   * @default CreateTime
   */
  readonly timestampType?: 'CreateTime' | 'LogAppendTime';
  /**
   * Topic configuration by Kafka's names, for what has no prop here. Names that this version of Kafka does not know of
   * topics, and values that it would not take, are refused (docs/settings.md).
   *
   * @default - none
   */
  readonly config?: Readonly<Record<string, PropertyValue>>;
  /**
   * Address of the topic's resource in this state before it was declared here, such as `kafka_topic.orders`:
   * Terraform moves it (`moved`), and the topic stays with its records.
   *
   * @default - it was always declared here, whatever its construct was called and wherever it stood
   */
  readonly movedFrom?: string;
  /**
   * Whether Terraform keeps the topic with its records (`prevent_destroy`): a plan that would make it anew, such as
   * for fewer partitions, or destroy it while it is declared, ends in an error. Taking the declaration away destroys
   * it either way.
   *
   * @default retain
   */
  readonly data?: 'retain' | 'destroy';
  /**
   * What to let through, by its code: `MinInsyncReplicasEqualsFactor` and `TopicConfigUnknown` are warned about
   * rather than refused; with `SingleReplica`, `TopicElectionUnclean` and `MinInsyncReplicasLow` the proof accepts a topic whose
   * acknowledged records can be lost in that way.
   *
   * @default - none
   */
  readonly allow?: readonly (
    | 'MinInsyncReplicasEqualsFactor'
    | 'MinInsyncReplicasLow'
    | 'SingleReplica'
    | 'TopicConfigUnknown'
    | 'TopicElectionUnclean'
  )[];
}

/** What is set, by Kafka's names. */
export function topicSettings(props: TopicProps, minInsyncReplicas: number | undefined): GivenSettings {
  const settings: GivenSettings = {
    'min.insync.replicas': minInsyncReplicas,
    'retention.ms': props.retention?.milliseconds,
    'retention.bytes': props.retentionSize?.bytes,
    'cleanup.policy': props.cleanupPolicy,
    'compression.type': props.compression,
    'max.message.bytes': props.maxMessageSize?.bytes,
    'segment.bytes': props.segmentSize?.bytes,
    'segment.ms': props.segmentAge?.milliseconds,
    'delete.retention.ms': props.deleteRetention?.milliseconds,
    'min.compaction.lag.ms': props.minCompactionLag?.milliseconds,
    'message.timestamp.type': props.timestampType,
    ...props.config,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** What a topic's settings are held against: the brokers' own for all topics, where they are known. */
export const topicDefaults = (brokers: Properties = {}): GivenSettings => ({
  'segment.bytes': brokers['log.segment.bytes'],
  'max.message.bytes': brokers['message.max.bytes'],
  'socket.request.max.bytes': brokers['socket.request.max.bytes'] ?? 100 * 2 ** 20,
});
