import type { GrantTarget } from '../../model/resources/grant-intent';
import type { IPrincipal } from '../../model/resources/principal';
import type { KafkaResources } from './resources';

/** The group of a grant: its name, or a prefix of the names of several. */
export type GroupOf =
  | {
      /** Name of the consumer group (Kafka's `group.id`). */
      readonly group: string;
      /** Not beside a name. */
      readonly groupPrefix?: never;
    }
  | {
      /** Prefix of the groups' names. */
      readonly groupPrefix: string;
      /** Not beside a prefix. */
      readonly group?: never;
    };

/** Topics that rights can be granted on: one by name, or all with a prefix. */
export interface ITopics {
  /** Lets the principal write. */
  grantProduce(grantee: IPrincipal): void;
  /** Lets the principal read as a member of the group. */
  grantConsume(grantee: IPrincipal, options: GroupOf): void;
  /** Lets the principal see that the topics are there, and how they are configured. */
  grantDescribe(grantee: IPrincipal): void;
  /** Lets the principal do everything with the topics, deleting them included. */
  grantAdmin(grantee: IPrincipal): void;
}

/** What is granted on topics becomes rules of their resources. @internal */
export class TopicGrants implements ITopics {
  public constructor(
    private readonly resources: KafkaResources,
    private readonly target: GrantTarget,
  ) {}

  public grantProduce(grantee: IPrincipal): void {
    this.resources.grant(grantee, 'produce', this.target);
  }

  public grantConsume(grantee: IPrincipal, options: GroupOf): void {
    const group =
      options.group === undefined ? { group: options.groupPrefix, prefixed: true } : { group: options.group };
    this.resources.grant(grantee, 'consume', { ...this.target, ...group });
  }

  public grantDescribe(grantee: IPrincipal): void {
    this.resources.grant(grantee, 'describe', this.target);
  }

  public grantAdmin(grantee: IPrincipal): void {
    this.resources.grant(grantee, 'administer', this.target);
  }
}
