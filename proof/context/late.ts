import type { Violation } from '../../model/violation';
import { explain, TimedOut } from '../../runtime/wait';

/** A violation that rests on nothing but time that has run out. */
export interface LateViolation extends Violation {
  readonly late: true;
}

export const isLate = (violation: Violation): violation is LateViolation => 'late' in violation;

/** Without the mark, as reports have it. */
export const withoutMark = ({ code, subject, rule, value, remedy }: Violation): Violation => ({
  ...{ code, subject, rule, remedy },
  ...(value !== undefined && { value }),
});

/** What marks a violation as late; nothing for any other. */
export const lateMark = (late: boolean): { readonly late?: true } => (late ? { late: true } : {});

/** What an error says, as the value of a violation, which is late when no answer came in time; an interruption goes on. */
export const because = (error: unknown): { readonly value: string; readonly late?: true } => ({
  value: explain(error),
  ...lateMark(error instanceof TimedOut),
});
