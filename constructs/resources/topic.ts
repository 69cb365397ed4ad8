import { type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { declarationsIfAny } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import type { AclOperation } from '../../model/resources/acl-rule';
import type { Grant } from '../../model/resources/grant';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { advise } from '../synthesis/advise';
import { sift } from '../../model/violation';
import { identifier } from '../../model/names/identifier';
import type { ManifestTopic } from '../../model/manifest/manifest';
import { expression } from '../terraform/literal';
import type { ImportBlocks } from '../terraform/import-blocks';
import { TopicResource } from '../terraform/resources';
import { factorRefusal } from '../../model/moving/factor-refusal';
import { declaredTopic } from '../../model/resources/declared-topic';
import type { TopicProps } from '../../model/resources/topic-props';
import { type GroupOf, type ITopics, type RuleScope, TopicGrants } from './topic-grants';

/** What a topic is declared on, and where its grants go. @internal */
export interface TopicContext {
  readonly cluster: IKafkaCluster;
  readonly provider: TerraformProvider;
  readonly rules: RuleScope;
  /** Where it is to be imported. */
  readonly imports?: ImportBlocks;
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
    const { cluster, provider, imports } = context;
    this.name = name;
    this.grants = new TopicGrants(context.rules, name, false);
    const subject = this.node.path;
    const { topic, found } = declaredTopic(subject, name, props, {
      ...{ version: cluster.version, brokerCount: cluster.brokerCount, replicationFactor: cluster.replicationFactor },
      brokers: declarationsIfAny(cluster)?.model.brokerProperties,
    });
    const { replicationFactor, config, allowed } = topic;
    this.description = topic;
    advise(this, sift(found, allowed));
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
    imports?.add(TopicResource.tfResourceType, address, name);
    if (props.movedFrom !== undefined) {
      const [, former = ''] = props.movedFrom.split(/\.(.*)/s);
      takeAddress(TerraformStack.of(this), TopicResource.tfResourceType, former, {
        owner: `formerly ${subject}`,
        subject,
      });
      resource.moveFromId(props.movedFrom);
    }
  }

  /**
   * Lets the principal do what the operations say.
   *
   * @throws ValidationError `GrantEmpty` when there is none
   */
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
