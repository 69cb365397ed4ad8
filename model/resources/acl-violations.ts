import type { AclOperation, AclResourceType, AclRule } from './acl-rule';
import { isSource } from '../names/host-endpoint';
import type { Advice, Violation } from '../violation';
import { principalViolations } from './principal';
import { clientNameViolations, topicNameViolations } from './resource-names';

/** Operations that Kafka knows for each type of resource that the kafka provider knows. */
export const OPERATIONS: Readonly<Partial<Record<AclResourceType, readonly AclOperation[]>>> = {
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

/** Whether the words of a rule are Kafka's: what they speak of may be wrong all the same. */
export const isAclRule = (
  rule: Readonly<Record<keyof Omit<AclRule, 'principal'>, string>> & Pick<AclRule, 'principal'>,
): rule is Required<AclRule> =>
  ['User', ...Object.keys(OPERATIONS)].includes(rule.resourceType) &&
  ['CreateTokens', 'DescribeTokens', ...Object.values(OPERATIONS).flat()].includes(rule.operation) &&
  ['Literal', 'Prefixed'].includes(rule.pattern) &&
  ['Allow', 'Deny'].includes(rule.permission);

/** Everything that is wrong with a rule: what Kafka would refuse, and what could never match anything. */
export function aclViolations(subject: string, rule: Required<AclRule>): readonly Violation[] {
  return [
    ...principalViolations(subject, rule.principal),
    ...operationViolations(subject, rule),
    ...hostViolations(subject, rule),
    ...resourceViolations(subject, rule),
  ];
}

/** What is legal in a rule, and not likely to be meant. */
export const aclAdvice = (subject: string, rule: Required<AclRule>): readonly Advice[] => [
  ...everyoneAdvice(subject, rule),
  ...(rule.resourceName === '*' ? [] : starAdvice(subject, rule.resourceType, rule.resourceName, prefixRemedy(rule))),
  ...(rule.principal.principal === 'User:*'
    ? []
    : starAdvice(subject, 'principal', rule.principal.principal, 'name each user: Kafka knows no patterns of them')),
];

/** Kafka takes a star that stands beside anything else for a letter like others. */
export const starAdvice = (subject: string, what: string, name: string, remedy: string): readonly Advice[] =>
  name.endsWith('*')
    ? [
        {
          code: 'StarLiteral',
          subject,
          rule: `a ${what} should not end in *, which stands for itself there: nothing that begins like it is meant`,
          value: name,
          remedy,
          unwise: true,
        },
      ]
    : [];

const prefixRemedy = ({ resourceName, pattern }: Required<AclRule>): string =>
  `take resourceName '${resourceName.replace(/\*+$/, '')}'${pattern === 'Prefixed' ? '' : " with the pattern 'Prefixed'"}`;

/** What a rule allows to everyone, it allows to whoever is let in at any listener, also without a login. */
function everyoneAdvice(
  subject: string,
  { principal, permission, operation, resourceType, resourceName }: Required<AclRule>,
): readonly Advice[] {
  return principal.principal !== 'User:*' || permission === 'Deny'
    ? []
    : [
        {
          code: 'AclForEveryone',
          subject,
          rule: 'a rule should allow something to somebody: everyone includes who is let in without a login',
          value: `${operation} ${resourceType} ${resourceName}`,
          remedy: 'name the users',
          unwise: true,
        },
      ];
}

function operationViolations(subject: string, { resourceType, operation }: Required<AclRule>): readonly Violation[] {
  const allowed = OPERATIONS[resourceType];
  if (allowed === undefined) {
    return [
      {
        code: 'AclResourceUnsupported',
        subject,
        rule: `a rule must be on a ${Object.keys(OPERATIONS).join(', ')}: the kafka provider makes no other`,
        value: resourceType,
        remedy: 'let users make tokens for others (KIP-373) with kafka-acls.sh --user-principal',
      },
    ];
  }
  return allowed.includes(operation)
    ? []
    : [
        {
          code: 'AclOperationUnknown',
          subject,
          rule: `an operation on a ${resourceType} must be one of ${allowed.join(', ')}`,
          value: operation,
          remedy: 'choose one of these',
        },
      ];
}

/**
 * Kafka compares it with the client's address as it stands: a host name or a network never matches, nor does a link-local
 * address, behind which Java shows the network interface of the broker.
 */
function hostViolations(subject: string, { host }: Required<AclRule>): readonly Violation[] {
  return host === '*' || (isSource(host) && !/^fe[89ab]/.test(host))
    ? []
    : [
        {
          code: 'AclHostIllegal',
          subject,
          rule: 'host must be * or one machine’s IP address that is not link-local, which is all that Kafka compares a client with',
          value: host,
          remedy: 'write one rule for each address, or leave it out',
        },
      ];
}

function resourceViolations(
  subject: string,
  { resourceType, resourceName, pattern }: Required<AclRule>,
): readonly Violation[] {
  if (pattern === 'Prefixed' && (resourceName === '*' || resourceType === 'Cluster')) {
    return [
      {
        code: 'AclPatternIllegal',
        subject,
        rule: 'a prefix must be the beginning of names: * as a prefix matches names that begin with *, and the cluster has one name',
        value: `${resourceType} ${resourceName}`,
        remedy: "take the pattern 'Literal', where * stands for every name",
      },
    ];
  }
  if (resourceName === '*' && resourceType !== 'Cluster') {
    return [];
  }
  switch (resourceType) {
    case 'Topic':
      // Of `.`, `..` and the internal topics, a rule may well speak.
      return topicNameViolations(subject, resourceName).filter(
        ({ code }) => code === 'TopicNameIllegal' && !(pattern === 'Prefixed' && /^\.\.?$/.test(resourceName)),
      );
    case 'Group':
      return clientNameViolations(subject, 'group', resourceName);
    case 'TransactionalID':
      return clientNameViolations(subject, 'transactional id', resourceName);
    case 'Cluster':
      return resourceName === 'kafka-cluster' ? [] : [namedCluster(subject, resourceName)];
    case 'DelegationToken':
      return resourceName === '' ? [emptyToken(subject)] : [];
    case 'User':
      return [];
  }
}

const namedCluster = (subject: string, value: string): Violation => ({
  code: 'AclClusterNameIllegal',
  subject,
  rule: 'a rule on the cluster must name it kafka-cluster, as Kafka does',
  value,
  remedy: "write resourceName: 'kafka-cluster'",
});

const emptyToken = (subject: string): Violation => ({
  code: 'AclTokenIllegal',
  subject,
  rule: 'a rule on a delegation token must name it',
  remedy: 'give its id, or * for every one',
});
