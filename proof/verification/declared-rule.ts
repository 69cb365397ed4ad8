import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type DescribeAclResource,
} from 'kafkajs';
import type { Violation } from '../../model/violation';
import type { ClusterManifest, ManifestRule } from '../../model/manifest/manifest';
import { isIgnored } from './ignored';

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

/** What a rule for a principal is called, and the rule itself. */
export interface NamedRule {
  readonly words: string;
  readonly rule: DescribeAclResource;
}

/** Each rule by itself, with its words. */
const singly = (resources: readonly DescribeAclResource[]): readonly NamedRule[] =>
  resources.flatMap((resource) =>
    resource.acls.flatMap((acl) => {
      const rule = { ...resource, acls: [acl] };
      return inWords(rule).map((words) => ({ words, rule }));
    }),
  );

/** Rules that nobody declared, for whomever they are; and those for principals that are declared to be somebody else's. */
export function undeclaredRules(
  rules: readonly DescribeAclResource[],
  cluster: Pick<ClusterManifest, 'ignored'>,
  actual: readonly DescribeAclResource[],
): { readonly undeclared: readonly NamedRule[]; readonly ofOthers: readonly NamedRule[] } {
  const declared = new Set(rules.flatMap(inWords));
  const added = singly(actual).filter(({ words }) => !declared.has(words));
  const isOthers = ({ rule }: NamedRule): boolean =>
    isIgnored(cluster, 'user', (rule.acls[0]?.principal ?? '').replace(/^User:/, ''));
  return { undeclared: added.filter((rule) => !isOthers(rule)), ofOthers: added.filter(isOthers) };
}

/** What was found of all rules on the cluster, when none is wrong. */
export const rulesEvidence = (declared: number, ofOthers: readonly NamedRule[]): string =>
  `the cluster’s rules are the ${declared} declared ones` +
  (ofOthers.length === 0 ? '' : `, and ${ofOthers.length} that are declared to be others’`);

/** What a rule is called in a violation. */
export const ruleSubject = ({ words }: NamedRule): string => `rule ${words}`;

/** Where the cluster's rules are not the declared ones: one that has gone, and one that somebody added, for whomever. */
export function ruleViolations(
  rules: readonly DescribeAclResource[],
  cluster: Pick<ClusterManifest, 'ignored'>,
  actual: readonly DescribeAclResource[],
): Violation[] {
  const there = new Set(actual.flatMap(inWords));
  return [
    ...[...new Set(rules.flatMap(inWords))]
      .filter((words) => !there.has(words))
      .map((words) => ({
        code: 'RuleMissing',
        subject: `rule ${words}`,
        rule: 'must be on the cluster, since it is declared',
        remedy: 'run npm run deploy',
      })),
    ...undeclaredRules(rules, cluster, actual).undeclared.map((named) => ({
      code: 'RuleUndeclared',
      subject: ruleSubject(named),
      rule: 'must not be on the cluster, since nobody declared it',
      remedy:
        'take it away (npm run drift -- --fix), declare it, or say whose it is (Principal.external, driftIgnore of the cluster)',
    })),
  ];
}
