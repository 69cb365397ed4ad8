import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { exitCodeOf, printReport, REPORT_SCHEMA, runProof, type ProofOptions, type Report } from '../../proof';
import { writeWhole } from '../../runtime/files/atomic-file';
import { allStacks } from '../../runtime/files/manifest-file';
import { readVariable } from '../../runtime/settings/environment';
import { refuseAmidChange } from '../changes';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { orUnjudged, runProofCommand, type ProofFlags } from './proof-options';

/** Proves the running cluster, or lists what would be proven; one that can't be reached at all is not judged. */
export async function prove(workspace: Workspace, flags: ProofFlags): Promise<number> {
  return await orUnjudged(async () => {
    let states: States = {};
    const code = await runProofCommand(flags, environmentOf(workspace), async () => {
      await refuseAmidChange(workspace);
      const manifest = await workspace.manifest();
      states = workspace.declares ? await statesOf(workspace, manifest) : {};
      return manifest;
    });
    if (flags.out === undefined) {
      await noteProven(workspace, code, states);
    }
    return code;
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
  const states = await statesOf(workspace, manifest);
  const code = exitCodeOf(await runProof(manifest, options));
  await noteProven(workspace, code, states);
  return code;
}

/**
 * Whether the last proof was of this cluster as it is, and found all that `npm start` promises: the commands that change it remove the
 * report, and Terraform alone leaves other states than those that were proven.
 */
export async function wasProven(
  workspace: Pick<Workspace, 'reports'>,
  manifest: ClusterManifest,
  states: () => Promise<States>,
): Promise<boolean> {
  const file = path.join(workspace.reports, 'report.json');
  return (
    existsSync(file) &&
    provesChanges(JSON.parse(readFileSync(file, 'utf8')) as EarlierReport, manifest.name) &&
    isOfStates(workspace, await states())
  );
}

/** The states of a cluster's stacks, each by what tells it from every other one. */
export type States = Readonly<Record<string, string>>;

export async function statesOf(workspace: Workspace, manifest: ClusterManifest): Promise<States> {
  const versions = allStacks(manifest).map(async (stack) => [
    stack,
    await new Terraform(workspace, stack).stateVersion(),
  ]);
  return Object.fromEntries(await Promise.all(versions)) as States;
}

const notedIn = ({ reports }: Pick<Workspace, 'reports'>): string => path.join(reports, 'proven-states.json');

/** Notes of which states a proof was that has found nothing broken. */
export async function noteProven(workspace: Pick<Workspace, 'reports'>, code: number, states: States): Promise<void> {
  if (code === 0 && Object.keys(states).length > 0) {
    await writeWhole(notedIn(workspace), JSON.stringify(states));
  }
}

/** Whether the last proof that found nothing broken was of these states. */
function isOfStates(workspace: Pick<Workspace, 'reports'>, states: States): boolean {
  const file = notedIn(workspace);
  return existsSync(file) && isDeepStrictEqual(JSON.parse(readFileSync(file, 'utf8')), states);
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
