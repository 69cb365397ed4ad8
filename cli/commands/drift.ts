import path from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { formatViolation, OperationError } from '../../model/violation';
import { CHECKS, driftCheck, FIXED_CODES, runProof, type CheckReport, type ProofOptions } from '../../proof';
import { person, question } from '../../runtime/process/question';
import { answer, canBeAsked, fail } from '../../runtime/process/terminal';
import { refuseAmidChange } from '../changes';
import type { Workspace } from '../workspace';

/** Exit codes, for a pipeline's schedule. */
const EXIT = { none: 0, unjudged: 1, drift: 2 } as const;

/** What the command line says about drift. */
export interface DriftFlags {
  /** True without names: to be asked. */
  readonly fix?: true | readonly string[];
  readonly out?: string;
}

/** Adds the options of `drift` to a command. */
export const withDriftOptions = (command: Command): Command =>
  command
    .option(
      '--fix [names...]',
      'take away what is named, as it was printed; without names, on a terminal, ask for each',
    )
    .option('--out <folder>', 'folder for the reports (default: out/drift)');

type Environment = Pick<ProofOptions, 'outFolder' | 'clientsFolder' | 'passwordsFile'>;

/** What asks a person; undefined where nobody would answer. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/** Compares the running cluster of a checkout with its declaration. */
export async function drift(workspace: Workspace, flags: DriftFlags): Promise<number> {
  return await runDriftCommand(
    flags,
    {
      outFolder: path.join(workspace.out, 'drift'),
      clientsFolder: workspace.clients,
      passwordsFile: workspace.passwordsFile,
    },
    async () => {
      await refuseAmidChange(workspace);
      return await workspace.manifest();
    },
  );
}

/** Runs the check, takes away what is asked for, and answers with 2 for drift, 0 for none, and 1 where it could not be judged. */
export async function runDriftCommand(
  flags: DriftFlags,
  environment: Environment,
  manifest: () => Promise<ClusterManifest>,
): Promise<number> {
  try {
    const cluster = await manifest();
    const options = { ...environment, ...(flags.out !== undefined && { outFolder: flags.out }) };
    const names = Array.isArray(flags.fix) ? (flags.fix as readonly string[]) : [];
    const found = await compare(cluster, options, names);
    print(found);
    if (flags.fix !== true || found.verdict !== 'fail') {
      return exitCodeFor(found);
    }
    const chosen = await chooseFixes(found, terminal());
    if (chosen.length === 0) {
      return exitCodeFor(found);
    }
    const left = await compare(cluster, options, chosen);
    print(left);
    return exitCodeFor(left);
  } catch (error) {
    fail(error);
    return EXIT.unjudged;
  }
}

/** Drift is what was found; what could not be found out is none. */
export const exitCodeFor = ({ verdict }: Pick<CheckReport, 'verdict'>): number =>
  verdict === 'fail' ? EXIT.drift : verdict === 'pass' ? EXIT.none : EXIT.unjudged;

/** The check alone; what no administrator could look at is open, and no drift. */
async function compare(
  manifest: ClusterManifest,
  options: Environment,
  names: readonly string[],
): Promise<CheckReport> {
  const check = driftCheck(names);
  const { checks, notUndone } = await runProof(manifest, { ...options, only: [check.name] }, [
    ...CHECKS.slice(0, 1),
    check,
  ]);
  const [found] = checks.filter(({ name }) => name === check.name);
  if (found === undefined) {
    throw new OperationError(...notUndone);
  }
  return {
    ...found,
    verdict: notUndone.length > 0 && found.verdict === 'pass' ? 'unjudged' : found.verdict,
    violations: [...found.violations, ...notUndone],
  };
}

function print(drift: CheckReport): void {
  const { verdict, violations, evidence } = drift;
  const count = violations.length;
  const summary =
    verdict === 'pass'
      ? 'No drift: the cluster is as declared'
      : verdict === 'fail'
        ? `Drift: ${counted(count, 'thing is', 'things are')} not as declared`
        : 'Not judged: see above';
  answer({ drift }, [...evidence, ...violations.map(formatViolation), summary].join('\n'));
}

/**
 * Asks for each thing that can be taken away; nothing is taken away unasked.
 *
 * @throws OperationError `FixNotNamed` where nobody can be asked
 */
export async function chooseFixes({ violations }: Pick<CheckReport, 'violations'>, ask: Ask): Promise<string[]> {
  const fixable = violations.filter(({ code }) => FIXED_CODES.includes(code)).map(({ subject }) => subject);
  if (fixable.length > 0 && ask === undefined) {
    throw new OperationError({
      code: 'FixNotNamed',
      subject: '--fix',
      rule: 'must name what is to be taken away where nobody can be asked',
      remedy: `name it: ${fixable.map((name) => JSON.stringify(name)).join(' ')}`,
    });
  }
  const chosen: string[] = [];
  for (const name of fixable) {
    if (/^y(es)?$/i.test((await ask?.(`Take away ${name}? [y/N] `))?.trim() ?? '')) {
      chosen.push(name);
    }
  }
  return chosen;
}

function terminal(): Ask {
  if (!canBeAsked()) {
    return undefined;
  }
  return (text) => question(text, person(), 'the command drift');
}
