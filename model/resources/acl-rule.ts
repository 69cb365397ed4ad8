import type { IPrincipal } from './principal';

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
  /**
   * Kafka's pattern type: this very name, or all that begin with it.
   *
   * @default Literal
   */
  readonly pattern?: 'Literal' | 'Prefixed';
  /**
   * A declared user, a certificate user, or `Principal.external` for one that is made elsewhere. Others are refused when
   * the app is synthesized.
   */
  readonly principal: IPrincipal;
  /**
   * IP address of the client that the rule is for, in any spelling; names, networks and link-local IPv6 addresses are
   * refused.
   *
   * @default `*`, every one
   */
  readonly host?: string;
  /** What is allowed or denied. `All` is every operation of the resource type; Read, Write, Delete and Alter imply Describe. */
  readonly operation: AclOperation;
  /**
   * A `Deny` wins over every `Allow`.
   *
   * @default Allow
   */
  readonly permission?: 'Allow' | 'Deny';
}
