import type { Duration } from '../units/duration';
import type { Properties } from '../formats/properties';
import type { Size } from '../units/size';

/** Kafka's name of the setting that says which version's messages brokers send each other. */
export const INTER_BROKER_PROTOCOL = 'inter.broker.protocol.version';

/**
 * By this a deployment tells a synthesis what brokers are to go on to speak while it replaces them, as the app's context: an object of protocols
 * by the clusters' names. It stands above what is declared.
 */
export const KEPT_PROTOCOL = 'cdktf-kafka.kept-protocol';

/** What people set most of a broker's configuration; each is left to Kafka's default when it is left out. */
export interface BrokerSettings {
  /**
   * `log.retention.ms`: how long records are kept where a topic doesn't say.
   *
   * @default - Kafka's: 7 days
   */
  readonly retention?: Duration;
  /**
   * `log.retention.bytes`: how much of each partition is kept.
   *
   * @default - Kafka's: unlimited
   */
  readonly retentionSize?: Size;
  /**
   * `log.segment.bytes`: size of a log file.
   *
   * @default - Kafka's: 1 GiB
   */
  readonly segmentSize?: Size;
  /**
   * `message.max.bytes`: largest batch of records.
   *
   * @default - Kafka's: 1 MiB and 12 bytes
   */
  readonly maxMessageSize?: Size;
  /**
   * `num.partitions`: partitions of a topic that doesn't say.
   *
   * @default - Kafka's: 1
   */
  readonly partitions?: number;
  /**
   * `compression.type`: how the broker stores batches.
   *
   * @default - Kafka's: `producer`, as they come
   */
  readonly compression?: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /**
   * `replica.lag.time.max.ms`: how long a follower may be behind before it leaves the ISR.
   *
   * @default - Kafka's: 30 s
   */
  readonly replicaLagTimeMax?: Duration;
  /**
   * `num.network.threads`, for each listener.
   *
   * @default - Kafka's: 3
   */
  readonly networkThreads?: number;
  /**
   * `num.io.threads`.
   *
   * @default - Kafka's: 8
   */
  readonly ioThreads?: number;
  /**
   * `group.initial.rebalance.delay.ms`: how long a new group waits for more members.
   *
   * @default - Kafka's: 3 s
   */
  readonly groupInitialRebalanceDelay?: Duration;
  /**
   * `offsets.retention.minutes`: how long the offsets of an empty group are kept.
   *
   * @default - Kafka's: 7 days
   */
  readonly offsetsRetention?: Duration;
  /**
   * `transactional.id.expiration.ms`.
   *
   * @default - Kafka's: 7 days
   */
  readonly transactionalIdExpiration?: Duration;
  /**
   * `auto.create.topics.enable`: whether a client that asks for a topic which does not exist makes it. A misspelt name makes a topic
   * then, which nobody declared, with the brokers' defaults. Warned about at synth.
   *
   * @default false; Kafka's own default is true
   */
  readonly autoCreateTopics?: boolean;
  /**
   * `allow.everyone.if.no.acl.found`: whether every user may do everything with what no rule is about. Warned about at synth; the
   * proof fails on it unless the cluster allows `EveryoneAllowed`.
   *
   * @default false
   */
  readonly allowEveryoneWithoutAcl?: boolean;
}

/** The settings by Kafka's names. */
export function settingsProperties(settings: BrokerSettings): Properties {
  const properties = {
    'log.retention.ms': settings.retention?.milliseconds,
    'log.retention.bytes': settings.retentionSize?.bytes,
    'log.segment.bytes': settings.segmentSize?.bytes,
    'message.max.bytes': settings.maxMessageSize?.bytes,
    'num.partitions': settings.partitions,
    'compression.type': settings.compression,
    'replica.lag.time.max.ms': settings.replicaLagTimeMax?.milliseconds,
    'num.network.threads': settings.networkThreads,
    'num.io.threads': settings.ioThreads,
    'group.initial.rebalance.delay.ms': settings.groupInitialRebalanceDelay?.milliseconds,
    'offsets.retention.minutes':
      settings.offsetsRetention && Math.ceil(settings.offsetsRetention.milliseconds / 60_000),
    'transactional.id.expiration.ms': settings.transactionalIdExpiration?.milliseconds,
    'auto.create.topics.enable': settings.autoCreateTopics,
    'allow.everyone.if.no.acl.found': settings.allowEveryoneWithoutAcl,
  };
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
