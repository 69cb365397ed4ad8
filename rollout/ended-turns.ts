import type { ClusterManifest } from '../model/manifest/manifest';
import { Engines } from '../runtime/engine/engines';
import { turnOf } from './gate-inputs';
import { isSameRun, ownRun, type TerraformRun } from './terraform-run';

/**
 * Takes away the turns that nobody needs any more, of this process and of runs of Terraform that have ended, on whichever engine they stand: which broker is
 * the first, and where it is, may have changed since. What hinders that fails nothing: each is left to the next gate, or to its time.
 */
export async function removeEndedTurns(
  manifest: ClusterManifest,
  engines = new Engines(manifest),
  findRun: () => Promise<Pick<TerraformRun, 'name' | 'isOver'>> = ownRun,
): Promise<void> {
  const own = await findRun().catch(() => undefined);
  if (own === undefined) {
    return;
  }
  await Promise.allSettled(
    engines.all().map(async (engine) => {
      const turns = turnOf(manifest, () => engine);
      const held = await turns.find();
      const run = held?.turn?.run;
      if (held !== undefined && run !== undefined && (isSameRun(run, own.name) || (await own.isOver(run)))) {
        await turns.remove(held);
      }
    }),
  );
}
