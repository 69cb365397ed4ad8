import type { Read } from './delivery-verifier';

/** How often values lie in a log. */
export interface Copies {
  /** Values that lie there. */
  readonly values: number;
  /** Values that lie there more than once. */
  readonly repeated: readonly string[];
  /** The most copies of one value. */
  readonly most: number;
}

/** Counts the copies of values; a record that was read twice at its offset is one copy. */
export function countCopies(reads: readonly Read[]): Copies {
  const places = new Map<string, Set<string>>();
  for (const { partition, offset, value } of reads) {
    const found = places.get(value) ?? new Set();
    places.set(value, found.add(`${partition}/${offset}`));
  }
  const counts = [...places].map(([value, { size }]) => ({ value, size }));
  return {
    values: counts.length,
    repeated: counts.filter(({ size }) => size > 1).map(({ value }) => value),
    most: counts.reduce((most, { size }) => Math.max(most, size), 0),
  };
}
