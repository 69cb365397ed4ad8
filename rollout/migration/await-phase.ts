import type { ClusterManifest } from '../../model/manifest/manifest';
import { Duration } from '../../model/units/duration';
import { Engines } from '../../runtime/engine/engines';
import { MigrationView } from '../../runtime/migration/migration-view';
import { until } from '../../runtime/wait';
import { PHASE_CONDITIONS } from './phase-conditions';

/** How long a broker may take to become the controller where none has been, before the next ones are replaced, of which one will. */
const ELECTION = Duration.seconds(30);

/**
 * Awaits that the phase that was deployed has come about.
 *
 * @throws OperationError `TimedOut` with what has not
 */
export async function awaitPhase(manifest: ClusterManifest): Promise<void> {
  const { phase = '' } = manifest.metadata.migration ?? {};
  const after = PHASE_CONDITIONS[phase]?.after;
  if (after === undefined) {
    return;
  }
  const view = new MigrationView(manifest, new Engines(manifest));
  try {
    await until(
      async () => {
        const unmet = await after(view, manifest);
        if (unmet !== undefined) {
          throw new Error(`awaiting ${unmet}`);
        }
        return true;
      },
      {
        within: Duration.seconds(Math.max(300, 60 + (manifest.startSeconds ?? 0))),
        awaiting: `the phase ${phase} to come about`,
        every: Duration.milliseconds(500),
      },
    );
  } finally {
    await view.close();
  }
}

/**
 * Has the former metadata store forget a quorum that has gone, so that brokers elect a controller among themselves again. Until then none
 * of their leaders moves.
 */
export async function forgetQuorum(manifest: ClusterManifest): Promise<void> {
  const view = new MigrationView(manifest, new Engines(manifest));
  try {
    await view.forgetQuorum();
    const awaiting = 'a broker to become the controller';
    const elected = until(async () => (await view.former()).controller !== undefined, { within: ELECTION, awaiting });
    // One that is replaced becomes it then.
    await elected.catch(() => undefined);
  } finally {
    await view.close();
  }
}
