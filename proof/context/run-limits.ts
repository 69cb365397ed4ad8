import type { Violation } from '../../model/violation';
import { milliseconds, type Span } from '../../runtime/wait';

/** How long a proof's parts are asked to last. */
export interface RunDurations {
  readonly duration?: Span;
  readonly soak?: Span;
}

/** A load makes several hundred records a second, each of which is held in memory, with what every replica has of it. */
const LONGEST: Readonly<Required<RunDurations>> = { duration: '5m', soak: '20m' };
/** Phases of all checks that last as long as they are asked to. */
const PHASES = 3;
/** Upper bound of the time that all checks take beside these phases. */
const CHECKS_SECONDS = 1_800;

/** What is wrong with durations that ask for more than can be judged. */
export function runLimitViolations(durations: RunDurations): Violation[] {
  return (['duration', 'soak'] as const).flatMap((name): Violation[] => {
    const [asked, most] = [durations[name], LONGEST[name]];
    return asked === undefined || milliseconds(asked) <= milliseconds(most)
      ? []
      : [
          {
            code: 'SpanTooLong',
            subject: `--${name}`,
            rule: `must be at most ${most}: the records of a load, on every replica, are judged in memory, all at once`,
            value: asked,
            remedy: 'ask for less, and run it again: another seed makes other faults',
          },
        ];
  });
}

/** How long a container of the proof's own must last at most. */
export function lifetimeSeconds({
  durationMs,
  soakMs,
}: {
  readonly durationMs: number;
  readonly soakMs: number;
}): number {
  return CHECKS_SECONDS + Math.ceil((PHASES * durationMs + soakMs) / 1_000);
}

/** Longer than any proof lasts: what is older belongs to a proof that was killed. */
export const STALE_SECONDS =
  60 + lifetimeSeconds({ durationMs: milliseconds(LONGEST.duration), soakMs: milliseconds(LONGEST.soak) });
