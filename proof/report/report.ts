import Table from 'cli-table3';
import { counted } from '../../model/formats/counted';
import { formatViolation, type Violation } from '../../model/violation';
import { answer } from '../../runtime/process/terminal';
import type { ResultTable, Verdict } from '../context/check';
import type { TimelineReport } from '../context/timeline';

/** What one check found, as it is written down. */
export interface CheckReport {
  /** As `only` and `skip` take it. */
  readonly name: string;
  /** What the cluster promises, in one sentence. */
  readonly promise: string;
  /** `skipped`: it was left out on purpose, which is said and not judged. */
  readonly verdict: Verdict | 'skipped';
  /** What it took, without its waits for checks that it can't run beside. */
  readonly seconds: number;
  /** Seconds from the beginning of the proof to its own; several may be under way at a time. */
  readonly began?: number;
  /** What the verdict rests on, one sentence each. */
  readonly evidence: readonly string[];
  /** What is wrong; empty when it passed. */
  readonly violations: readonly Violation[];
  /** Measured values by name; the name ends in its unit. */
  readonly figures: Readonly<Record<string, number>>;
  /** What it tried, case by case. */
  readonly table?: ResultTable;
}

/** Version of the report's form. Since 2 a check has `violations`, which were its `faults` before. */
export const REPORT_SCHEMA = 2;

/** What a proof found. */
export interface Report {
  /** Version of its form. */
  readonly schema: typeof REPORT_SCHEMA;
  /** The cluster's name. */
  readonly cluster: string;
  /** Kafka's version as it was declared, such as `3.9.2`. */
  readonly kafkaVersion: string;
  /** When the proof began, by ISO 8601. */
  readonly startedAt: string;
  /** How long it took, all in all. */
  readonly seconds: number;
  /** What the random parts followed from. */
  readonly seed: number;
  /** Of all checks together: a broken promise weighs more than one that could not be judged. */
  readonly verdict: Verdict;
  /** Whether it was ended early. */
  readonly interrupted: boolean;
  /** In their order, with those that were left out by `skip` or because they would do harm. */
  readonly checks: readonly CheckReport[];
  /** What the proof could not undo, and what broke it off. */
  readonly notUndone: readonly Violation[];
  /** What happened when. */
  readonly timeline: TimelineReport;
}

/** A broken promise weighs more than one that could not be judged. Nothing judged is not passed either. */
export function verdictOf(verdicts: readonly CheckReport['verdict'][]): Verdict {
  if (verdicts.includes('fail')) {
    return 'fail';
  }
  const judged = verdicts.filter((verdict) => verdict !== 'skipped');
  return judged.length === 0 || judged.includes('unjudged') ? 'unjudged' : 'pass';
}

/** 0: every promise kept; 1: one was broken; 2: one could not be judged. */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  return ({ pass: 0, fail: 1, unjudged: 2 } as const)[report.verdict];
}

const WIDTHS = { check: 15, verdict: 10, seconds: 9 } as const;

/** Checks are parted by a blank line, so that what belongs to one stands together. */
const NO_RULES = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } as const;

/** The report for a person. `columns` is the width of the terminal. */
export function renderReport(report: Report, columns = 120): string {
  const rest = Math.max(40, Math.min(columns, 160) - WIDTHS.check - WIDTHS.verdict - WIDTHS.seconds - 5);
  const table = new Table({
    head: ['check', 'verdict', 'seconds', 'evidence'],
    colWidths: [WIDTHS.check, WIDTHS.verdict, WIDTHS.seconds, rest],
    chars: NO_RULES,
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { name, promise, verdict, seconds, violations, evidence } of report.checks) {
    // A row for each sentence: what a cell of several lines takes to be drawn grows with the square of its length.
    const sentences = [...violations.map(formatViolation), ...evidence].map((sentence) => sentence.trimEnd());
    table.push(
      ['', '', '', ''],
      [name, verdict, seconds.toFixed(1), `${promise}.`],
      ...sentences.flatMap((sentence) => sentence.split('\n')).map((sentence) => ['', '', '', sentence]),
    );
  }
  const lines = [
    table.toString(),
    ...report.checks.flatMap((check) => renderCases(check, report, columns)),
    ...report.notUndone.map(formatViolation),
    `${report.cluster}: ${describe(report)} in ${report.seconds.toFixed(1)} s, seed ${report.seed}`,
  ];
  return lines.join('\n');
}

/** What a check tried, case by case: all of it is for who asked for that check alone, or who must see what is wrong. */
function renderCases({ name, table, verdict }: CheckReport, { checks }: Report, columns: number): string[] {
  if (table === undefined) {
    return [];
  }
  const alone = checks.filter((check) => check.verdict !== 'skipped').length === 1;
  return alone || verdict !== 'pass'
    ? [`${name}, case by case:`, renderTable(table, columns)]
    : [`${name}: its ${counted(table.rows.length, 'case is', 'cases are')} in report.html`];
}

/** A check's own table: its last column is the widest, and takes what the others leave. */
function renderTable({ columns: head, rows }: ResultTable, columns: number): string {
  const lengths = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map((c) => c.length)),
  );
  const most = Math.floor((Math.min(columns, 160) - head.length - 1) / head.length) + 2;
  const widths = lengths.slice(0, -1).map((length) => Math.min(length + 2, most));
  const last = Math.max(20, Math.min(columns, 160) - widths.reduce((sum, width) => sum + width, 0) - head.length - 1);
  const table = new Table({
    head: [...head],
    colWidths: [...widths, last],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

/** How a proof ended, in a few words. */
export function describe({ verdict, interrupted, checks }: Report): string {
  const count = (wanted: CheckReport['verdict']) => checks.filter((check) => check.verdict === wanted).length;
  const counts = `${counted(count('pass'), 'promise')} kept, ${count('fail')} broken, ${count('unjudged')} not judged${count('skipped') > 0 ? `, ${count('skipped')} skipped` : ''}`;
  return interrupted ? `interrupted, ${counts}` : verdict === 'pass' ? `proven, ${counts}` : counts;
}

/** Prints the report. */
export function printReport(report: Report): void {
  answer(
    { proof: report },
    `\n${renderReport(report, process.stdout.columns > 0 ? process.stdout.columns : undefined)}`,
  );
}
