import { CodedError, type Violation } from '../../model/violation';
import { Duration } from '../../model/units/duration';
import { patient } from '../../runtime/patience';
import { pause } from '../../runtime/wait';
import { lateMark } from '../context/late';
import { reasonOf } from '../workload/load';

/** Errors that mean a refusal. A reader without a right to any group is refused there before its topic is looked at. */
const REFUSALS = {
  read: ['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED'],
  write: ['TOPIC_AUTHORIZATION_FAILED'],
} as const;

/** How long one attempt may take. */
export const WAIT_SECONDS = 20;

/** One thing that a user tried, what had to come of it, and what did. */
export interface AccessAttempt {
  readonly user: string;
  readonly topic: string;
  readonly operation: 'read' | 'write';
  readonly expected: 'allowed' | 'refused';
  /** `allowed`, or the error's type. */
  readonly actual: string;
}

/** What is wrong with an attempt: refused what is granted, granted what is not, or failed for another reason. */
export function accessViolations(attempt: AccessAttempt): Violation[] {
  const refusals: readonly string[] = REFUSALS[attempt.operation];
  const right = attempt.expected === 'allowed' ? attempt.actual === 'allowed' : refusals.includes(attempt.actual);
  return right
    ? []
    : [
        {
          code: attempt.actual === 'allowed' ? 'AccessTooWide' : 'AccessDenied',
          subject: `${attempt.user} on topic ${attempt.topic}`,
          rule: `${attempt.operation} must be ${attempt.expected === 'allowed' ? 'allowed' : `refused with ${refusals.join(' or ')}`}`,
          value: attempt.actual,
          remedy: 'compare the ACLs with the declaration (npm run plan)',
          ...lateMark(/TIMED_OUT|Timeout|no answer/.test(attempt.actual)),
        },
      ];
}

/** Whether it was let in or not; everything else is no answer yet, as long as a coordinator or a leader is being chosen. */
function isAnswer({ actual, operation }: Pick<AccessAttempt, 'actual' | 'operation'>): boolean {
  const refusals: readonly string[] = REFUSALS[operation];
  return actual === 'allowed' || refusals.includes(actual);
}

/** Tries until the cluster answers; without an answer in time, what the last try came to. */
export async function answered(
  operation: AccessAttempt['operation'],
  attempt: () => Promise<string>,
  signal: AbortSignal,
  within: Duration = patient(WAIT_SECONDS),
): Promise<string> {
  const end = Date.now() + within.milliseconds;
  for (;;) {
    const actual = await attempt();
    if (isAnswer({ actual, operation }) || Date.now() >= end) {
      return actual;
    }
    await pause(Duration.milliseconds(200), signal, `an answer to a ${operation}`);
  }
}

/** The type of an error of Kafka's; any other error says nothing of the cluster, and is thrown on. */
export function refusal(error: unknown): string {
  if (error instanceof CodedError) {
    throw error;
  }
  return reasonOf(error);
}
