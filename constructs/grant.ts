import type { AclOperation, AclResourceType, AclRule } from './acl-rule';
import type { IPrincipal } from './principal';

/** What a grant is about. */
export interface GrantTarget {
  readonly topic?: string;
  readonly group?: string;
  /** Names are prefixes (KIP-290). Default false. */
  readonly prefixed?: boolean;
}

export type GrantIntent = 'produce' | 'consume' | 'describe';

/**
 * What each intent means, in one table. Read and Write imply Describe; idempotent producers need no right on the cluster
 * since 3.0 (KIP-679).
 */
const RIGHTS: Readonly<Record<GrantIntent, readonly (readonly [AclResourceType, 'topic' | 'group', AclOperation])[]>> =
  {
    produce: [['Topic', 'topic', 'Write']],
    consume: [
      ['Topic', 'topic', 'Read'],
      ['Group', 'group', 'Read'],
    ],
    describe: [
      ['Topic', 'topic', 'Describe'],
      ['Group', 'group', 'Describe'],
    ],
  };

/** The rules that an intent needs on what is named in the target. */
export function rulesOf(grantee: IPrincipal, intent: GrantIntent, target: GrantTarget): readonly AclRule[] {
  return RIGHTS[intent].flatMap(([resourceType, key, operation]) => {
    const resourceName = target[key];
    return resourceName === undefined
      ? []
      : [
          {
            resourceType,
            resourceName,
            pattern: target.prefixed === true ? 'Prefixed' : 'Literal',
            principal: grantee.principal,
            operation,
          } as const,
        ];
  });
}
