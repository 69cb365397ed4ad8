/**
 * `npm start` that changes nothing, on the default cluster, beside its floor: `terraform plan` of the same stacks, all started
 * together in their initialized folders.
 *
 *   npm run bench start
 */
import { allStacks } from '../../runtime/files/manifest-file';
import { Checkout } from '../../test/integ/support/checkout';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess, timed } from '../deploy/cold';

export const name = 'start';

export const aims: readonly Aim[] = [
  { figure: 'start', title: 'npm start that changes nothing', unit: 's', atMost: 6 },
  { figure: 'ratio', title: 'the same, beside terraform plan of its stacks together', unit: 'times', atMost: 2.5 },
];

const NAME = 'benchstart';

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, 13092);
  try {
    await expectSuccess(checkout.npm('start')); // Deploys and proves.
    for (let each = 1; each <= runs; each += 1) {
      const start = await timed(() => expectSuccess(checkout.npm('start')));
      const plans = await timed(() => planTogether(checkout));
      measured({ start, plans, ratio: start / plans });
    }
  } finally {
    await checkout.remove();
  }
}

async function planTogether(checkout: Checkout): Promise<void> {
  if (Object.keys(await checkout.pendingPlans()).length > 0) {
    throw new Error(`of ${allStacks(checkout.manifest).join(', ')} some have changes`);
  }
}
