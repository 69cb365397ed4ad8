import type { IPrincipal } from './principal';
import { FaultError } from './private/fault';
import { identifier } from './private/identifier';

export type AclResourceType = 'Topic' | 'Group' | 'Cluster' | 'TransactionalID' | 'DelegationToken';
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
  | 'IdempotentWrite';

/** One rule of Kafka's authorizer (KIP-11, KIP-290), as data. */
export interface AclRule {
  readonly resourceType: AclResourceType;
  /** Name, or prefix for the pattern `Prefixed`; `*` names every one, `kafka-cluster` the cluster. */
  readonly resourceName: string;
  /** Default `Literal`. */
  readonly pattern?: 'Literal' | 'Prefixed';
  /** A declared user, a certificate user, or `Principal.external` for one that is made elsewhere. */
  readonly principal: IPrincipal;
  /** Address that the rule is for. Default `*`, every one. */
  readonly host?: string;
  readonly operation: AclOperation;
  /** Default `Allow`. A `Deny` wins over every `Allow`. */
  readonly permission?: 'Allow' | 'Deny';
}

/** Operations that Kafka knows for each type of resource. */
const OPERATIONS: Readonly<Record<AclResourceType, readonly AclOperation[]>> = {
  Topic: ['All', 'Read', 'Write', 'Create', 'Delete', 'Alter', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  Group: ['All', 'Read', 'Delete', 'Describe'],
  Cluster: [
    'All',
    'Create',
    'ClusterAction',
    'DescribeConfigs',
    'AlterConfigs',
    'IdempotentWrite',
    'Alter',
    'Describe',
  ],
  TransactionalID: ['All', 'Describe', 'Write'],
  DelegationToken: ['All', 'Describe'],
};

/** A rule with its defaults filled in. @throws FaultError `AclOperationUnknown` for an operation its resource doesn't know */
export function completeRule(subject: string, rule: AclRule): Required<AclRule> {
  const allowed = OPERATIONS[rule.resourceType];
  if (!allowed.includes(rule.operation)) {
    throw new FaultError({
      code: 'AclOperationUnknown',
      subject,
      rule: `an operation on a ${rule.resourceType} must be one of ${allowed.join(', ')}`,
      value: rule.operation,
      remedy: 'choose one of these',
    });
  }
  return {
    resourceType: rule.resourceType,
    resourceName: rule.resourceName,
    pattern: rule.pattern ?? 'Literal',
    principal: rule.principal,
    host: rule.host ?? '*',
    operation: rule.operation,
    permission: rule.permission ?? 'Allow',
  };
}

/** The rule's identity: the same content gives the same one, wherever and in whatever order it is declared. */
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
