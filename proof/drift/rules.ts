import type { DescribeAclResource } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { Duration } from '../../model/units/duration';
import { viewRules } from '../../runtime/kafka/cluster-view';
import { bounded } from '../../runtime/wait';
import {
  asDescribed,
  ruleSubject,
  ruleViolations,
  rulesEvidence,
  undeclaredRules,
} from '../verification/declared-rule';
import type { DriftArea, DriftResult, Deviation } from './deviation';

/** Where the authorizer's rules are not the declared ones, for whomever they are. */
export function ruleDrift(
  cluster: Pick<ClusterManifest, 'rules' | 'ignored'>,
  actual: readonly DescribeAclResource[],
): DriftResult {
  const declared = cluster.rules.map(asDescribed);
  const { undeclared, ofOthers } = undeclaredRules(declared, cluster, actual);
  return {
    findings: ruleViolations(declared, cluster, actual).map((violation) => {
      const added = undeclared.find((named) => ruleSubject(named) === violation.subject);
      return { violation, ...(added !== undefined && { fix: remove(added.rule) }) };
    }),
    evidence: [rulesEvidence(declared.length, ofOthers)],
  };
}

const remove =
  ({ resourceType, resourceName, resourcePatternType, acls }: DescribeAclResource): Deviation['fix'] =>
  async ({ proof: { admin, signal } }) => {
    await bounded(
      admin.deleteAcls({
        filters: acls.map((acl) => ({ resourceType, resourceName, resourcePatternType, ...acl })),
      }),
      { within: Duration.seconds(20), awaiting: 'a rule to be taken away', signal },
    );
  };

export const rules: DriftArea = {
  name: 'rules',
  find: async ({ proof: { manifest, admin } }) => ruleDrift(manifest, await viewRules(admin)),
};
