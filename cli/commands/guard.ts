import path from 'node:path';
import type { Command } from 'commander';
import { duplicates, OperationError } from '../../model/violation';
import { answer } from '../../runtime/process/terminal';
import { readRequired } from '../../runtime/files/required-file';
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
    .argument('<plans...>', 'files written by terraform show -json, each named by its stack, such as kafka-base.json')
    .option('--format <format>', Object.keys(FORMATS).join(', '), 'table')
    .option('--allow-destroy <address...>', 'what may be lost or stopped, such as kafka_topic.kafka-orders');

/**
 * Judges plans that somebody else has made, before somebody else applies them: exit code 0 when they do no harm that isn't allowed by name,
 * 2 when they do.
 *
 * @throws OperationError `FormatUnknown`, `PlanDuplicate`, `PlanUnreadable`, `AllowanceIllegal`, `TerraformUnexpected`
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
  const stacks = files.map(stackOf);
  OperationError.throwIfAny(
    duplicates(stacks, { code: 'PlanDuplicate', subject: 'guard', what: 'the stack that a plan is named by' }),
  );
  const plans = new Map(await Promise.all(files.map(async (file) => [stackOf(file), await readPlan(file)] as const)));
  const judgement = judgePlans(plans, new Allowances(allowDestroy, stacks));
  answer({ judgement }, write(judgement));
  return judgement.verdict === 'refused' ? 2 : 0;
}

/** Where a pipeline keeps each stack's plan in a folder of its own, the files must be named apart all the same. */
const stackOf = (file: string): string => path.basename(file).replace(/\.json$/, '');

const readPlan = async (file: string): Promise<PlanContents> =>
  planContents(
    await readRequired(file, {
      code: 'PlanUnreadable',
      remedy: 'write it: terraform plan -out=FILE, then terraform show -json FILE > STACK.json',
    }),
  );
