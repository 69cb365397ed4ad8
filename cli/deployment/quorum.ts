import type { Step } from '../../bootstrap/run-steps';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { DYNAMIC_LEVELS, QUORUM_FEATURE } from '../../model/metadata/kraft/kraft-features';
import { OperationError } from '../../model/violation';
import { type QuorumValues, settleFeature } from '../../rollout/features';
import { hasChangingMembers, membershipViolations, settleMembers } from '../../rollout/quorum-members';
import { noteInConfiguration } from './standing-cluster';

/** What the step that configures servers looks for, beside its files. */
const DYNAMIC = '.dynamic';

/**
 * Has a static quorum become one whose members change, while every server still names the voters; nothing where it is one.
 *
 * @param reviewed what may be done at most, where plans were reviewed
 */
export function dynamicQuorumSteps(
  manifest: ClusterManifest,
  clients: string,
  reviewed?: QuorumValues,
): readonly Step[] {
  return hasChangingMembers(manifest)
    ? [
        {
          title: 'Have the metadata say who votes',
          run: async (): Promise<string> => {
            const mayRise = reviewed === undefined || QUORUM_FEATURE in reviewed;
            const raised = mayRise && (await settleFeature(manifest, clients, DYNAMIC_LEVELS));
            if (!mayRise) {
              // Whoever reviewed the plans has seen that nothing is due: it must be so still.
              OperationError.throwIfAny(await membershipViolations(manifest, () => Promise.resolve(clients)));
            }
            await noteInConfiguration(manifest, DYNAMIC);
            return raised ? 'the quorum is dynamic' : 'nothing to do';
          },
        },
      ]
    : [];
}

/** Has those vote that are declared, once they stand. */
export const memberSteps = (manifest: ClusterManifest, clients: string): readonly Step[] =>
  hasChangingMembers(manifest)
    ? [
        {
          title: 'Settle who votes in the quorum',
          run: async (): Promise<string> =>
            (await settleMembers({ manifest, clients })) ? 'as declared' : 'nothing to do',
        },
      ]
    : [];
