import path from 'node:path';
import type { ClusterManifest } from '../../constructs/private/manifest';
import { exitCodeOf, printReport, runProof, type ProofOptions } from '../../proof';
import type { Workspace } from '../private/workspace';
import { runProofCommand, type ProofFlags } from './proof-options';

/** Proves the running cluster, or lists what would be proven; one that can't be reached at all is not judged. */
export async function prove(workspace: Workspace, flags: ProofFlags): Promise<number> {
  return await runProofCommand(flags, ground(workspace), () => workspace.manifest());
}

/** Runs the whole proof, shows its report, and answers with its exit code. */
export async function proveCluster(workspace: Workspace, manifest: ClusterManifest): Promise<number> {
  const report = await runProof(manifest, ground(workspace));
  printReport(report);
  return exitCodeOf(report);
}

function ground(workspace: Workspace): ProofOptions {
  return {
    outFolder: path.join(workspace.out, 'proof'),
    clientsFolder: workspace.clients,
    passwordsFile: workspace.passwordsFile,
  };
}
