import type { DescribeAclResource } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { Duration } from '../../model/units/duration';
import { viewRules } from '../../runtime/kafka/cluster-view';
import { bounded } from '../../runtime/wait';
import { compareRules } from '../verification/rule-comparison';
import type { DriftArea, DriftResult, Deviation } from './deviation';

/** Where the authorizer's rules are not the declared ones, for whomever they are. */
export function ruleDrift(
  cluster: Pick<ClusterManifest, 'rules' | 'ignored'>,
  actual: readonly DescribeAclResource[],
): DriftResult {
  const { deviations, evidence } = compareRules(cluster, actual);
  return {
    deviations: deviations.map(({ violation, added }) => ({
      violation,
      ...(added !== undefined && { fix: remove(added) }),
    })),
    evidence: [evidence],
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
