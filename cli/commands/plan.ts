import { allStacks } from '../../runtime/files/manifest-file';
import type { Retirement } from '../../model/retirement/retirement';
import { runSteps } from '../../bootstrap/run-steps';
import { answer, printWarnings } from '../../runtime/process/terminal';
import { type Loss, lossesIn } from '../guard/loss';
import { lossTable } from '../guard/plan-guard';
import { describeRetirement } from '../remainder';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { allEnded } from '../all-ended';
import { Early } from '../deployment/early';
import { synthesisSteps } from '../deployment/synthesis-steps';
import { fetchAdministrator } from '../deployment/users-files';
import { prepare } from './deployment';

export interface PlanOptions {
  readonly detailedExitcode?: boolean;
}

/** What a stack's plan would do. */
interface ShownPlan {
  readonly stack: string;
  readonly changes: boolean;
  /** Terraform's word for what is done to each resource, by address. */
  readonly planned: Readonly<Record<string, string>>;
  /** Terraform's own text. */
  readonly text: string;
  readonly losses: readonly Loss[];
}

const LEAVING = 'Declared no more; a deployment takes it away in this order, before and after Terraform:';
const LOST = 'npm run deploy asks before it destroys, or wants --allow-destroy ADDRESS for each:';

/** Shows what a deployment would change: exit code 0, or 2 for changes when asked for by `detailedExitCode`. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<number> {
  await prepare(workspace);
  const results: ShownPlan[] = [];
  const warnings: string[] = [];
  const leaving: string[] = [];
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
      run: async (): Promise<undefined> => {
        const manifest = await workspace.manifest();
        await fetchAdministrator(workspace, manifest);
        results.push(...(await allEnded(allStacks(manifest).map((stack) => planOf(new Terraform(workspace, stack))))));
        return undefined;
      },
    },
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

async function planOf(terraform: Terraform): Promise<ShownPlan> {
  const { stack } = terraform;
  const plan = await terraform.plan();
  try {
    return plan.changes
      ? {
          stack,
          changes: true,
          planned: Object.fromEntries(plan.planned),
          text: await terraform.show(plan),
          losses: lossesIn(stack, await terraform.resourceChanges(plan)),
        }
      : { stack, changes: false, planned: {}, text: '', losses: [] };
  } finally {
    await terraform.forgetPlan(plan);
  }
}
