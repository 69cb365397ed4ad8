import type { IPrincipal } from './principal';
import { aclViolations } from '../validation/acl-violations';
import { throwIfAny } from '../validation/violation';
import { identifier } from '../names/identifier';
import { javaAddress } from '../names/java-address';

/**
 * What a rule is about: Kafka's resource types. `User` (KIP-373: who may make delegation tokens for others) is refused at synth,
 * since the kafka provider does not know it.
 */
export type AclResourceType = 'Topic' | 'Group' | 'Cluster' | 'TransactionalID' | 'DelegationToken' | 'User';

/**
 * What a rule speaks of: Kafka's ACL operations. Each resource type knows some of them; others are refused at synth.
 * `CreateTokens` and `DescribeTokens` are for `User` alone, and refused with it.
 */
export type AclOperation =
  | 'All'
  | 'Read'
  | 'Write'
  | 'Create'
  | 'Delete'
  | 'Alter'
  | 'Describe'
  | 'ClusterAction'
  | 'DescribeConfigs'
  | 'AlterConfigs'
  | 'IdempotentWrite'
  | 'CreateTokens'
  | 'DescribeTokens';

/** One rule of Kafka's authorizer (KIP-11, KIP-290), as data. */
export interface AclRule {
  /** Type of what the rule is about. */
  readonly resourceType: AclResourceType;
  /**
   * Name, or prefix for the pattern `Prefixed`; `*` names every one, `kafka-cluster` the cluster. Refused when nothing
   * could ever be named so.
   */
  readonly resourceName: string;
  /** Kafka's pattern type: this very name, or all that begin with it. Default `Literal`. */
  readonly pattern?: 'Literal' | 'Prefixed';
  /**
   * A declared user, a certificate user, or `Principal.external` for one that is made elsewhere. Others are refused when
   * the app is synthesized.
   */
  readonly principal: IPrincipal;
  /**
   * IP address of the client that the rule is for, in any spelling; names, networks and link-local IPv6 addresses are
   * refused. Default `*`, every one.
   */
  readonly host?: string;
  /** What is allowed or denied. `All` is every operation of the resource type; Read, Write, Delete and Alter imply Describe. */
  readonly operation: AclOperation;
  /** Default `Allow`. A `Deny` wins over every `Allow`. */
  readonly permission?: 'Allow' | 'Deny';
}

/** A rule with its defaults filled in. @throws ValidationError with everything that is wrong with it */
export function completeRule(subject: string, rule: AclRule): Required<AclRule> {
  const complete: Required<AclRule> = {
    resourceType: rule.resourceType,
    resourceName: rule.resourceName,
    pattern: rule.pattern ?? 'Literal',
    principal: rule.principal,
    host: javaAddress(rule.host ?? '*'),
    operation: rule.operation,
    permission: rule.permission ?? 'Allow',
  };
  throwIfAny(aclViolations(subject, complete));
  return complete;
}

/** The rule in words: the same for the same content, and another one for any other. */
export function ruleText(rule: Required<AclRule>): string {
  const { permission, operation, resourceType, pattern, resourceName, host, principal } = rule;
  const resource = `${resourceType} ${pattern} ${JSON.stringify(resourceName)}`;
  return `${permission} ${operation} on ${resource} from ${host} for ${principal.principal}`;
}

/** The rule in its address: the same content gives the same one, wherever and in whatever order it is declared. */
export function ruleIdentifier(rule: Required<AclRule>): string {
  return [
    rule.principal.principal.replace(/^User:/, ''),
    rule.permission,
    rule.operation,
    rule.resourceType,
    rule.pattern,
    rule.resourceName,
    rule.host,
  ]
    .map(identifier)
    .join('-');
}
