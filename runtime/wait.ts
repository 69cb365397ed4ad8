import { setTimeout as pauseFor } from 'node:timers/promises';
import { Duration } from '../model/units/duration';
import { CodedError, OperationError } from '../model/violation';

/** Pause between two tries where none is asked for. */
const DEFAULT_PAUSE = Duration.milliseconds(200);

export interface Wait {
  /** How long at most. */
  readonly within: Duration;
  /** What is awaited, as it stands after “waiting for” in the failure’s message: `three brokers registered`, `broker 1 to answer`. */
  readonly awaiting: string;
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined;
}

export interface Poll extends Wait {
  /** Pause between two tries. Default 200 ms. */
  readonly every?: Duration;
}

/** What was awaited did not happen in its time: `[TimedOut] waiting for broker 1 to answer: took longer than 30 s`. */
export class TimedOut extends OperationError {
  public constructor(
    /** The wait that ended so. */
    public readonly wait: Wait,
    /** Why it had not come about, at the last look; undefined when a look just said no. */
    public readonly last: string | undefined,
  ) {
    super({
      code: 'TimedOut',
      subject: `waiting for ${wait.awaiting}`,
      rule: `took longer than ${wait.within.toString().replace(/(?<=\d)(?=[a-z])/, ' ')}`,
      value: last,
      remedy: 'look at the containers and their logs (docker ps -a, docker logs)',
    });
    this.name = 'TimedOut';
  }
}

/** The person, or the machine, asked to stop: what was stopped can be done again. */
export class Interrupted extends OperationError {
  public constructor(subject: string) {
    super({
      code: 'Interrupted',
      subject,
      rule: 'was stopped before its end',
      remedy: 'run the same command again: it goes on from there',
    });
    this.name = 'Interrupted';
  }
}

/** What an error says, in one line, as a part of another message: without a code and a remedy of its own. */
export function messageOf(error: unknown): string {
  const [violation] = error instanceof CodedError ? error.violations : [];
  if (violation !== undefined) {
    const { subject, rule, value } = violation;
    return `${subject}: ${rule}${value === undefined ? '' : `, got ${value}`}`;
  }
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

/** What an error says, as a value of a violation; an interruption goes on. */
export function explain(error: unknown): string {
  if (error instanceof Interrupted) {
    throw error;
  }
  return messageOf(error);
}

/** A pause that ends early when asked to. */
export async function pause(length: Duration, signal?: AbortSignal, subject = 'a pause'): Promise<void> {
  try {
    await pauseFor(length.milliseconds, undefined, signal ? { signal } : {});
  } catch {
    throw new Interrupted(subject);
  }
}

/** The promise's value, or {@link TimedOut}: for calls that have no bound of their own. */
export async function bounded<T>(promise: Promise<T>, wait: Wait): Promise<T> {
  const { signal } = wait;
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new TimedOut(wait, undefined));
        }, wait.within.milliseconds);
        onAbort = () => {
          reject(new Interrupted(wait.awaiting));
        };
        if (signal?.aborted) {
          onAbort();
        }
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    if (onAbort) {
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

/**
 * Tries `condition` until it gives something other than false, null or undefined. A try that throws counts as "not yet",
 * and the last such error is named when time is up; every try is bounded by the time that is left.
 */
export async function until<T>(condition: () => T | Promise<T>, poll: Poll): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + poll.within.milliseconds;
  let last: string | undefined;
  for (;;) {
    const rest: Wait = { ...poll, within: Duration.milliseconds(Math.max(end - Date.now(), 1)) };
    try {
      const value = await bounded(Promise.resolve().then(condition), rest);
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
      last = undefined;
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      // A try that the end of the wait cuts short says nothing; one that ran out of a time of its own, what it saw last.
      const isCutShort = error instanceof TimedOut && error.wait === rest;
      last = isCutShort ? last : error instanceof TimedOut ? (error.last ?? messageOf(error)) : messageOf(error);
    }
    if (Date.now() >= end) {
      throw new TimedOut(poll, last);
    }
    await pause(poll.every ?? DEFAULT_PAUSE, poll.signal, poll.awaiting);
  }
}
