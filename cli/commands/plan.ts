import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { allStacks } from '../../runtime/files/manifest-file';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { isFactorRefusal } from '../../model/moving/factor-refusal';
import type { Move } from '../../model/moving/plan-moves';
import type { ReviewedMove } from '../../model/moving/reviewed-moves';
import type { Retirement } from '../../model/retirement/retirement';
import { CodedError, OperationError } from '../../model/violation';
import type { ShownMoves } from '../../rollout/moving/moving';
import { runSteps } from '../../bootstrap/run-steps';
import { answer, printWarnings } from '../../runtime/process/terminal';
import type { UpgradeRoll } from '../../runtime/kafka/version-change';
import type { QuorumValues } from '../../rollout/features';
import { resourceChangesIn } from '../../runtime/terraform/plan-contents';
import { Allowances } from '../guard/allowances';
import { type Loss, lossesIn } from '../guard/loss';
import { lossTable } from '../guard/plan-guard';
import { unwantedVolumes } from '../leaving';
import { MOVED, movesTable } from '../moves-table';
import { Moving } from '../moving';
import { describeRetirement } from '../remainder';
import { findRenewal, renewalText } from '../renewal';
import { planAfterMoves } from '../review/plan-after-moves';
import type { Forced } from '../terraform/forced';
import { type PlanFile, type Review, writePlanFile } from '../review/plan-file';
import { declarationOf } from '../review/reviewed-plans';
import { type SavedPlan, Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { allEnded } from '../../runtime/all-ended';
import { Early } from '../deployment/early';
import { comingValues, valueLines } from '../deployment/features';
import { phaseLines } from '../deployment/migration';
import { prepare } from '../deployment/prepare';
import { planRefused, refusedLogins, rewritingText, triedOnce } from '../deployment/refused-logins';
import { synthesisSteps } from '../deployment/synthesis-steps';
import { upgradeLines } from '../deployment/upgrade';
import { fetchAdministrator } from '../deployment/users-files';
import { ALLOW_OPTION, RENEW_OPTION } from './deployment';

export interface PlanOptions {
  readonly detailedExitcode?: boolean;
  /** File that the plans are kept in. */
  readonly out?: string;
  /** What they may destroy with what it holds. */
  readonly allowDestroy?: readonly string[];
  /** Whether what the images made here stand on is renewed before. */
  readonly renewImages?: boolean;
}

/** Adds the options of the command. */
export const withPlanOptions = (command: Command): Command =>
  command
    .option('--detailed-exitcode', 'exit with 2 when there are changes')
    .option(
      '--out <file>',
      'keep the plans: npm run guard -- FILE judges them, npm run deploy -- --plan FILE applies them',
    )
    .option(...ALLOW_OPTION)
    .option(...RENEW_OPTION);

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
  /** Whether it can only be made to be applied when copies have been moved. */
  readonly isLater?: boolean;
  /** Why it could not be made, while servers are yet to change. */
  readonly unplanned?: CodedError;
}

interface Kept {
  readonly state: string;
  readonly declaration: string;
  /** Terraform's own file, and what it says of it; absent where there is nothing to apply, the first one also where it is planned again. */
  readonly plan?: Buffer;
  readonly shown?: string;
}

const LEAVING = 'Declared no more; a deployment takes it away in this order, before and after Terraform:';
const LOST = 'npm run deploy asks before it destroys, or wants --allow-destroy ADDRESS for each:';

/** Shows what a deployment would change: exit code 0, or 2 for changes when asked for by `detailedExitCode`. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<number> {
  const { renewed } = (await prepare(workspace, { renewImages: options.renewImages })).images;
  const results: ShownPlan[] = [];
  const warnings: string[] = [];
  const leaving: string[] = [];
  const rolls: UpgradeRoll[] = [];
  const { out, allowDestroy = [] } = options;
  let forgotten: Retirement['forgotten'] = {};
  let shownMoves: ShownMoves | undefined;
  let values: QuorumValues = {};
  const early = new Early();
  const steps = [
    ...synthesisSteps(workspace, warnings, {
      clear: false,
      early,
      onUpgrade: (roll) => rolls.push(roll),
      onFound: ({ found: { retirement } }) => {
        leaving.push(...describeRetirement(retirement, unwantedVolumes(retirement.data, allowDestroy)));
        forgotten = retirement.forgotten;
        return Promise.resolve();
      },
    }),
    {
      title: 'Plan',
      run: async (): Promise<string | undefined> => {
        const manifest = await workspace.manifest();
        new Allowances(allowDestroy, allStacks(manifest));
        const [renewal, isKnown] = await Promise.all([findRenewal(manifest), fetchAdministrator(workspace, manifest)]);
        values = await comingValues(manifest, workspace.clients);
        const [toCome, plans] = await allEnded([
          isKnown ? new Moving(workspace, manifest, {}).toCome() : Promise.resolve(undefined),
          planAll(workspace, manifest, { forced: renewal, keep: out !== undefined }),
        ]);
        shownMoves = toCome;
        results.push(...plans);
        const rewriting = rewritingText(plans.flatMap(({ planned }) => Object.entries(planned)));
        return [...renewalText(renewal), ...rewriting].join('; ') || undefined;
      },
    },
    ...(out === undefined
      ? []
      : [
          {
            title: 'Keep the plans',
            run: async (): Promise<string> => {
              const cluster = workspace.clusterName;
              await writePlanFile(
                out,
                keptOf(results, {
                  ...{ cluster, leaving, forgotten, allowed: allowDestroy, renewed, values },
                  moves: shownMoves?.moves.map(asReviewed),
                }),
              );
              return out;
            },
          },
        ]),
  ];
  await runSteps(steps).finally(() => early.ended());
  printWarnings(warnings);
  const moves = shownMoves?.moves ?? [];
  const losses = results
    .flatMap((result) => result.losses)
    .filter(({ stack, address }) => !forgotten[stack]?.includes(address));
  const doesSomething =
    leaving.length + moves.length + Object.keys(values).length > 0 || results.some(({ changes }) => changes);
  answer(
    {
      stacks: results.map(({ stack, changes, planned }) => ({ stack, changes, planned })),
      ...{ leaving, moves: moves.map(asReviewed), losses, quorum: values },
    },
    [
      ...upgradeLines(rolls[0]),
      ...(doesSomething ? phaseLines(await workspace.manifest()) : []),
      ...valueLines(values),
      ...(shownMoves === undefined || moves.length === 0 ? [] : [`\n${MOVED}\n${movesTable(shownMoves)}`]),
      ...(leaving.length === 0 ? [] : [`\n${LEAVING}`, ...leaving]),
      ...results.map(planText),
      ...(losses.length === 0 ? [] : [`\n${LOST}\n${lossTable(losses)}`]),
    ].join('\n'),
  );
  return options.detailedExitcode === true && doesSomething ? 2 : 0;
}

/** A move as whoever reviews it is told. */
const asReviewed = ({ topic, partition, from, to }: Move): ReviewedMove => ({ topic, partition, from, to });

interface PlanningOptions {
  readonly forced: Forced;
  readonly keep: boolean;
}

/** What the kafka provider says when no broker answers. */
const UNREACHED = /run out of available brokers|connection refused/;

const planText = ({ stack, changes, text, isLater, unplanned }: ShownPlan): string =>
  unplanned !== undefined
    ? `\n${stack}: planned when the servers have changed, which don’t answer where they are declared to be:\n${unplanned.message}`
    : changes
      ? `\n${stack}${isLater === true ? ', when the copies have been moved' : ''}:\n${text}`
      : `\n${stack}: no changes`;

/** What is declared on brokers that answer only when they have changed, such as with other ports, is planned after that: it is shown so, and can't be kept. */
async function planAll(
  workspace: Workspace,
  manifest: ClusterManifest,
  options: PlanningOptions,
): Promise<readonly ShownPlan[]> {
  const { stacks } = manifest;
  const refused = triedOnce(() => refusedLogins(workspace, manifest));
  const plans = await allEnded(
    allStacks(manifest).map(async (stack): Promise<ShownPlan> => {
      try {
        const isOnBrokers = stacks.resources.includes(stack);
        return await planOf(workspace, stack, { ...options, ...(isOnBrokers && { refused }) });
      } catch (error) {
        const isUnreached =
          stacks.resources.includes(stack) && error instanceof CodedError && UNREACHED.test(error.message);
        if (!isUnreached || options.keep) {
          throw error;
        }
        return { stack, changes: true, planned: {}, text: '', losses: [], unplanned: error };
      }
    }),
  );
  const serversChange = plans.some(({ stack, changes }) => changes && [stacks.base, stacks.cluster].includes(stack));
  const unplanned = plans.flatMap((each) => each.unplanned ?? []);
  if (unplanned.length > 0 && !serversChange) {
    throw new OperationError(...unplanned.flatMap(({ violations }) => violations));
  }
  return plans;
}

async function planOf(
  workspace: Workspace,
  stack: string,
  { forced, keep, refused }: PlanningOptions & { readonly refused?: () => Promise<readonly string[]> },
): Promise<ShownPlan> {
  const make = (on: Terraform): Promise<SavedPlan> =>
    refused === undefined ? on.plan([], { forced }) : planRefused(on, refused, { forced });
  const terraform = new Terraform(workspace, stack);
  // Before it: a state that has changed since is another one then.
  const kept = keep
    ? { state: await terraform.stateVersion(), declaration: await declarationOf(workspace, stack) }
    : undefined;
  try {
    const plan = await make(terraform);
    return await shownPlan(terraform, plan, kept).finally(() => terraform.forgetPlan(plan));
  } catch (error) {
    if (!(error instanceof CodedError && isFactorRefusal(error.message))) {
      throw error;
    }
    // Copies are moved whatever Terraform does; afterwards it may do this, and nothing else.
    return await planAfterMoves(workspace, stack, make, async (trial, plan) => {
      const shown = await shownPlan(trial, plan, kept);
      return { ...shown, kept: shown.kept && { ...shown.kept, plan: undefined }, isLater: true };
    });
  }
}

async function shownPlan(terraform: Terraform, plan: SavedPlan, kept: Kept | undefined): Promise<ShownPlan> {
  const { stack } = terraform;
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
      stacks: results.map(({ stack, changes, planned, isLater, kept }) => ({
        ...{ stack, changes, planned, later: isLater },
        state: kept?.state ?? '',
        declaration: kept?.declaration ?? '',
      })),
    },
    plans: present(({ plan }) => plan),
    shown: present(({ shown }) => shown),
  };
}
