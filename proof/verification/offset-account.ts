import type { Violation } from '../../model/violation';

/** Two runs of one consumer, the first of which was killed: what each processed, out of everything that was there. */
export interface TwoRuns {
  readonly values: readonly string[];
  readonly first: readonly string[];
  readonly second: readonly string[];
}

export interface OffsetAccount {
  /** Processed by both runs. */
  readonly repeated: number;
  /** Processed by neither. */
  readonly lost: number;
}

/** What a way to commit offsets must come to when its consumer is killed. */
export interface OffsetExpectation {
  readonly repeated: Bound;
  readonly lost: Bound;
}

/** A number of records: at least, and at most. */
export interface Bound {
  readonly least: number;
  readonly most: number;
}

export const NONE: Bound = { least: 0, most: 0 };
export const SOME: Bound = { least: 1, most: Infinity };

/** Counts what a kill has made happen twice, or never. */
export function accountFor({ values, first, second }: TwoRuns): OffsetAccount {
  const [before, after] = [new Set(first), new Set(second)];
  return {
    repeated: values.filter((value) => before.has(value) && after.has(value)).length,
    lost: values.filter((value) => !before.has(value) && !after.has(value)).length,
  };
}

/** A violation for each count that is not what it must be: a promise broken, or an effect that was not shown. */
export function accountViolations(scenario: string, account: OffsetAccount, expected: OffsetExpectation): Violation[] {
  return (['repeated', 'lost'] as const).flatMap((kind) => {
    const { least, most } = expected[kind];
    const found = account[kind];
    if (found >= least && found <= most) {
      return [];
    }
    return [
      {
        code: found < least ? 'EffectNotShown' : kind === 'lost' ? 'RecordsLost' : 'RepeatsTooMany',
        subject: scenario,
        rule: `records ${kind} must be ${inWords(expected[kind])}`,
        value: found,
        remedy:
          found < least
            ? 'run it again; if it stays so, the kill came too late, or offsets are not committed when this says'
            : 'see whether offsets are committed before their records are processed, and look at the log kept',
      },
    ];
  });
}

/** Such as `none`, `at least 1` or `at most 20`. */
export function inWords({ least, most }: Bound): string {
  if (most === 0) {
    return 'none';
  }
  return most === Infinity ? `at least ${least}` : least === 0 ? `at most ${most}` : `${least} to ${most}`;
}
