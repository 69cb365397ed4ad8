import type { Violation } from '../../model/violation';
import { countDuplicates } from './duplicate-count';
import type { Read } from './delivery-verifier';

/** What the copier writes before a value in a transaction that it aborts on purpose. */
export const ABORTED = 'aborted-';

/** One copying, as it looks from every side. */
export interface TransactionalCopy {
  /** What was to be copied, in the order of each partition. */
  readonly input: readonly Pick<Read, 'partition' | 'value'>[];
  /** What a reader of committed records finds in the end. */
  readonly output: readonly Read[];
  /** What a reader of committed records saw while it happened. */
  readonly concurrent: readonly Read[];
  /** The rows of a sink outside of Kafka, with where the sink says that each came from. */
  readonly rows: readonly Read[];
  /** Which of the two ran out of time: what they lack by then says nothing. */
  readonly late: readonly ('concurrent' | 'rows')[];
}

const REMEDY = 'look at the log beside the report, and at the brokers’ logs; keep the volumes';

/** Everything in which a copying was not exactly once. */
export function verifyExactlyOnce(
  { input, output, concurrent, rows, late }: TransactionalCopy,
  subject: string,
): Violation[] {
  const wanted = new Set(input.map(({ value }) => value));
  const there = new Set(output.map(({ value }) => value));
  const stored = new Set(rows.map(({ value }) => value));
  const locations = new Set(output.map(location));
  const violation = (code: string, rule: string, found: readonly string[], at = subject): Violation[] =>
    found.length === 0
      ? []
      : [{ code, subject: at, rule, value: `${found.length}, the first ${String(found[0])}`, remedy: REMEDY }];
  const isAborted = ({ value }: Pick<Read, 'value'>) => value.startsWith(ABORTED);
  return [
    ...violation(
      'RecordsLost',
      'every record of the input must be in the output',
      [...wanted].filter((v) => !there.has(v)),
    ),
    ...violation('RecordsDuplicated', 'no record may be in the output twice', countDuplicates(output).repeated),
    ...violation(
      'AbortedRecordsRead',
      'a reader of committed records must see nothing of a transaction that was aborted',
      [...output, ...concurrent].filter(isAborted).map(({ value }) => value),
    ),
    ...violation(
      'RecordsForeign',
      'nothing may be in the output that is not in the input',
      output.filter((read) => !isAborted(read) && !wanted.has(read.value)).map(({ value }) => value),
    ),
    ...violation(
      'RecordsReordered',
      'the output must keep the order of each partition of the input',
      outOfOrder(input, output),
    ),
    ...violation(
      'ReadersDisagree',
      'a reader that read along must have seen what a later one finds, at the same places',
      [
        ...concurrent.filter((read) => !isAborted(read) && !locations.has(location(read))).map(location),
        ...(late.includes('concurrent') ? [] : missing(output, concurrent)),
      ],
    ),
    ...violation(
      'RowsLost',
      'every record must be in the sink',
      late.includes('rows') ? [] : [...wanted].filter((value) => !stored.has(value)),
      'the sink',
    ),
    ...violation('RowsDuplicated', 'no record may be in the sink twice', countRows(rows), 'the sink'),
    ...violation(
      'RowsForeign',
      'nothing may be in the sink that is not in the input',
      [...stored].filter((value) => !wanted.has(value)),
      'the sink',
    ),
  ];
}

function location({ partition, offset, value }: Read): string {
  return `${value} at ${partition}/${offset}`;
}

function missing(all: readonly Read[], some: readonly Read[]): string[] {
  const seen = new Set(some.map(location));
  return all.map(location).filter((name) => !seen.has(name));
}

/** Unlike in a log, one row after another is two, even from the same offset. */
function countRows(rows: readonly Read[]): string[] {
  const seen = new Set<string>();
  return rows.flatMap(({ value }) => {
    const again = seen.has(value);
    seen.add(value);
    return again ? [value] : [];
  });
}

/** Values that stand behind one that was before them in the input's partition. */
function outOfOrder(input: TransactionalCopy['input'], output: readonly Read[]): string[] {
  const ranks = new Map(input.map(({ value }, rank) => [value, rank]));
  const highest = new Map<number, number>();
  return [...output]
    .sort((one, other) => one.offset - other.offset)
    .flatMap(({ partition, value }) => {
      const rank = ranks.get(value) ?? -1;
      const before = highest.get(partition) ?? -1;
      highest.set(partition, Math.max(before, rank));
      return rank >= 0 && rank < before ? [value] : [];
    });
}
