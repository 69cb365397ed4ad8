/**
 * The whole proof of the default cluster with monitoring, and what of it `npm start` proves. Beside the two that have an aim, each
 * run has the seconds of every check, which add up to more than the proof: some run side by side.
 *
 *   npm run bench proof
 */
import { readFileSync, rmSync } from 'node:fs';
import { Checkout } from '../../test/integ/support/checkout';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess } from '../deploy/cold';

export const name = 'proof';

/** Longest times without an acknowledgement that `failover` has seen, by what was done to the broker. */
const STALLS = { killed: /Killed(Kafkajs)?StallMs$/, stopped: /Stopped\d*(Kafkajs)?StallMs$/ } as const;

export const aims: readonly Aim[] = [
  { figure: 'quick', title: 'what npm start proves', unit: 's', atMost: 90 },
  { figure: 'whole', title: 'the whole proof', unit: 's', atMost: 300 },
  { figure: 'killed', title: 'no acknowledgement after SIGKILL, with a session of 9 s', unit: 's', atMost: 10 },
  { figure: 'stopped', title: 'no acknowledgement after SIGTERM', unit: 's', atMost: 0.5 },
];

const NAME = 'benchproof';

/** What is read of a report. */
interface Report {
  readonly seconds: number;
  readonly checks: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly figures: Readonly<Record<string, number>>;
  }[];
}

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, 15092);
  try {
    await expectSuccess(checkout.npm('deploy'));
    const report = checkout.path('out', 'proof', 'report.json');
    for (let each = 1; each <= runs; each += 1) {
      // Without a report, it proves although nothing has changed.
      rmSync(report, { force: true });
      await expectSuccess(checkout.npm('start'));
      const quick = read(report);
      await expectSuccess(checkout.npm('proof'));
      const whole = read(report);
      measured({
        quick: quick.seconds,
        whole: whole.seconds,
        killed: longest(whole, STALLS.killed),
        stopped: longest(whole, STALLS.stopped),
        ...Object.fromEntries(whole.checks.map((check) => [check.name, check.seconds])),
      });
    }
  } finally {
    await checkout.remove();
  }
}

const read = (report: string): Report => JSON.parse(readFileSync(report, 'utf8')) as Report;

function longest({ checks }: Report, stall: RegExp): number {
  const figures = checks.flatMap((check) => (check.name === 'failover' ? Object.entries(check.figures) : []));
  return Math.max(...figures.flatMap(([figure, ms]) => (stall.test(figure) ? [ms] : []))) / 1_000;
}
