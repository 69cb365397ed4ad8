import type { AclOperation, AclResourceType, AclRule } from '../resources/acl-rule';
import type { IPrincipal } from '../resources/principal';

type Right = readonly [AclResourceType, AclOperation];

/** To look at brokers, topics, groups with their offsets, and rules. Groups need no Read: a console joins none. */
const LOOK: readonly Right[] = [
  ['Cluster', 'Describe'],
  ['Cluster', 'DescribeConfigs'],
  ['Topic', 'Describe'],
  ['Topic', 'DescribeConfigs'],
  ['Group', 'Describe'],
];

/** To show records. */
const READ: readonly Right[] = [['Topic', 'Read']];

/**
 * To send records, to make, change and delete topics, and to move and delete groups' offsets. Nothing that changes users,
 * rules or brokers: who could do that could give itself every right.
 */
const CHANGE: readonly Right[] = [
  ['Topic', 'Write'],
  ['Topic', 'Create'],
  ['Topic', 'Alter'],
  ['Topic', 'AlterConfigs'],
  ['Topic', 'Delete'],
  ['Group', 'Read'],
  ['Group', 'Delete'],
];

/** The rules of a console's user. */
export function consoleRules(
  principal: IPrincipal,
  console: { readonly records: boolean; readonly readOnly: boolean },
): readonly AclRule[] {
  const rights = [...LOOK, ...(console.records ? READ : []), ...(console.readOnly ? [] : CHANGE)];
  return rights.map(([resourceType, operation]) => ({
    resourceType,
    resourceName: resourceType === 'Cluster' ? 'kafka-cluster' : '*',
    principal,
    operation,
  }));
}
