/**
 * What the default cluster with monitoring costs while nobody uses it: processes and threads that the machine starts, and processor time,
 * less what the machine takes without it. On a machine that does anything else, it measures that too.
 *
 *   npm run bench rest
 */
import { readFileSync } from 'node:fs';
import { setTimeout as passed } from 'node:timers/promises';
import { Checkout } from '../../test/integ/support/checkout';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess } from '../deploy/cold';

export const name = 'rest';

export const aims: readonly Aim[] = [
  { figure: 'started', title: 'processes and threads for a cluster at rest', unit: 'a second', atMost: 25 },
];

const NAME = 'benchrest';
/** Long enough for two runs of each health test. */
const SECONDS = 45;

/** What the kernel has counted since it was started: processor time in seconds of one processor. */
interface Counted {
  readonly started: number;
  readonly user: number;
  readonly kernel: number;
}

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, 14092);
  try {
    for (let each = 1; each <= runs; each += 1) {
      const without = await inASecond();
      await expectSuccess(checkout.npm('deploy'));
      await passed(SECONDS * 1_000); // Servers that have just started compile what they run.
      const running = await inASecond();
      measured({
        started: running.started - without.started,
        user: running.user - without.user,
        kernel: running.kernel - without.kernel,
        'started without': without.started,
      });
      await expectSuccess(checkout.npm('destroy'));
    }
  } finally {
    await checkout.remove();
  }
}

async function inASecond(): Promise<Counted> {
  const before = counted();
  await passed(SECONDS * 1_000);
  const after = counted();
  const rate = (figure: keyof Counted): number => (after[figure] - before[figure]) / SECONDS;
  return { started: rate('started'), user: rate('user'), kernel: rate('kernel') };
}

/** Ticks of the kernel, of which a second has a hundred. */
function counted(): Counted {
  const stat = readFileSync('/proc/stat', 'utf8');
  const of = (name: string): readonly number[] => {
    const line = stat.split('\n').find((each) => each.startsWith(`${name} `)) ?? '';
    return line.trim().split(/\s+/).slice(1).map(Number);
  };
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] = of('cpu');
  const [started = 0] = of('processes');
  return { started, user: (user + nice) / 100, kernel: (system + interrupts + soft) / 100 };
}
