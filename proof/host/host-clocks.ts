import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import type { Violation } from '../../model/violation';
import { ask } from '../../runtime/engine/engine';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';

/** A host's clock, as compared with this machine's. */
export interface HostClock {
  /** What people call the host. */
  readonly host: string;
  /** How far it is ahead, milliseconds; below zero where it is behind. */
  readonly aheadMs: number;
  /** How far off that may be: half of what the answer took. */
  readonly errorMs: number;
}

/**
 * The least of what depends on clocks of several servers agreeing: a broker takes a token that ended 30 s ago on the issuer's
 * clock (`sasl.oauthbearer.clock.skew.seconds`). The coordinator that takes over a transaction ends it by the clock of the one before, after a minute by
 * producers' default; Kerberos bears five minutes, and a new certificate holds for hosts that are an hour behind.
 */
export const LARGEST_SKEW = Duration.seconds(30);

/** Questions to each engine, of which the one counts that was answered soonest. */
const QUESTIONS = 5;

/** What an answer says of a clock, by when this machine asked, and when it heard. Undefined where it says nothing. */
export function clockIn(
  host: string,
  { asked, heard, systemTime = '' }: { readonly asked: number; readonly heard: number; readonly systemTime?: string },
): HostClock | undefined {
  const errorMs = (heard - asked) / 2;
  const aheadMs = Date.parse(systemTime) - (asked + errorMs);
  return Number.isNaN(aheadMs) ? undefined : { host, aheadMs: Math.round(aheadMs), errorMs: Math.ceil(errorMs) };
}

/** Compares a host's clock with this machine's, by what its engine says; undefined where that says nothing of it. */
export async function readClock(engine: Docker, host: string): Promise<HostClock | undefined> {
  const clocks: HostClock[] = [];
  for (let question = 0; question < QUESTIONS; question += 1) {
    const asked = Date.now();
    const { SystemTime: systemTime } = await ask<{ readonly SystemTime?: string }>(
      'its clock',
      bounded(engine.info() as Promise<{ readonly SystemTime?: string }>, {
        within: patient(15),
        awaiting: `the engine of ${host} to tell its time`,
      }),
      host,
    );
    const clock = clockIn(host, { asked, heard: Date.now(), systemTime });
    clocks.push(...(clock === undefined ? [] : [clock]));
  }
  const [best] = clocks.sort((one, other) => one.errorMs - other.errorMs);
  return best;
}

/** How far the clocks of hosts are apart, and how far off that may be, milliseconds. This machine's own is none of the cluster's. */
export function largestSkew(
  clocks: readonly HostClock[],
):
  | { readonly behind: HostClock; readonly ahead: HostClock; readonly apartMs: number; readonly errorMs: number }
  | undefined {
  const sorted = [...clocks].sort((one, other) => one.aheadMs - other.aheadMs);
  const [behind, ahead] = [sorted[0], sorted.at(-1)];
  return behind === undefined || ahead === undefined || behind === ahead
    ? undefined
    : { behind, ahead, apartMs: ahead.aheadMs - behind.aheadMs, errorMs: behind.errorMs + ahead.errorMs };
}

/** What is wrong with clocks that are beyond doubt further apart than a cluster bears. */
export function skewViolations(clocks: readonly HostClock[]): Violation[] {
  const skew = largestSkew(clocks);
  return skew === undefined || skew.apartMs - skew.errorMs <= LARGEST_SKEW.milliseconds
    ? []
    : [
        {
          code: 'ClocksDiffer',
          subject: `hosts ${skew.behind.host} and ${skew.ahead.host}`,
          rule: `clocks must be within ${LARGEST_SKEW.toString()} of each other: tokens, open transactions and certificates go by them, whichever server looks`,
          value: inSeconds(skew),
          remedy: 'have all hosts set their clocks by the same servers (chronyc tracking, timedatectl)',
        },
      ];
}

/** What was seen of clocks, for people. */
export const clocksInWords = (clocks: readonly HostClock[]): string =>
  `clocks against this machine's: ${clocks
    .map(({ host, aheadMs, errorMs }) => `${host} ${aheadMs < 0 ? '' : '+'}${inSeconds({ apartMs: aheadMs, errorMs })}`)
    .join(', ')}`;

const inSeconds = ({ apartMs, errorMs }: { readonly apartMs: number; readonly errorMs: number }): string =>
  `${(apartMs / 1_000).toFixed(2)} s (± ${(errorMs / 1_000).toFixed(2)} s)`;
