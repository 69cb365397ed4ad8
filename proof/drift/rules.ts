import type { DescribeAclResource } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { viewRules } from '../../runtime/kafka/cluster-view';
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
  (rule: DescribeAclResource): Deviation['fix'] =>
  async (fixture) => {
    await (await fixture.controller()).removeRule(rule);
  };

export const rules: DriftArea = {
  name: 'rules',
  find: async ({ proof: { manifest, admin } }) => ruleDrift(manifest, await viewRules(admin)),
};
