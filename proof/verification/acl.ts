import {
  AclOperationTypes,
  AclPermissionTypes,
  ResourcePatternTypes,
  type Acl,
  type DescribeAclResource,
} from 'kafkajs';

/** The principal of rules for everyone. */
const EVERYONE = 'User:*';

/** Operations that another one implies, as in Kafka's authorizer. */
const IMPLIED_BY: Readonly<Partial<Record<AclOperationTypes, readonly AclOperationTypes[]>>> = {
  [AclOperationTypes.DESCRIBE]: [
    AclOperationTypes.READ,
    AclOperationTypes.WRITE,
    AclOperationTypes.DELETE,
    AclOperationTypes.ALTER,
  ],
};

/**
 * Whether a principal may do an operation, going by the rules that match a resource. Denial goes before permission.
 *
 * @param withoutRule Whether everyone may do what no rule is about (`allow.everyone.if.no.acl.found`)
 */
export function may(
  resources: readonly DescribeAclResource[],
  principal: string,
  operation: AclOperationTypes,
  withoutRule = false,
): boolean {
  if (resources.length === 0) {
    return withoutRule;
  }
  const rules = rulesFor(resources, principal);
  const covers = (operations: readonly AclOperationTypes[], permission: AclPermissionTypes) =>
    rules.some(
      (rule) =>
        rule.permissionType === permission &&
        (rule.operation === AclOperationTypes.ALL || operations.includes(rule.operation)),
    );
  return (
    !covers([operation], AclPermissionTypes.DENY) &&
    covers([operation, ...(IMPLIED_BY[operation] ?? [])], AclPermissionTypes.ALLOW)
  );
}

/** Whether what a principal may do depends on the address that it comes from, which only the broker knows. */
export function dependsOnAddress(resources: readonly DescribeAclResource[], principal: string): boolean {
  return rulesFor(resources, principal).some(({ host }) => host !== '*');
}

function rulesFor(resources: readonly DescribeAclResource[], principal: string): readonly Acl[] {
  return resources
    .flatMap(({ acls }) => acls)
    .filter((acl) => acl.principal === principal || acl.principal === EVERYONE);
}

/** A group that a principal may read with, going by all rules for groups; `fallback` where every name will do. */
export function readableGroup(
  resources: readonly DescribeAclResource[],
  principal: string,
  fallback: string,
): string | undefined {
  const own = resources.filter((resource) => may([resource], principal, AclOperationTypes.READ));
  for (const { resourcePatternType, resourceName } of own) {
    if (resourcePatternType === ResourcePatternTypes.PREFIXED) {
      return `${resourceName}${fallback}`;
    }
    return resourceName === '*' ? fallback : resourceName;
  }
  return undefined;
}
