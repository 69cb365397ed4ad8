import type { DescribeAclResource } from 'kafkajs';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { asDescribed, inWords } from './declared-rule';
import { isIgnored } from './ignored';

/** A rule that is not as declared. */
export interface RuleDeviation {
  readonly violation: Violation;
  /** The rule, where it is on the cluster and nobody declared it. */
  readonly added?: DescribeAclResource;
}

/** How the rules of a cluster differ from the declared ones. */
export interface RuleComparison {
  readonly deviations: readonly RuleDeviation[];
  /** What was found of all rules, for when none deviates. */
  readonly evidence: string;
}

/** Compares all rules, for whomever they are: one may have gone, and somebody may have added one. */
export function compareRules(
  { rules, ...cluster }: Pick<ClusterManifest, 'rules' | 'ignored'>,
  actual: readonly DescribeAclResource[],
): RuleComparison {
  const declared = rules.map(asDescribed);
  const wanted = new Set(declared.flatMap(inWords));
  const there = new Set(actual.flatMap(inWords));
  const undeclared = singly(actual).filter((rule) => !inWords(rule).every((words) => wanted.has(words)));
  const added = undeclared.filter((rule) => !isOfOthers(cluster, rule));
  return {
    deviations: [...[...wanted].filter((words) => !there.has(words)).map(missing), ...added.map(unasked)],
    evidence: evidenceOf(declared.length, undeclared.length - added.length),
  };
}

/** Each rule by itself. */
const singly = (resources: readonly DescribeAclResource[]): readonly DescribeAclResource[] =>
  resources.flatMap((resource) => resource.acls.map((acl) => ({ ...resource, acls: [acl] })));

/** Whether it is for a principal that is declared to be somebody else's. */
const isOfOthers = (cluster: Pick<ClusterManifest, 'ignored'>, { acls }: DescribeAclResource): boolean =>
  acls.every(({ principal }) => isIgnored(cluster, 'user', principal.replace(/^User:/, '')));

const evidenceOf = (declared: number, ofOthers: number): string =>
  `the cluster has ${counted(declared, 'rule')}, as declared` +
  (ofOthers === 0 ? '' : `, and ${counted(ofOthers, 'that is', 'that are')} declared to be others’`);

const missing = (words: string): RuleDeviation => ({
  violation: {
    code: 'RuleMissing',
    subject: `rule ${words}`,
    rule: 'must be on the cluster, since it is declared',
    remedy: 'run npm run deploy',
  },
});

const unasked = (added: DescribeAclResource): RuleDeviation => ({
  violation: {
    code: 'RuleUndeclared',
    subject: `rule ${inWords(added).join()}`,
    rule: 'must not be on the cluster, since nobody declared it',
    remedy:
      'take it away (npm run drift -- --fix), declare it (npm run import writes that), or say whose it is (Principal.external, ' +
      'driftIgnore of the cluster)',
  },
  added,
});
