import type { Step } from '../../bootstrap/run-steps';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { QUORUM_FEATURE } from '../../model/metadata/kraft/kraft-features';
import { MINIMUM } from '../../model/moving/minimum-in-sync';
import { dueValues, type QuorumValues, settleBeginning, settleFeatures, valuesText } from '../../rollout/features';
import { explain } from '../../runtime/wait';

/** What a deployment has the quorum keep after everything else; nothing where no broker tells, as before the first one. */
export async function comingValues(manifest: ClusterManifest, clients: string): Promise<QuorumValues> {
  try {
    return await dueValues(manifest, clients);
  } catch (error) {
    explain(error);
    return {};
  }
}

/** For people: what the quorum comes to keep, and what of that can't be undone. */
export function valueLines(values: QuorumValues): readonly string[] {
  const { [MINIMUM]: minimum, [QUORUM_FEATURE]: quorum, ...levels } = values;
  return [
    ...(quorum === undefined
      ? []
      : [
          `Before a server is replaced, the quorum becomes dynamic: ${QUORUM_FEATURE} ${quorum}. This can’t be undone:`,
          'from then on the metadata say who votes, and Metadata.kraft must be declared with quorum: dynamic.',
        ]),
    ...(Object.keys(levels).length === 0
      ? []
      : [
          `After everything else, the features of the cluster rise: ${valuesText(levels)}. This can’t be undone:`,
          'from then on no version can be declared that doesn’t know them.',
        ]),
    ...(minimum === undefined ? [] : [`After everything else, the quorum keeps ${MINIMUM} ${minimum}.`]),
  ];
}

/** Sees that the quorum has what it was to begin with, before anything is declared to it. */
export const beginningSteps = (manifest: ClusterManifest, clients: string): readonly Step[] =>
  manifest.metadata.features === undefined
    ? []
    : [
        {
          title: 'See what the metadata begin with',
          run: async (): Promise<string> => {
            const given = valuesText(await settleBeginning(manifest, clients));
            return given === '' ? 'as declared' : `they had lost it, and have ${given} now`;
          },
        },
      ];

/**
 * Has the quorum keep what is declared, when all servers are of their version.
 *
 * @param reviewed what may be done at most, where plans were reviewed
 * @param onSettled told what was done, and what was left that nobody has reviewed
 */
export const featureSteps = (
  {
    manifest,
    clients,
    reviewed,
  }: { readonly manifest: ClusterManifest; readonly clients: string; readonly reviewed?: QuorumValues },
  onSettled: (done: QuorumValues, left: QuorumValues) => void,
): readonly Step[] => {
  const { features } = manifest.metadata;
  return features === undefined
    ? []
    : [
        {
          title: `Use the features of Kafka ${features.line}`,
          run: async (): Promise<string> => {
            const { done, left } = await settleFeatures(manifest, clients, reviewed);
            onSettled(done, left);
            return valuesText(done) || 'nothing to do';
          },
        },
      ];
};
