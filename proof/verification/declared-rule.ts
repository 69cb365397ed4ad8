import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type DescribeAclResource,
} from 'kafkajs';
import type { ManifestRule } from '../../model/manifest/manifest';

/** `TransactionalID` as kafkajs writes it: `TRANSACTIONAL_ID`. */
function constant(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

/** A declared rule as the cluster would describe it. */
export function asDescribed(rule: ManifestRule): DescribeAclResource {
  return {
    resourceType: AclResourceTypes[constant(rule.resourceType) as keyof typeof AclResourceTypes],
    resourceName: rule.resourceName,
    resourcePatternType: ResourcePatternTypes[constant(rule.pattern) as keyof typeof ResourcePatternTypes],
    acls: [
      {
        principal: rule.principal,
        host: rule.host,
        operation: AclOperationTypes[constant(rule.operation) as keyof typeof AclOperationTypes],
        permissionType: AclPermissionTypes[constant(rule.permission) as keyof typeof AclPermissionTypes],
      },
    ],
  };
}

/** The rules about a type of resource; with a name, those that match it. */
export function rulesAbout(
  rules: readonly DescribeAclResource[],
  type: AclResourceTypes,
  name?: string,
): readonly DescribeAclResource[] {
  return rules.filter((resource) => resource.resourceType === type && (name === undefined || matches(resource, name)));
}

function matches({ resourceName, resourcePatternType }: DescribeAclResource, name: string): boolean {
  return resourcePatternType === ResourcePatternTypes.PREFIXED
    ? name.startsWith(resourceName)
    : resourceName === '*' || resourceName === name;
}

/** What Kafka has beside what kafkajs knows (KIP-373). */
const RESOURCE_TYPES = { ...AclResourceTypes, USER: 7 };
const OPERATIONS = { ...AclOperationTypes, CREATE_TOKENS: 13, DESCRIBE_TOKENS: 14 };

/** The name of one of Kafka's numbers; an unknown one stays a number. */
function named(constants: Readonly<Record<string, unknown>>, value: number): string {
  return Object.keys(constants).find((name) => constants[name] === value) ?? String(value);
}

/** A rule as it would be declared; what Kafka has no word for here stays a number. */
export type DescribedRule = Readonly<Record<keyof ManifestRule, string>>;

/** The rules about one resource, each as it would be declared. */
export const asRules = ({
  resourceType,
  resourceName,
  resourcePatternType,
  acls,
}: DescribeAclResource): readonly DescribedRule[] =>
  acls.map(({ principal, host, operation, permissionType }) => ({
    ...{ principal, host, resourceName },
    resourceType: declaredWord(named(RESOURCE_TYPES, resourceType)),
    pattern: declaredWord(named(ResourcePatternTypes, resourcePatternType)),
    operation: declaredWord(named(OPERATIONS, operation)),
    permission: declaredWord(named(AclPermissionTypes, permissionType)),
  }));

/** `TransactionalID` for `TRANSACTIONAL_ID`. */
const declaredWord = (name: string): string =>
  name
    .split('_')
    .map((word) => (word === 'ID' ? word : word.slice(0, 1) + word.slice(1).toLowerCase()))
    .join('');

/** One rule in words, the same for the same rule. */
export function inWords({
  resourceType,
  resourceName,
  resourcePatternType,
  acls,
}: DescribeAclResource): readonly string[] {
  return acls.map(({ principal, host, operation, permissionType }) =>
    [
      ...[principal, named(AclPermissionTypes, permissionType), named(OPERATIONS, operation), 'on'],
      ...[named(RESOURCE_TYPES, resourceType), named(ResourcePatternTypes, resourcePatternType), resourceName],
      ...['from', host],
    ].join(' '),
  );
}
