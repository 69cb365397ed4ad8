import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { KEPT_PROTOCOL } from '../model/cluster/broker-settings';
import { PHASE_TO_REACH } from '../model/metadata/migration/migration-phase';
import { DRAINED_HOST } from '../model/placement/place-servers';
import { PROMISED_SETUP, type Setup } from '../model/setup/setup-record';
import { OperationError } from '../model/violation';
import { parseJson, readRequired } from '../runtime/files/required-file';
import { run } from '../runtime/process/process';
import { appOf } from './project/project';
import type { Workspace } from './workspace';

/** What cdktf writes about an app, as far as it is read here. */
const appManifest = z.object({
  stacks: z.record(
    z.string(),
    z.object({ annotations: z.array(z.object({ level: z.string(), message: z.string() })).default([]) }),
  ),
});

const WARNING = '@cdktf/warn';

interface SynthesizeOptions {
  /** What brokers are to go on to speak, whatever is declared. */
  readonly keptProtocol?: string;
  /** What the set-up is going to have made, where that is to be deployed by nobody. */
  readonly promised?: Setup;
  /** Folder that it is synthesized into. Default: the workspace's. */
  readonly folder?: string;
}

/**
 * Synthesizes `main.ts` in a process of its own, as the cdktf command does.
 *
 * @returns what the constructs warn about
 * @throws OperationError `SynthFailed` with the violations that the constructs found, or with the last lines where they found none
 */
export async function synthesize(
  workspace: Workspace,
  { keptProtocol, promised, folder = workspace.synthesized }: SynthesizeOptions = {},
): Promise<readonly string[]> {
  const context = {
    ...(keptProtocol !== undefined && { [KEPT_PROTOCOL]: { [workspace.clusterName]: keptProtocol } }),
    ...(workspace.phase !== undefined && { [PHASE_TO_REACH]: { [workspace.phase.cluster]: workspace.phase.phase } }),
    ...(workspace.drainedHost !== undefined && { [DRAINED_HOST]: { [workspace.clusterName]: workspace.drainedHost } }),
    ...(promised !== undefined && { [PROMISED_SETUP]: promised }),
  };
  const lines: string[] = [];
  try {
    // As cdktf has it: a command of a shell.
    await run('sh', ['-c', appOf(workspace.project)], {
      cwd: workspace.project,
      env: {
        ...workspace.environment(),
        ...withoutTerraformVariables(),
        CDKTF_OUTDIR: folder,
        KAFKA_CLUSTER: workspace.givenName,
        ...(Object.keys(context).length > 0 && { [CONTEXT]: contextWith(context) }),
      },
      timeout: 300_000,
      onLine: (line) => lines.push(stripVTControlCharacters(line)),
      remedy: 'mend what the message names in main.ts and run this again',
    });
  } catch (error) {
    const violations = violationLines(lines);
    if (violations.length === 0) {
      throw error;
    }
    throw new OperationError({
      code: 'SynthFailed',
      subject: 'main.ts',
      rule: 'must declare what can work',
      remedy: `mend this and run it again:\n${violations.map((violation) => `  ${violation}`).join('\n')}`,
    });
  }
  const { stacks } = await readAppManifest(path.join(folder, 'manifest.json'));
  await removeFormerStacks(path.join(folder, 'stacks'), Object.keys(stacks));
  return Object.values(stacks).flatMap(({ annotations }) =>
    annotations.filter(({ level }) => level === WARNING).map(({ message }) => message),
  );
}

async function readAppManifest(file: string): Promise<z.infer<typeof appManifest>> {
  const remedy = 'let main.ts end with app.synth(), of an App with no outdir of its own';
  const { data } = appManifest.safeParse(parseJson(await readRequired(file, { code: 'SynthFailed', remedy })));
  if (data === undefined) {
    throw new OperationError({ code: 'SynthFailed', subject: file, rule: 'must be what cdktf writes', remedy });
  }
  return data;
}

/** Whoever goes through all of the folders must not find stacks that nobody declares any more. */
async function removeFormerStacks(folder: string, declared: readonly string[]): Promise<void> {
  const former = (await readdir(folder)).filter((stack) => !declared.includes(stack));
  await Promise.all(former.map((stack) => rm(path.join(folder, stack), { recursive: true, force: true })));
}

/** By this the cdktf command hands over what its settings say. */
const CONTEXT = 'CDKTF_CONTEXT_JSON';

/** What a person has put there stays. */
const contextWith = (added: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ ...z.looseObject({}).safeParse(parseJson(process.env[CONTEXT] ?? '')).data, ...added });

/** They may hold secrets, which a declaration has no business with. */
const withoutTerraformVariables = (): Readonly<Record<string, undefined>> =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('TF_VAR_'))
      .map((name) => [name, undefined]),
  );

/** Lines of a failed synthesis that are violations: `ValidationError: [Code] subject: ...`, those that follow it, and validations. */
export function violationLines(lines: readonly string[]): readonly string[] {
  const violations = lines.flatMap(
    (line) => /^\s*(?:[A-Z]\w+Error: |\[[^\]]+\] (?=\[))?(\[[A-Z][A-Za-z]+\] .*)$/.exec(line)?.[1] ?? [],
  );
  return [...new Set(violations)];
}
