import type { Read } from './delivery-verifier';

/** How often values lie in a log. */
export interface DuplicateCount {
  /** Values that lie there. */
  readonly values: number;
  /** Values that lie there more than once. */
  readonly repeated: readonly string[];
  /** The most copies of one value. */
  readonly most: number;
}

/** Counts the copies of values; a record that was read twice at its offset is one copy. */
export function countDuplicates(reads: readonly Read[]): DuplicateCount {
  const locations = new Map<string, Set<string>>();
  for (const { partition, offset, value } of reads) {
    const found = locations.get(value) ?? new Set();
    locations.set(value, found.add(`${partition}/${offset}`));
  }
  const counts = [...locations].map(([value, { size }]) => ({ value, size }));
  return {
    values: counts.length,
    repeated: counts.filter(({ size }) => size > 1).map(({ value }) => value),
    most: counts.reduce((most, { size }) => Math.max(most, size), 0),
  };
}
