import { setTimeout as pauseFor } from 'node:timers/promises';
import { OperationError } from '../model/violation';

/** A span of time as people write it: `500ms`, `60s`, `2m`. */
export type Span = `${number}ms` | `${number}s` | `${number}m`;

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** Milliseconds of a span. */
export function milliseconds(span: Span): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(span);
  if (match === null) {
    throw new OperationError({
      code: 'SpanIllegal',
      subject: span,
      rule: 'a span must be a number and ms, s or m',
      remedy: 'write it as 500ms, 60s or 2m',
    });
  }
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
}

export interface Wait {
  /** How long at most. */
  readonly within: Span;
  /** What is awaited, as it stands after “waiting for” in the failure’s message: `three brokers registered`, `broker 1 to answer`. */
  readonly awaiting: string;
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined;
}

export interface Poll extends Wait {
  /** Pause between two tries. Default 200ms. */
  readonly every?: Span;
}

/** What was awaited did not happen in its time: `[TimedOut] waiting for broker 1 to answer: took longer than 30 s`. */
export class TimedOut extends OperationError {
  public constructor(wait: Wait, last: string | undefined) {
    super({
      code: 'TimedOut',
      subject: `waiting for ${wait.awaiting}`,
      rule: `took longer than ${wait.within.replace(/(?<=\d)(?=[a-z])/, ' ')}`,
      value: last,
      remedy: 'look at the containers and their logs (docker ps -a, docker logs)',
    });
    this.name = 'TimedOut';
  }
}

/** The person, or the machine, asked to stop. */
export class Interrupted extends OperationError {
  public constructor(subject: string) {
    super({ code: 'Interrupted', subject, rule: 'was stopped before its end', remedy: 'run it again' });
    this.name = 'Interrupted';
  }
}

/** What an error says, in one line. */
export function messageOf(error: unknown): string {
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
export async function pause(span: Span, signal?: AbortSignal, subject = 'a pause'): Promise<void> {
  try {
    await pauseFor(milliseconds(span), undefined, signal ? { signal } : {});
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
        }, milliseconds(wait.within));
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
  const end = Date.now() + milliseconds(poll.within);
  let last: string | undefined;
  for (;;) {
    const left = end - Date.now();
    try {
      const value = await bounded(Promise.resolve().then(condition), { ...poll, within: `${Math.max(left, 1)}ms` });
      if (value !== false && value !== null && value !== undefined) {
        return value as NonNullable<Exclude<T, false>>;
      }
      last = undefined;
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      // A try cut short by the end of the wait says less than the error before it.
      last = error instanceof TimedOut && last !== undefined ? last : messageOf(error);
    }
    if (Date.now() >= end) {
      throw new TimedOut(poll, last);
    }
    await pause(poll.every ?? '200ms', poll.signal, poll.awaiting);
  }
}
