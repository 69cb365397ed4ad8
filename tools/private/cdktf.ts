import { stripVTControlCharacters } from 'node:util';
import { FaultError } from '../../constructs/private/fault';
import { HOUR, run } from './process';
import { despiteProviderRace } from './provider-race';
import type { Workspace } from './workspace';

/** How many resources a deployment touched. */
export interface Deployment {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** Topics, users and rules are small calls to a cluster: more of them at once than Terraform's 10 is twice as quick. */
const PARALLELISM = 64;

/**
 * Synthesizes `main.ts` by the cdktf command line.
 *
 * @returns what the constructs warn about
 * @throws FaultError `SynthFailed` with the faults that the constructs found, or with the last lines where they found none
 */
export async function synthesize(workspace: Workspace): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    await run(workspace.binary('cdktf'), ['synth'], {
      cwd: workspace.project,
      env: workspace.environment(),
      timeout: 300_000,
      onLine: (line) => lines.push(stripVTControlCharacters(line)),
      remedy: 'mend what the message names in main.ts and run this again',
    });
  } catch (error) {
    const faults = faultsIn(lines);
    if (faults.length === 0) {
      throw error;
    }
    throw new FaultError({
      code: 'SynthFailed',
      subject: 'main.ts',
      rule: 'must declare what can work',
      remedy: `mend this and run it again:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    });
  }
  return lines.flatMap((line) => /^WARN \[[^\]]*\]: (.*)$/.exec(line)?.[1] ?? []);
}

/** Lines of a failed synthesis that are faults: `FaultError: [Code] subject: ...`, those that follow it, and validations. */
export function faultsIn(lines: readonly string[]): readonly string[] {
  const faults = lines.flatMap(
    (line) => /^\s*(?:FaultError: |\[[^\]]+\] (?=\[))?(\[[A-Z][A-Za-z]+\] .*)$/.exec(line)?.[1] ?? [],
  );
  return [...new Set(faults)];
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
  let deployment: Deployment = { added: 0, changed: 0, destroyed: 0 };
  const mirrored = workspace.setup?.terraform.cliConfigFile !== undefined;
  const args = [
    'deploy',
    ...stacks,
    // What makes cdktf do without the stacks that are not in the list makes it forget the order of those that are.
    ...(atOnce ? ['--ignore-missing-stack-dependencies'] : []),
    '--skip-synth',
    '--auto-approve',
    '--no-color',
    `--terraform-parallelism=${PARALLELISM}`,
    `--var-file=${workspace.passwordsFile}`,
    // It asks the registry, which a mirror stands in for.
    ...(mirrored ? ['--skip-provider-lock'] : []),
  ];
  await despiteProviderRace((look) =>
    run(workspace.binary('cdktf'), args, {
      cwd: workspace.project,
      env: workspace.environment(),
      timeout: HOUR,
      onLine: (line) => {
        look(line);
        const text = stripVTControlCharacters(line).trim();
        deployment = add(deployment, text);
        const step =
          /(\S+: (Creating|Creation complete|Destroying|Destruction complete|Modif|Still|Provisioning).*)$/.exec(text);
        if (step?.[1] !== undefined) {
          onLine(step[1]);
        }
      },
      remedy: 'mend what the message names and run this again: it goes on from what is there',
    }),
  );
  return deployment;
}

/** Adds what one of Terraform's closing lines counts. */
export function add(total: Deployment, line: string): Deployment {
  const match = /Apply complete! Resources: (?:\d+ imported, )?(\d+) added, (\d+) changed, (\d+) destroyed/.exec(line);
  return match === null
    ? total
    : sum(total, { added: Number(match[1]), changed: Number(match[2]), destroyed: Number(match[3]) });
}

/** What two deployments touched together. */
export function sum(one: Deployment, other: Deployment): Deployment {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    destroyed: one.destroyed + other.destroyed,
  };
}
