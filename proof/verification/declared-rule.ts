import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type DescribeAclResource,
} from 'kafkajs';
import type { Violation } from '../../model/violation';
import type { ClusterManifest, ManifestRule } from '../../model/manifest/manifest';
import { EVERYONE } from './acl';

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

/** The name of one of kafkajs' numbers, which it has no table for; an unknown number stays one. */
function named(constants: Readonly<Record<string, unknown>>, value: number): string {
  return Object.keys(constants).find((name) => constants[name] === value) ?? String(value);
}

/** One rule in words, the same for the same rule. */
function inWords({ resourceType, resourceName, resourcePatternType, acls }: DescribeAclResource): readonly string[] {
  return acls.map(({ principal, host, operation, permissionType }) =>
    [
      ...[principal, named(AclPermissionTypes, permissionType), named(AclOperationTypes, operation), 'on'],
      ...[named(AclResourceTypes, resourceType), named(ResourcePatternTypes, resourcePatternType), resourceName],
      ...['from', host],
    ].join(' '),
  );
}

/**
 * Where the cluster's rules are not the declared ones: one that has gone, and one that somebody added for everyone or for a
 * user that is declared here. Rules for others are theirs.
 */
export function ruleViolations(
  rules: readonly DescribeAclResource[],
  users: ClusterManifest['users'],
  actual: readonly DescribeAclResource[],
): Violation[] {
  const declared = new Set(rules.flatMap(inWords));
  const own = new Set([EVERYONE, ...users.map(({ principal }) => principal)]);
  const there = new Set(actual.flatMap(inWords));
  const added = actual
    .map((resource) => ({ ...resource, acls: resource.acls.filter(({ principal }) => own.has(principal)) }))
    .flatMap(inWords)
    .filter((words) => !declared.has(words));
  return [
    ...[...declared]
      .filter((words) => !there.has(words))
      .map((words) => ({
        code: 'RuleMissing',
        subject: `rule ${words}`,
        rule: 'must be on the cluster, since it is declared',
        remedy: 'run npm run deploy',
      })),
    ...added.map((words) => ({
      code: 'RuleUndeclared',
      subject: `rule ${words}`,
      rule: 'must not be on the cluster, since nobody declared it',
      remedy: 'take it away (kafka-acls.sh --remove), or declare it',
    })),
  ];
}
