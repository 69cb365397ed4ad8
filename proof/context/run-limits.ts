import { Duration } from '../../model/units/duration';
import type { Violation } from '../../model/violation';

/** How long a proof's parts are asked to last. */
export interface RunDurations {
  readonly duration?: Duration;
  readonly soak?: Duration;
}

/** A load makes several hundred records a second, each of which is held in memory, with what every replica has of it. */
const LONGEST: Readonly<Required<RunDurations>> = { duration: Duration.minutes(5), soak: Duration.minutes(20) };
/** Phases of all checks that last as long as they are asked to. */
const PHASES = 3;
/** Upper bound of the time that all checks take beside these phases. */
const CHECKS_SECONDS = 1_800;

/** What is wrong with durations that ask for more than can be judged. */
export function runLimitViolations(durations: RunDurations): Violation[] {
  return (['duration', 'soak'] as const).flatMap((name): Violation[] => {
    const [asked, most] = [durations[name], LONGEST[name]];
    return asked === undefined || asked.milliseconds <= most.milliseconds
      ? []
      : [
          {
            code: 'SpanTooLong',
            subject: `--${name}`,
            rule: `must be at most ${most.toString()}: the records of a load, on every replica, are judged in memory, all at once`,
            value: asked.toString(),
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
