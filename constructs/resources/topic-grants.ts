import { checkArguments } from '../../model/arguments/check-arguments';
import type { AclOperation, AclRule } from '../../model/resources/acl-rule';
import type { Grant } from '../../model/resources/grant';
import { emptyGrant, type GrantIntent, type GrantTarget, rulesOf } from '../../model/resources/grant-intent';
import type { IPrincipal } from '../../model/resources/principal';
import { throwIfAny, ValidationError } from '../../model/violation';

/** The group of a grant: its name, or a prefix of the names of several; one of the two. */
export interface GroupOf {
  /**
   * Name of the consumer group (Kafka's `group.id`).
   *
   * @default - the groups with {@link groupPrefix}
   */
  readonly group?: string;
  /**
   * Prefix of the groups' names.
   *
   * @default - the group named {@link group}
   */
  readonly groupPrefix?: string;
}

/** Topics that rights can be granted on: one by name, or all with a prefix. */
export interface ITopics {
  /**
   * Lets the principal do what the operations say.
   *
   * @throws ValidationError `GrantEmpty` when there is none
   */
  grant(grantee: IPrincipal, ...operations: readonly AclOperation[]): Grant;
  /** Lets the principal write. */
  grantProduce(grantee: IPrincipal): Grant;
  /** Lets the principal read as a member of the group. */
  grantConsume(grantee: IPrincipal, options: GroupOf): Grant;
  /** Lets the principal see that the topics are there, and how they are configured. */
  grantDescribe(grantee: IPrincipal): Grant;
  /** Lets the principal do everything with the topics, deleting them included. */
  grantAdmin(grantee: IPrincipal): Grant;
}

/** Where rules are declared. @internal */
export interface RuleScope {
  readonly path: string;
  declareRules(grantee: IPrincipal, rules: readonly AclRule[]): Grant;
}

/** What is granted on topics becomes rules of their resources. @internal */
export class TopicGrants implements ITopics {
  public constructor(
    private readonly scope: RuleScope,
    private readonly topic: string,
    private readonly isPrefix: boolean,
  ) {}

  public grant(grantee: IPrincipal, ...operations: readonly AclOperation[]): Grant {
    checkArguments('Topic#grant', [grantee, operations], this.scope.path);
    const rules = operations.map((operation): AclRule => ({
      resourceType: 'Topic',
      resourceName: this.topic,
      pattern: this.isPrefix ? 'Prefixed' : 'Literal',
      principal: grantee,
      operation,
    }));
    throwIfAny(emptyGrant(`${this.scope.path}/topic ${this.topic}`, 'there is no operation', rules));
    return this.scope.declareRules(grantee, rules);
  }

  public grantProduce(grantee: IPrincipal): Grant {
    checkArguments('Topic#grantProduce', [grantee], this.scope.path);
    return this.grantIntent(grantee, 'produce');
  }

  public grantConsume(grantee: IPrincipal, options: GroupOf): Grant {
    checkArguments('Topic#grantConsume', [grantee, options], this.scope.path);
    const { group, groupPrefix } = options;
    if ((group === undefined) === (groupPrefix === undefined)) {
      throw new ValidationError({
        code: 'GroupIllegal',
        subject: `${this.scope.path}/topic ${this.topic}`,
        rule: 'a grant to consume must name a group or a prefix of groups, and not both',
        value: group === undefined ? 'none' : 'both',
        remedy: "give { group: 'billing' } or { groupPrefix: 'billing-' }",
      });
    }
    return this.grantIntent(
      grantee,
      'consume',
      group === undefined ? { group: groupPrefix, prefixed: true } : { group },
    );
  }

  public grantDescribe(grantee: IPrincipal): Grant {
    checkArguments('Topic#grantDescribe', [grantee], this.scope.path);
    return this.grantIntent(grantee, 'describe');
  }

  public grantAdmin(grantee: IPrincipal): Grant {
    checkArguments('Topic#grantAdmin', [grantee], this.scope.path);
    return this.grantIntent(grantee, 'administer');
  }

  private grantIntent(grantee: IPrincipal, intent: GrantIntent, group: GrantTarget = {}): Grant {
    const target = { topic: this.topic, prefixedTopic: this.isPrefix, ...group };
    return this.scope.declareRules(grantee, rulesOf(grantee, intent, target));
  }
}
