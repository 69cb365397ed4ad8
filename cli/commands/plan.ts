import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { allStacks } from '../../runtime/files/manifest-file';
import type { Retirement } from '../../model/retirement/retirement';
import { runSteps } from '../../bootstrap/run-steps';
import { answer, printWarnings } from '../../runtime/process/terminal';
import { resourceChangesIn } from '../../runtime/terraform/plan-contents';
import { Allowances } from '../guard/allowances';
import { type Loss, lossesIn } from '../guard/loss';
import { lossTable } from '../guard/plan-guard';
import { describeRetirement } from '../remainder';
import { findRenewal, renewalText } from '../renewal';
import type { Forced } from '../terraform/forced';
import { type PlanFile, type Review, writePlanFile } from '../review/plan-file';
import { declarationOf } from '../review/reviewed-plans';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { allEnded } from '../all-ended';
import { Early } from '../deployment/early';
import { synthesisSteps } from '../deployment/synthesis-steps';
import { fetchAdministrator } from '../deployment/users-files';
import { ALLOW_OPTION, prepare } from './deployment';

export interface PlanOptions {
  readonly detailedExitcode?: boolean;
  /** File that the plans are kept in. */
  readonly out?: string;
  /** What they may destroy with what it holds. */
  readonly allowDestroy?: readonly string[];
}

/** Adds the options of the command. */
export const withPlanOptions = (command: Command): Command =>
  command
    .option('--detailed-exitcode', 'exit with 2 when there are changes')
    .option(
      '--out <file>',
      'keep the plans: npm run guard -- FILE judges them, npm run deploy -- --plan FILE applies them',
    )
    .option(...ALLOW_OPTION);

/** What a stack's plan would do. */
interface ShownPlan {
  readonly stack: string;
  readonly changes: boolean;
  /** Terraform's word for what is done to each resource, by address. */
  readonly planned: Readonly<Record<string, string>>;
  /** Terraform's own text. */
  readonly text: string;
  readonly losses: readonly Loss[];
  /** What is kept of it, where it is to be reviewed. */
  readonly kept?: Kept;
}

interface Kept {
  readonly state: string;
  readonly declaration: string;
  /** Terraform's own file, and what it says of it; absent where there is nothing to apply. */
  readonly plan?: Buffer;
  readonly shown?: string;
}

const LEAVING = 'Declared no more; a deployment takes it away in this order, before and after Terraform:';
const LOST = 'npm run deploy asks before it destroys, or wants --allow-destroy ADDRESS for each:';

/** Shows what a deployment would change: exit code 0, or 2 for changes when asked for by `detailedExitCode`. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<number> {
  await prepare(workspace);
  const results: ShownPlan[] = [];
  const warnings: string[] = [];
  const leaving: string[] = [];
  const { out, allowDestroy = [] } = options;
  let forgotten: Retirement['forgotten'] = {};
  const early = new Early();
  const steps = [
    ...synthesisSteps(workspace, warnings, {
      clear: false,
      early,
      onFound: ({ retirement }) => {
        leaving.push(...describeRetirement(retirement));
        forgotten = retirement.forgotten;
      },
    }),
    {
      title: 'Plan',
      run: async (): Promise<string | undefined> => {
        const manifest = await workspace.manifest();
        const stacks = allStacks(manifest);
        new Allowances(allowDestroy, stacks);
        const [renewal] = await Promise.all([findRenewal(manifest), fetchAdministrator(workspace, manifest)]);
        results.push(
          ...(await allEnded(
            stacks.map((stack) => planOf(workspace, stack, { forced: renewal, keep: out !== undefined })),
          )),
        );
        return renewalText(renewal)[0];
      },
    },
    ...(out === undefined
      ? []
      : [
          {
            title: 'Keep the plans',
            run: async (): Promise<string> => {
              const cluster = workspace.clusterName;
              await writePlanFile(out, keptOf(results, { cluster, leaving, forgotten, allowed: allowDestroy }));
              return out;
            },
          },
        ]),
  ];
  await runSteps(steps).finally(() => early.ended());
  printWarnings(warnings);
  const losses = results
    .flatMap((result) => result.losses)
    .filter(({ stack, address }) => !forgotten[stack]?.includes(address));
  answer(
    { stacks: results.map(({ stack, changes, planned }) => ({ stack, changes, planned })), leaving, losses },
    [
      ...(leaving.length === 0 ? [] : [`\n${LEAVING}`, ...leaving]),
      ...results.map(({ stack, changes, text }) => (changes ? `\n${stack}:\n${text}` : `\n${stack}: no changes`)),
      ...(losses.length === 0 ? [] : [`\n${LOST}\n${lossTable(losses)}`]),
    ].join('\n'),
  );
  return options.detailedExitcode === true && (leaving.length > 0 || results.some(({ changes }) => changes)) ? 2 : 0;
}

async function planOf(
  workspace: Workspace,
  stack: string,
  { forced, keep }: { readonly forced: Forced; readonly keep: boolean },
): Promise<ShownPlan> {
  const terraform = new Terraform(workspace, stack);
  // Before it: a state that has changed since is another one then.
  const kept = keep
    ? { state: await terraform.stateVersion(), declaration: await declarationOf(workspace, stack) }
    : undefined;
  const plan = await terraform.plan([], { forced });
  try {
    if (!plan.changes) {
      return { stack, changes: false, planned: {}, text: '', losses: [], kept };
    }
    const shown = await terraform.showJson(plan);
    return {
      stack,
      changes: true,
      planned: Object.fromEntries(plan.planned),
      text: await terraform.show(plan),
      losses: lossesIn(stack, resourceChangesIn(shown)),
      kept: kept && { ...kept, plan: await readFile(plan.file), shown },
    };
  } finally {
    await terraform.forgetPlan(plan);
  }
}

/** The plans as a file keeps them. */
function keptOf(results: readonly ShownPlan[], known: Omit<Review, 'schema' | 'stacks'>): PlanFile {
  const present = <T>(part: (kept: Kept) => T | undefined): ReadonlyMap<string, T> =>
    new Map(
      results.flatMap(({ stack, kept }) => {
        const value = kept && part(kept);
        return value === undefined ? [] : [[stack, value] as const];
      }),
    );
  return {
    review: {
      schema: 1,
      ...known,
      stacks: results.map(({ stack, changes, planned, kept }) => ({
        ...{ stack, changes, planned },
        state: kept?.state ?? '',
        declaration: kept?.declaration ?? '',
      })),
    },
    plans: present(({ plan }) => plan),
    shown: present(({ shown }) => shown),
  };
}
