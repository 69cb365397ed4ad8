import path from 'node:path';
import type { ClusterManifest } from '../../constructs/private/manifest';
import { FaultError } from '../../constructs/private/fault';
import { exitCodeOf, printReport, runProof } from '../../proof';
import { complain } from '../private/terminal';
import type { Workspace } from '../private/workspace';

/** Exit code when nothing could be judged: neither kept nor broken. */
const UNJUDGED = 2;

/** Proves the running cluster; one that can't be reached at all is not judged. */
export async function prove(workspace: Workspace): Promise<number> {
  try {
    return await proveCluster(workspace, await workspace.manifest());
  } catch (error) {
    if (!(error instanceof FaultError)) {
      throw error;
    }
    complain(error.message);
    return UNJUDGED;
  }
}

/** Runs the proof, shows its report, and answers with its exit code. */
export async function proveCluster(workspace: Workspace, manifest: ClusterManifest): Promise<number> {
  const report = await runProof(manifest, {
    outFolder: path.join(workspace.out, 'proof'),
    clientsFolder: workspace.clients,
    passwordsFile: workspace.passwordsFile,
  });
  printReport(report);
  return exitCodeOf(report);
}
