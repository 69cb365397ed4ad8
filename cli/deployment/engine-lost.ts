import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { CodedError, OperationError } from '../../model/violation';
import { Engines } from '../../runtime/engine/engines';
import { stepViolations } from '../../runtime/engine/steps';
import { bounded, messageOf } from '../../runtime/wait';
import type { Workspace } from '../workspace';

/**
 * A deployment whose engine has gone fails for that reason, whatever Terraform's last message was about; one whose step has
 * refused something, for the reason that the step gives.
 */
export async function explaining(workspace: Workspace, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const answer = await engineFailure(await workspace.manifest());
    const wasInterrupted = error instanceof CodedError && error.violations.some(({ code }) => code === 'Interrupted');
    if (answer === undefined && !wasInterrupted) {
      OperationError.throwIfAny(await stepViolations(await workspace.manifest()));
    }
    if (answer === undefined || wasInterrupted) {
      throw error;
    }
    throw new OperationError({
      code: 'EngineLost',
      subject: `cluster ${workspace.clusterName}`,
      rule: 'the Docker engine must answer until everything is deployed',
      value: answer,
      remedy: 'start the engine and run this again: it goes on from what is there',
    });
  }
}

/** Why one of the cluster's engines does not answer; undefined when all of them do. */
async function engineFailure(manifest: ClusterManifest): Promise<string | undefined> {
  try {
    await bounded(new Engines(manifest).ping(), {
      within: Duration.seconds(5),
      awaiting: 'the Docker engine to answer',
    });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? messageOf(error);
  }
}
