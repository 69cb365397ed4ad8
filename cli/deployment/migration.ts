import type { Step } from '../../bootstrap/run-steps';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { FINAL, WITHDRAWAL } from '../../model/metadata/migration/migration-phase';
import { awaitPhase, forgetQuorum } from '../../rollout/migration/await-phase';

/** Has the former metadata store forget a quorum that was taken away, before the first broker goes back to it. */
export const withdrawalSteps = (manifest: ClusterManifest): readonly Step[] =>
  manifest.metadata.migration?.phase === WITHDRAWAL
    ? [{ title: 'Forget the quorum', run: () => forgetQuorum(manifest).then(() => undefined) }]
    : [];

/** For people: what of the phase can’t be undone, where a deployment of it is yet to do something. */
export const phaseLines = ({ metadata: { migration } }: Pick<ClusterManifest, 'metadata'>): readonly string[] =>
  migration?.phase === FINAL
    ? [
        `The phase ${FINAL} ends the way back of the metadata from the first server that is replaced. This can’t be undone:`,
        'the former metadata store is told of nothing from then on.',
      ]
    : [];

/** Awaits that the servers' phase has come about, before anything is made on them. */
export function phaseSteps(manifest: ClusterManifest): readonly Step[] {
  const { migration } = manifest.metadata;
  return migration === undefined
    ? []
    : [
        {
          title: `Await the phase ${migration.phase} of the metadata`,
          run: () => awaitPhase(manifest).then(() => undefined),
        },
      ];
}
