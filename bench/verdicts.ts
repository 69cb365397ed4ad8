import type { Aim, Benchmark, Figures } from './benchmark';
import { median } from './median';

/** What became of an aim. */
export interface Verdict {
  readonly benchmark: string;
  readonly title: string;
  readonly aim: string;
  /** Of all runs, or why there is none. */
  readonly median: string;
  readonly runs: string;
  readonly verdict: 'met' | 'missed' | 'not measured';
}

/** Holds what a benchmark has measured against each of its aims. */
export function verdictsOf(
  { name, aims }: Pick<Benchmark, 'name' | 'aims'>,
  runs: readonly Figures[],
): readonly Verdict[] {
  return aims.map((aim) => {
    const values = valuesOf(aim.figure, runs);
    const row = { benchmark: name, title: aim.title, aim: textOf(aim) };
    if (values.length === 0) {
      return { ...row, median: '', runs: '', verdict: 'not measured' };
    }
    const middle = median(values);
    return {
      ...row,
      median: amount(middle, aim),
      runs: values.map((value) => amount(value, aim)).join(', '),
      verdict: middle <= (aim.atMost ?? Infinity) && middle >= (aim.atLeast ?? -Infinity) ? 'met' : 'missed',
    };
  });
}

/** The median of each figure, those without an aim too. */
export function mediansOf(runs: readonly Figures[]): Figures {
  const names = [...new Set(runs.flatMap((figures) => Object.keys(figures)))];
  return Object.fromEntries(names.map((name) => [name, median(valuesOf(name, runs))]));
}

const valuesOf = (figure: string, runs: readonly Figures[]): readonly number[] =>
  runs.map((figures) => figures[figure]).filter((value) => value !== undefined);

const textOf = ({ atMost, atLeast, ...aim }: Aim): string =>
  [
    ...(atMost === undefined ? [] : [`at most ${amount(atMost, aim)}`]),
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast, aim)}`]),
  ].join(', ');

const DIGITS: Readonly<Record<Aim['unit'], number>> = { s: 1, times: 2, 'a second': 1, MiB: 0 };

/** For people: `9.2 s`, `1.30`. */
const amount = (value: number, { unit }: Pick<Aim, 'unit'>): string =>
  `${value.toFixed(DIGITS[unit])}${unit === 'times' ? '' : ` ${unit}`}`;
