import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CodedError, OperationError } from '../../model/violation';
import { HOUR, run } from '../../runtime/process/process';
import type { EnvironmentVariables } from '../../runtime/settings/environment';
import { despiteProviderRace } from './provider-race';
import { TerraformLog } from './terraform-log';
import type { Workspace } from '../workspace';

/** How many resources a deployment touched. */
export interface Deployment {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  /** Stacks of which cdktf did not hand over how Terraform ended, although it ended well: they may have changed. */
  readonly untold: number;
}

/** No stack at all. */
export const NOTHING: Deployment = { added: 0, changed: 0, destroyed: 0, untold: 0 };

/** Whether a deployment changed nothing, for certain. */
export const isUntouched = ({ added, changed, destroyed, untold }: Deployment): boolean =>
  added + changed + destroyed + untold === 0;

/** Topics, users and rules are small calls to a cluster: more of them at once than Terraform's 10 is twice as quick. */
const PARALLELISM = 64;

/**
 * Synthesizes `main.ts` by the cdktf command line.
 *
 * @param variables what this synthesis is to find in its environment, whatever this command's own says
 * @returns what the constructs warn about
 * @throws OperationError `SynthFailed` with the violations that the constructs found, or with the last lines where they found none
 */
export async function synthesize(
  workspace: Workspace,
  variables: EnvironmentVariables = {},
): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    await run(workspace.binary('cdktf'), ['synth'], {
      cwd: workspace.project,
      env: { ...workspace.environment(), KAFKA_CLUSTER: workspace.clusterName, ...variables },
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
  return lines.flatMap((line) => /^WARN \[[^\]]*\]: (.*)$/.exec(line)?.[1] ?? []);
}

/** Lines of a failed synthesis that are violations: `ValidationError: [Code] subject: ...`, those that follow it, and validations. */
export function violationLines(lines: readonly string[]): readonly string[] {
  const violations = lines.flatMap(
    (line) => /^\s*(?:[A-Z]\w+Error: |\[[^\]]+\] (?=\[))?(\[[A-Z][A-Za-z]+\] .*)$/.exec(line)?.[1] ?? [],
  );
  return [...new Set(violations)];
}

/**
 * Deploys stacks as they were synthesized, in the order in which they depend on each other or, when nothing in the list does,
 * at once; reports each line that says what is being done.
 */
export async function deploy(
  workspace: Workspace,
  stacks: readonly string[],
  onLine: (line: string) => void,
  { atOnce = false } = {},
): Promise<Deployment> {
  let deployment = NOTHING;
  const log = new TerraformLog(path.join(workspace.out, 'terraform-errors.log'));
  const mirrored = workspace.setup?.terraform.cliConfigFile !== undefined;
  const args = [
    'deploy',
    ...stacks,
    // Lets cdktf deploy stacks without those that they depend on; it then ignores the order of the listed ones too.
    ...(atOnce ? ['--ignore-missing-stack-dependencies'] : []),
    '--skip-synth',
    '--auto-approve',
    '--no-color',
    `--terraform-parallelism=${PARALLELISM}`,
    `--var-file=${workspace.passwordsFile}`,
    // Locking asks the registry, which the mirror replaces.
    ...(mirrored ? ['--skip-provider-lock'] : []),
  ];
  const onOutput = (line: string): void => {
    const text = stripVTControlCharacters(line).trim();
    deployment = add(deployment, text);
    const step = /(\S+: (Creating|Creation complete|Destroying|Destruction complete|Modif|Still|Provisioning).*)$/.exec(
      text,
    );
    if (step?.[1] !== undefined) {
      onLine(step[1]);
    }
  };
  const deployOnce = async (look: (line: string) => void): Promise<void> => {
    deployment = { ...deployment, untold: stacks.length };
    log.begin();
    try {
      await run(workspace.binary('cdktf'), args, {
        cwd: workspace.project,
        env: { ...workspace.environment(), ...log.environment },
        timeout: HOUR,
        onLine: (line) => {
          look(line);
          onOutput(line);
        },
        remedy: 'mend what the message names and run this again: it goes on from what is there',
      });
    } catch (error) {
      const errors = log.errors();
      errors.forEach(look);
      throw withErrors(error, errors);
    } finally {
      log.remove();
    }
  };
  await despiteProviderRace(deployOnce);
  return deployment;
}

/** A failed deployment's error, with what Terraform says of each resource that failed. */
export function withErrors(error: unknown, errors: readonly string[]): unknown {
  const violation = error instanceof CodedError ? error.violations[0] : undefined;
  if (violation?.code !== 'CommandFailed' || errors.length === 0) {
    return error;
  }
  const told = errors.map((line) => `  | ${line}`).join('\n');
  return new OperationError({ ...violation, remedy: `${violation.remedy}\n  Terraform’s errors:\n${told}` });
}

/** Adds what one of Terraform's closing lines counts. */
export function add(total: Deployment, line: string): Deployment {
  const match = /Apply complete! Resources: (?:\d+ imported, )?(\d+) added, (\d+) changed, (\d+) destroyed/.exec(line);
  if (match === null) {
    return total;
  }
  const stack = { added: Number(match[1]), changed: Number(match[2]), destroyed: Number(match[3]), untold: 0 };
  return { ...sum(total, stack), untold: Math.max(0, total.untold - 1) };
}

/** What two deployments touched together. */
export function sum(one: Deployment, other: Deployment): Deployment {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    destroyed: one.destroyed + other.destroyed,
    untold: one.untold + other.untold,
  };
}
