import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { exitCodeOf, printReport, REPORT_SCHEMA, runProof, type ProofOptions, type Report } from '../../proof';
import { readVariable } from '../../runtime/settings/environment';
import { refuseAmidChange } from '../changes';
import type { Workspace } from '../workspace';
import { runProofCommand, type ProofFlags } from './proof-options';

/** Proves the running cluster, or lists what would be proven; one that can't be reached at all is not judged. */
export async function prove(workspace: Workspace, flags: ProofFlags): Promise<number> {
  return await runProofCommand(flags, environmentOf(workspace), async () => {
    await refuseAmidChange(workspace);
    return await workspace.manifest();
  });
}

/** What is proven after every change: all that takes little time, and one kind of fault. The whole proof has the others. */
export const AFTER_CHANGES = [
  'cluster',
  'logins',
  'topics',
  'access',
  'drift',
  'identities',
  'replication',
  'interop',
  'failover',
];

/** Proves what `npm start` promises, shows the report, and answers with its exit code. */
export async function proveCluster(workspace: Workspace, manifest: ClusterManifest): Promise<number> {
  const options = { ...environmentOf(workspace), only: AFTER_CHANGES, onReport: printReport };
  return exitCodeOf(await runProof(manifest, options));
}

/** Whether the last proof was of this cluster as it is, and found all that `npm start` promises: what changes it removes the report. */
export function wasProven(workspace: Pick<Workspace, 'reports'>, manifest: ClusterManifest): boolean {
  const file = path.join(workspace.reports, 'report.json');
  return existsSync(file) && provesChanges(JSON.parse(readFileSync(file, 'utf8')) as EarlierReport, manifest.name);
}

/** A report that lies in the folder, whichever version of the package wrote it. */
type EarlierReport = Omit<Report, 'schema'> & { readonly schema: number };

/** A report of some checks alone, of another cluster in the same folder, or in the form of another version, does not do. */
export function provesChanges({ schema, cluster, verdict, checks }: EarlierReport, name: string): boolean {
  if (schema !== REPORT_SCHEMA) {
    return false;
  }
  const passed = new Set(checks.flatMap((check) => (check.verdict === 'pass' ? [check.name] : [])));
  return cluster === name && verdict === 'pass' && AFTER_CHANGES.every((check) => passed.has(check));
}

function environmentOf(workspace: Workspace): ProofOptions {
  return {
    outFolder: workspace.reports,
    clientsFolder: workspace.clients,
    passwordsFile: workspace.passwordsFile,
    tokenCommand: readVariable('KAFKA_TOKEN_COMMAND'),
  };
}
