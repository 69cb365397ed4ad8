import { type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { Duration } from '../../model/units/duration';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import type { AclOperation } from '../../model/resources/acl-rule';
import type { Grant } from '../../model/resources/grant';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { advise } from '../synthesis/advise';
import { type Advice, sift, type Violation } from '../../model/violation';
import { identifier } from '../../model/names/identifier';
import type { ManifestTopic } from '../../model/manifest/manifest';
import { expression } from '../terraform/literal';
import { TopicResource } from '../terraform/resources';
import { replicationViolations } from '../../model/resources/replication-violations';
import { topicNameViolations } from '../../model/resources/resource-names';
import { factorRefusal } from '../../model/moving/factor-refusal';
import { safeMinInsyncReplicas, unsafeTopicAdvice } from '../../model/resources/topic-safety';
import { isCount, rangeInWords, SENSE } from '../../model/units/sense';
import type { PropertyValue } from '../../model/formats/properties';
import { type GivenSettings, SettingDefinitions } from '../../model/settings/setting-definitions';
import { KafkaVersion } from '../../model/units/version';
import type { Size } from '../../model/units/size';
import { type GroupOf, type ITopics, type RuleScope, TopicGrants } from './topic-grants';

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
   * `min.insync.replicas`. Always written out.
   *
   * @default - min(2, factor - 1), at least 1
   */
  readonly minInsyncReplicas?: number;
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

/** What a topic is declared on, and where its grants go. @internal */
export interface TopicContext {
  readonly cluster: IKafkaCluster;
  readonly provider: TerraformProvider;
  readonly rules: RuleScope;
}

/** A topic; made by `KafkaResources.addTopic`. */
export class Topic extends Construct implements ITopics {
  /** The topic's name in Kafka. */
  public readonly name: string;
  private readonly description: ManifestTopic;
  private readonly grants: TopicGrants;

  /** @internal */
  public constructor(scope: Construct, name: string, props: TopicProps, context: TopicContext) {
    super(scope, `topic-${identifier(name)}`);
    const { cluster, provider } = context;
    this.name = name;
    this.grants = new TopicGrants(context.rules, name, false);
    const replicationFactor = props.replicationFactor ?? cluster.replicationFactor;
    const minInsyncReplicas = props.minInsyncReplicas ?? safeMinInsyncReplicas(replicationFactor);
    const settings = settingsOf(props, minInsyncReplicas);
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
    const allowed = props.allow ?? [];
    this.description = { name, partitions: props.partitions, replicationFactor, config, allowed };
    const subject = this.node.path;
    const violations = [
      ...topicViolations(subject, this.description, minInsyncReplicas, cluster.brokerCount, props),
      ...SettingDefinitions.of(KafkaVersion.of(cluster.version)).topicViolations(subject, settings),
    ];
    advise(this, sift(violations, allowed));
    const address = `${cluster.name}-${identifier(name)}`;
    takeAddress(TerraformStack.of(this), TopicResource.tfResourceType, address, { owner: subject, subject });
    const resource = new TopicResource(this, 'resource', {
      name,
      partitions: props.partitions,
      replicationFactor,
      config: { ...config },
      provider,
      lifecycle: {
        preventDestroy: props.data !== 'destroy',
        // The provider would raise min.insync.replicas first, and choose brokers at random.
        ignoreChanges: ['replication_factor'],
        postcondition: [
          {
            condition: expression(`self.replication_factor == ${replicationFactor}`),
            errorMessage: factorRefusal(name, replicationFactor),
          },
        ],
      },
    });
    resource.overrideLogicalId(address);
    if (props.movedFrom !== undefined) {
      resource.moveFromId(props.movedFrom);
    }
  }

  /** Lets the principal do what the operations say. */
  public grant(grantee: IPrincipal, ...operations: readonly AclOperation[]): Grant {
    return this.grants.grant(grantee, ...operations);
  }

  /** Lets the principal write to it. */
  public grantProduce(grantee: IPrincipal): Grant {
    return this.grants.grantProduce(grantee);
  }

  /**
   * Lets the principal read it as a member of the group.
   *
   * @throws ValidationError `GroupIllegal` when neither a group nor a prefix is given, or both
   */
  public grantConsume(grantee: IPrincipal, options: GroupOf): Grant {
    return this.grants.grantConsume(grantee, options);
  }

  /** Lets the principal see that it is there, and how it is configured. */
  public grantDescribe(grantee: IPrincipal): Grant {
    return this.grants.grantDescribe(grantee);
  }

  /** Lets the principal do everything with it, deleting it included. */
  public grantAdmin(grantee: IPrincipal): Grant {
    return this.grants.grantAdmin(grantee);
  }

  /** @internal */
  public toManifest(): ManifestTopic {
    return this.description;
  }
}

function topicViolations(
  subject: string,
  { name, partitions, replicationFactor, config }: ManifestTopic,
  minimum: number,
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
  const typed = settingsOf({ ...props, config: undefined }, minimum);
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

/** What is set, by Kafka's names. */
function settingsOf(props: TopicProps, minInsyncReplicas: number): GivenSettings {
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
