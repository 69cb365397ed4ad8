import type { AclOperation, AclResourceType, AclRule } from './acl-rule';
import type { Advice, Violation } from '../violation';
import type { IPrincipal } from './principal';

/** What a grant is about: names, or prefixes of names (KIP-290). */
export interface GrantTarget {
  /**
   * Topic, or prefix of topics.
   *
   * @default - nothing is granted on topics
   */
  readonly topic?: string;
  /**
   * Consumer group, or prefix of groups.
   *
   * @default - nothing is granted on groups
   */
  readonly group?: string;
  /**
   * Kafka's `transactional.id`, or prefix of them.
   *
   * @default - nothing is granted on transactional ids
   */
  readonly transactionalId?: string;
  /**
   * Whether it is about the cluster itself too, which the intent `administer` alone needs.
   *
   * @default false
   */
  readonly cluster?: boolean;
  /**
   * Whether the topic is a prefix.
   *
   * @default false
   */
  readonly prefixedTopic?: boolean;
  /**
   * Whether group and transactional id are prefixes.
   *
   * @default false
   */
  readonly prefixed?: boolean;
}

/** What a grant is for: a set of operations. */
export type GrantIntent = 'produce' | 'consume' | 'transact' | 'describe' | 'administer';

const KEYS = ['topic', 'group', 'transactionalId', 'cluster'] as const;
type TargetKey = (typeof KEYS)[number];

/**
 * What each intent means, in one table. Read and Write imply Describe; idempotent producers need no right on the cluster
 * since 3.0 (KIP-679).
 */
const RIGHTS: Readonly<Record<GrantIntent, readonly (readonly [AclResourceType, TargetKey, AclOperation])[]>> = {
  produce: [['Topic', 'topic', 'Write']],
  consume: [
    ['Topic', 'topic', 'Read'],
    ['Group', 'group', 'Read'],
  ],
  transact: [['TransactionalID', 'transactionalId', 'Write']],
  describe: [
    ['Topic', 'topic', 'Describe'],
    ['Topic', 'topic', 'DescribeConfigs'],
    ['Group', 'group', 'Describe'],
  ],
  administer: [
    ['Topic', 'topic', 'All'],
    ['Group', 'group', 'All'],
    ['TransactionalID', 'transactionalId', 'All'],
    ['Cluster', 'cluster', 'All'],
  ],
};

/** The rules that an intent needs on what is named in the target. */
export function rulesOf(grantee: IPrincipal, intent: GrantIntent, target: GrantTarget): readonly AclRule[] {
  return RIGHTS[intent].flatMap(([resourceType, key, operation]) => {
    const resourceName = key === 'cluster' ? (target.cluster === true ? 'kafka-cluster' : undefined) : target[key];
    if (resourceName === undefined) {
      return [];
    }
    const prefixed = key !== 'cluster' && (key === 'topic' ? target.prefixedTopic : target.prefixed) === true;
    return [
      {
        resourceType,
        resourceName,
        pattern: prefixed ? 'Prefixed' : 'Literal',
        principal: grantee,
        operation,
      } as const,
    ];
  });
}

/** What of a target an intent has no use for: nothing is granted on it, whatever its writer thought. */
export function unusedTargetAdvice(subject: string, intent: GrantIntent, target: GrantTarget): readonly Advice[] {
  const used = RIGHTS[intent].map(([, key]) => key).filter((key) => isNamed(target, key));
  const prefixes = [
    ...(target.prefixedTopic === true && !used.includes('topic') ? ['prefixedTopic'] : []),
    ...(target.prefixed === true && !used.includes('group') && !used.includes('transactionalId') ? ['prefixed'] : []),
  ];
  const unused = [...KEYS.filter((key) => isNamed(target, key) && !used.includes(key)), ...prefixes];
  return unused.map((value) => ({
    code: 'GrantTargetUnused',
    subject,
    rule: `the target of a grant should hold what ${intent} is about, alone: nothing is granted on the rest`,
    value,
    remedy: 'leave it out, or grant another intent on it too',
    unwise: true,
  }));
}

/** A grant that nobody has anything of. */
export const emptyGrant = (subject: string, what: string, rules: readonly AclRule[]): readonly Violation[] =>
  rules.length > 0
    ? []
    : [
        {
          code: 'GrantEmpty',
          subject,
          rule: `a grant must let somebody do something: ${what}`,
          value: 'nothing',
          remedy: 'name it, or leave the grant out',
        },
      ];

const isNamed = (target: GrantTarget, key: TargetKey): boolean =>
  key === 'cluster' ? target.cluster === true : target[key] !== undefined;
