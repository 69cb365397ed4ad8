import Table from 'cli-table3';
import { partitionName } from '../../model/moving/plan-moves';
import type { ReviewedMove } from '../../model/moving/reviewed-moves';
import type { PlanContents } from '../../runtime/terraform/plan-contents';
import { MOVED } from '../moves-table';
import { type Allowances, optionFor, type Removal } from './allowances';
import { lossesIn } from './loss';
import { outagesIn } from './outage';

/** What a plan does that cannot be undone, or that clients notice. */
export interface Harm extends Removal {
  readonly kind: 'loss' | 'outage';
}

/** A harm, and whether somebody has allowed it by name. */
export interface JudgedHarm extends Harm {
  readonly allowed: boolean;
  /** The option that allows it. */
  readonly option: string;
}

/** What is known of the plans of some stacks. */
export interface PlanJudgement {
  readonly verdict: 'harmless' | 'allowed' | 'refused';
  /** Of each stack, how many resources its plan makes, changes and takes away; what is replaced counts for both. */
  readonly stacks: readonly {
    readonly stack: string;
    readonly added: number;
    readonly changed: number;
    readonly destroyed: number;
  }[];
  readonly harms: readonly JudgedHarm[];
  /** What a deployment takes away by itself, in order, for people. */
  readonly leaving: readonly string[];
  /** Copies of partitions that it moves before servers change. */
  readonly moves: readonly ReviewedMove[];
  /** What the quorum comes to keep, and what of that can't be undone, for people. */
  readonly quorum: readonly string[];
  /** What is done, for people: Terraform's words and the address. */
  readonly actions: readonly string[];
}

/** What is known of plans that a deployment will apply. */
export interface LeavingPlan {
  readonly leaving: readonly string[];
  /** Addresses by stack that are not destroyed, whatever Terraform's plan says: they leave in order. */
  readonly forgotten: Readonly<Record<string, readonly string[]>>;
  readonly moves?: readonly ReviewedMove[];
  /** What the quorum comes to keep, for people; nothing by default. */
  readonly quorum?: readonly string[];
}

/** Judges plans by what they lose and what they stop. */
export function judgePlans(
  plans: ReadonlyMap<string, PlanContents>,
  allowances: Allowances,
  { leaving, forgotten, moves = [], quorum = [] }: LeavingPlan = { leaving: [], forgotten: {} },
): PlanJudgement {
  const all = [...plans].flatMap(([stack, contents]): readonly Harm[] => [
    ...lossesIn(stack, contents.changes).map((loss) => ({ kind: 'loss' as const, ...loss })),
    ...outagesIn(stack, contents).map((outage) => ({ kind: 'outage' as const, ...outage })),
  ]);
  // What leaves in order leaves its data, unless these are allowed to go.
  const harms = all.filter(
    (harm) =>
      forgotten[harm.stack]?.includes(harm.address) !== true || (harm.kind === 'loss' && allowances.allows(harm, all)),
  );
  const judged = harms.map((harm) => ({
    ...harm,
    allowed: allowances.allows(harm, harms),
    option: `--allow-destroy ${optionFor(harm, harms)}`,
  }));
  return {
    verdict: judged.some(({ allowed }) => !allowed) ? 'refused' : judged.length > 0 ? 'allowed' : 'harmless',
    stacks: [...plans].map(([stack, { changes }]) => {
      const managed = changes.filter(({ mode }) => mode === 'managed');
      const count = (action: string): number => managed.filter(({ change }) => change.actions.includes(action)).length;
      return { stack, added: count('create'), changed: count('update'), destroyed: count('delete') };
    }),
    harms: judged,
    ...{ leaving, moves, quorum },
    actions: [...plans].flatMap(([, { changes }]) =>
      changes
        .filter(({ mode, change }) => mode === 'managed' && change.actions.some((action) => action !== 'no-op'))
        .map(({ address, change }) => `${change.actions.join(' and ')} ${address}`),
    ),
  };
}

const HEAD = ['', 'what', 'stack', 'address', 'allowed'] as const;

const rowOf = ({ kind, what, stack, address, replaced, allowed }: JudgedHarm): readonly string[] => [
  ...[`${kind}, ${replaced ? 'replaced' : 'destroyed'}`, what, stack, address],
  allowed ? 'yes' : 'no',
];

const VERDICTS: Readonly<Record<PlanJudgement['verdict'], string>> = {
  harmless: 'Nothing is lost, and no server goes without its gate.',
  allowed: 'All of this is allowed by name.',
  refused: 'This is not allowed; each is, by its option:',
};

const LEAVING = 'Declared no more; a deployment takes it away in this order:';

const moveLine = (move: ReviewedMove): string =>
  `${partitionName(move)}: from ${move.from.join(', ')} to ${move.to.join(', ')}`;

/** What fits into a comment. */
const SHOWN = 200;

const optionsOf = ({ harms }: PlanJudgement): readonly string[] =>
  harms.flatMap(({ allowed, option }) => (allowed ? [] : [option]));

/** For a terminal. */
export function judgementTable(judgement: PlanJudgement): string {
  const table = new Table({ head: [...HEAD], style: { head: [], border: [], compact: true } });
  table.push(...judgement.harms.map((harm) => [...rowOf(harm)]));
  const lines = judgement.harms.length === 0 ? [] : [table.toString()];
  const { leaving, moves, quorum } = judgement;
  return [
    ...(leaving.length === 0 ? [] : [LEAVING, ...leaving]),
    ...(moves.length === 0
      ? []
      : [
          MOVED,
          ...shortened(
            moves.map((move) => `  ${moveLine(move)}`),
            '  ',
          ),
        ]),
    ...quorum,
    ...lines,
    VERDICTS[judgement.verdict],
    ...optionsOf(judgement).map((option) => `  ${option}`),
  ].join('\n');
}

/** For a merge request. */
export function judgementMarkdown(judgement: PlanJudgement): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
    rows.length === 0 ? [] : [row(head), row(head.map(() => '---')), ...rows.map(row), ''];
  return [
    `### Plan: ${judgement.verdict}`,
    '',
    ...table(
      ['stack', 'added', 'changed', 'destroyed'],
      judgement.stacks.map(({ stack, ...counts }) => [stack, ...Object.values(counts).map(String)]),
    ),
    ...table(HEAD, judgement.harms.map(rowOf)),
    ...list(judgement.leaving.length === 0 ? [] : [LEAVING], judgement.leaving),
    ...list(judgement.moves.length === 0 ? [] : [MOVED], judgement.moves.map(moveLine)),
    ...judgement.quorum.map(cell),
    ...(judgement.quorum.length === 0 ? [] : ['']),
    ...list(judgement.actions.length === 0 ? [] : ['All that is done:'], judgement.actions),
    VERDICTS[judgement.verdict],
    ...optionsOf(judgement).map((option) => `- \`${option.replaceAll('`', '')}\``),
    '',
  ].join('\n');
}

/** A list below its title, cut off where it would be longer than a comment may be. */
function list(title: readonly string[], lines: readonly string[]): readonly string[] {
  return title.length === 0
    ? []
    : [
        ...title,
        '',
        ...shortened(
          lines.map((line) => `- ${cell(line.trim())}`),
          '- ',
        ),
        '',
      ];
}

/** Lines without those that are too many. */
const shortened = (lines: readonly string[], indent: string): readonly string[] =>
  lines.length > SHOWN ? [...lines.slice(0, SHOWN), `${indent}and ${lines.length - SHOWN} more`] : lines;

/** Text that stays within its cell, is no markup and calls nobody: names come from whoever asks for the merge. */
const cell = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|~#&]/g, (sign) => `\\${sign}`)
    .replace(/@/g, '@&#8203;')
    .replace(/\s+/g, ' ');
