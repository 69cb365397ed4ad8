import { Construct } from 'constructs';
import type { Duration } from './duration';
import type { IPrincipal } from './principal';
import { type Fault, throwIfAny } from './private/fault';
import { identifier } from './private/identifier';
import type { ManifestTopic } from './private/manifest';
import { Topic as TopicResource } from './private/provider-kafka/topic';
import { safeMinInsyncReplicas } from './private/resolve-cluster';
import type { KafkaResources } from './resources';
import type { Size } from './size';

/** Properties of a topic. */
export interface TopicProps {
  /** Number of partitions, 1 at least. More can be added later, fewer would mean another topic. */
  readonly partitions: number;
  /** Number of copies of each partition. Default: the cluster's replication factor. */
  readonly replicationFactor?: number;
  /** Kafka's `min.insync.replicas`. Always written out. Default: min(2, factor - 1), at least 1. */
  readonly minInsyncReplicas?: number;
  /** Kafka's `retention.ms`. Default: the broker's, 7 days. */
  readonly retention?: Duration;
  /** Kafka's `retention.bytes`, for each partition. Default: unlimited. */
  readonly retentionSize?: Size;
  /** Kafka's `cleanup.policy`. Default: `delete`. */
  readonly cleanupPolicy?: 'delete' | 'compact' | 'compact,delete';
  /** Kafka's `compression.type`. Default: `producer`, as the records come. */
  readonly compression?: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  /** Kafka's `max.message.bytes`: the largest batch. Default: the broker's, 1 MiB and 12 bytes. */
  readonly maxMessageSize?: Size;
  /** Kafka's `segment.bytes`. Default: the broker's, 1 GiB. */
  readonly segmentSize?: Size;
  /** Topic configuration by Kafka's names, for what has no prop here. */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
}

/** A topic; made by `KafkaResources.addTopic`. */
export class Topic extends Construct {
  public readonly name: string;
  private readonly description: ManifestTopic;

  /** @internal */
  public constructor(
    private readonly resources: KafkaResources,
    name: string,
    props: TopicProps,
  ) {
    super(resources, `topic-${identifier(name)}`);
    const cluster = resources.cluster.model;
    this.name = name;
    const replicationFactor = props.replicationFactor ?? cluster.replicationFactor;
    const minInsyncReplicas = props.minInsyncReplicas ?? safeMinInsyncReplicas(replicationFactor);
    this.description = {
      name,
      partitions: props.partitions,
      replicationFactor,
      config: configuration(props, minInsyncReplicas),
    };
    throwIfAny(this.faults(minInsyncReplicas, cluster.brokers.length, props));
    const resource = new TopicResource(this, 'resource', {
      ...this.description,
      config: { ...this.description.config },
    });
    resource.overrideLogicalId(`${cluster.name}-${identifier(name)}`);
  }

  /** Lets the principal write to this topic. */
  public grantProduce(grantee: IPrincipal): void {
    this.resources.grant(grantee, 'produce', { topic: this.name });
  }

  /** Lets the principal read this topic as a member of the group. */
  public grantConsume(grantee: IPrincipal, options: { readonly group: string }): void {
    this.resources.grant(grantee, 'consume', { topic: this.name, group: options.group });
  }

  /** @internal */
  public toManifest(): ManifestTopic {
    return this.description;
  }

  private faults(minimum: number, brokers: number, props: TopicProps): readonly Fault[] {
    const subject = this.node.path;
    const { name, partitions, replicationFactor: factor } = this.description;
    const faults: Fault[] = [];
    if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name) || name === '.' || name === '..') {
      faults.push({
        code: 'TopicNameIllegal',
        subject,
        rule: 'a topic must be named by 1 to 249 letters, digits, ., _ and -, and not . or ..',
        value: name,
        remedy: 'rename the topic',
      });
    }
    if (!Number.isInteger(partitions) || partitions < 1) {
      faults.push({
        code: 'PartitionsIllegal',
        subject,
        rule: 'partitions must be a whole number, 1 at least',
        value: partitions,
        remedy: 'raise it',
      });
    }
    if (!Number.isInteger(factor) || factor < 1 || factor > brokers) {
      faults.push({
        code: 'ReplicationTooHigh',
        subject,
        rule: `replicationFactor must be a whole number from 1 to ${brokers} (brokers)`,
        value: factor,
        remedy: 'lower it or add brokers',
      });
    }
    if (!Number.isInteger(minimum) || minimum < 1 || (factor > 1 && minimum >= factor) || minimum > factor) {
      faults.push({
        code: 'MinInsyncReplicasTooHigh',
        subject,
        rule: `minInsyncReplicas must be from 1 to ${Math.max(1, factor - 1)}, below the replication factor of ${factor}`,
        value: minimum,
        remedy: 'lower it: at the factor itself, writes stop whenever one broker is restarted',
      });
    }
    const typed = Object.keys(configuration({ ...props, config: undefined }, minimum));
    for (const key of Object.keys(props.config ?? {}).filter((key) => typed.includes(key))) {
      faults.push({
        code: 'TopicConfigTwice',
        subject,
        rule: 'config must not hold what a prop of its own has set',
        value: key,
        remedy: 'leave one of the two out',
      });
    }
    return faults;
  }
}

function configuration(props: TopicProps, minInsyncReplicas: number): Readonly<Record<string, string>> {
  const typed = {
    'min.insync.replicas': minInsyncReplicas,
    'retention.ms': props.retention?.milliseconds,
    'retention.bytes': props.retentionSize?.bytes,
    'cleanup.policy': props.cleanupPolicy,
    'compression.type': props.compression,
    'max.message.bytes': props.maxMessageSize?.bytes,
    'segment.bytes': props.segmentSize?.bytes,
    ...props.config,
  };
  return Object.fromEntries(
    Object.entries(typed).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );
}
