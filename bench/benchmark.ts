/** What one run has measured: figures by their names, times in seconds. */
export type Figures = Readonly<Record<string, number>>;

/** What a figure is to be. */
export interface Aim {
  /** Name of the figure. */
  readonly figure: string;
  /** What it is, for people. */
  readonly title: string;
  readonly unit: 's' | 'times' | 'a second' | 'MiB';
  /** One of the two: the most, or the least, that the median may be. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** What a file of a benchmark exports, by these names. One line of `benchmarks.ts` makes it one of all. */
export interface Benchmark {
  /** As in `npm run bench NAME`. */
  readonly name: string;
  /** What it aims at: ratios are of one run each, beside its floor. */
  readonly aims: readonly Aim[];
  /**
   * Measures as often as it is asked to, and hands over the figures of each run when it ends: what was measured before a failure
   * counts. Figures without an aim are kept beside the others.
   */
  readonly run: (runs: number, measured: (figures: Figures) => void) => Promise<void>;
}
