import path from 'node:path';
import type { Command } from 'commander';
import type { ReviewedMove } from '../../model/moving/reviewed-moves';
import { duplicates, OperationError } from '../../model/violation';
import type { QuorumValues } from '../../rollout/features';
import { answer } from '../../runtime/process/terminal';
import { readPlanFile } from '../review/plan-file';
import { readRequired } from '../../runtime/files/required-file';
import { valueLines } from '../deployment/features';
import { Allowances } from '../guard/allowances';
import { judgementMarkdown, judgementTable, judgePlans, type PlanJudgement } from '../guard/plan-judgement';
import { type PlanContents, planContents } from '../../runtime/terraform/plan-contents';

const FORMATS: Readonly<Record<string, (judgement: PlanJudgement) => string>> = {
  table: judgementTable,
  json: (judgement) => JSON.stringify(judgement, null, 2),
  markdown: judgementMarkdown,
};

export interface GuardOptions {
  readonly format: string;
  readonly allowDestroy?: readonly string[];
}

/** Adds the options of the command. */
export const withGuardOptions = (command: Command): Command =>
  command
    .argument(
      '<plans...>',
      'a file of npm run plan -- --out, or files of terraform show -json, each named by its stack, such as kafka-base.json',
    )
    .option('--format <format>', Object.keys(FORMATS).join(', '), 'table')
    .option('--allow-destroy <address...>', 'what may be lost or stopped, such as kafka_topic.kafka-orders');

/**
 * Judges plans that somebody else has made, before somebody else applies them: exit code 0 when they do no harm that isn't allowed by name,
 * 2 when they do.
 *
 * @throws OperationError `FormatUnknown`, `PlanDuplicate`, `PlanUnreadable`, `AllowanceIllegal`, `TerraformUnexpected`, `PlanIncomplete`
 */
export async function guard(files: readonly string[], { format, allowDestroy = [] }: GuardOptions): Promise<number> {
  const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (write === undefined) {
    throw new OperationError({
      code: 'FormatUnknown',
      subject: '--format',
      rule: `must be one of ${Object.keys(FORMATS).join(', ')}`,
      value: format,
      remedy: 'name one of these',
    });
  }
  const given = await Promise.all(files.map(readGiven));
  const plans = given.flatMap((each) => each.plans);
  const stacks = plans.map(({ stack }) => stack);
  OperationError.throwIfAny(
    duplicates(stacks, { code: 'PlanDuplicate', subject: 'guard', what: 'the stack that a plan is named by' }),
  );
  const allowances = new Allowances([...allowDestroy, ...new Set(given.flatMap(({ allowed }) => allowed))], stacks);
  const judgement = judgePlans(new Map(plans.map(({ stack, contents }) => [stack, contents])), allowances, {
    leaving: [...new Set(given.flatMap(({ leaving }) => leaving))],
    forgotten: Object.fromEntries(plans.map(({ stack, forgotten }) => [stack, forgotten])),
    moves: given.flatMap(({ moves }) => moves),
    quorum: valueLines(Object.fromEntries(given.flatMap(({ values }) => Object.entries(values)))),
  });
  answer({ judgement }, write(judgement));
  return judgement.verdict === 'refused' ? 2 : 0;
}

/** A stack's plan, and what of it is not destroyed. */
interface GivenPlan {
  readonly stack: string;
  readonly contents: PlanContents;
  readonly forgotten: readonly string[];
}

/** A file's plans, and what whoever planned them knew beside them. */
interface GivenFile {
  readonly plans: readonly GivenPlan[];
  readonly leaving: readonly string[];
  readonly allowed: readonly string[];
  readonly moves: readonly ReviewedMove[];
  readonly values: QuorumValues;
}

/** What `npm run plan -- --out` has kept, or what Terraform says of one plan. */
async function readGiven(file: string): Promise<GivenFile> {
  const text = await readRequired(file, {
    code: 'PlanUnreadable',
    remedy:
      'write it: npm run plan -- --out FILE; or terraform plan -out=FILE, then terraform show -json FILE > STACK.json',
  });
  if (text.startsWith('{')) {
    return {
      plans: [{ stack: stackOf(file), contents: planContents(text), forgotten: [] }],
      ...{ leaving: [], allowed: [], moves: [], values: {} },
    };
  }
  const { review, shown } = await readPlanFile(file);
  const { leaving, forgotten, allowed, moves = [], values = {} } = review;
  const plans = review.stacks.map(({ stack }) => ({
    stack,
    contents: contentsOf(shown.get(stack)),
    forgotten: forgotten[stack] ?? [],
  }));
  return { plans, leaving, allowed, moves, values };
}

const contentsOf = (shown: string | undefined): PlanContents =>
  shown === undefined ? { changes: [], drift: [], provisioned: new Set() } : planContents(shown);

/** Where a pipeline keeps each stack's plan in a folder of its own, the files must be named apart all the same. */
const stackOf = (file: string): string => path.basename(file).replace(/\.json$/, '');
