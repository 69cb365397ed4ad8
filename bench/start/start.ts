/**
 * `npm start` that changes nothing, on the default cluster, beside its floor: `terraform plan` of the same stacks, all started
 * together in their initialized folders.
 *
 *   npm run bench:start [RUNS]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { allStacks } from '../../runtime/files/manifest-file';
import { say } from '../../runtime/process/terminal';
import { Checkout } from '../../test/integ/support/checkout';
import { expectSuccess, seconds, timed } from '../deploy/cold';
import { median } from '../median';

const NAME = 'benchstart';

async function main(runs: number): Promise<void> {
  const checkout = await Checkout.make(NAME, 43092);
  const measured = { start: [] as number[], plans: [] as number[] };
  try {
    await expectSuccess(checkout.npm('start')); // Deploys and proves.
    for (let run = 1; run <= runs; run += 1) {
      measured.start.push(await timed(() => expectSuccess(checkout.npm('start'))));
      measured.plans.push(await timed(() => planTogether(checkout)));
      say(`run ${run}: start ${seconds(measured.start.at(-1))}, plans ${seconds(measured.plans.at(-1))}`);
    }
  } finally {
    await checkout.remove();
  }
  const medians = { start: median(measured.start), plans: median(measured.plans) };
  say(
    `start ${seconds(medians.start)}, plans ${seconds(medians.plans)}: ${(medians.start / medians.plans).toFixed(2)}`,
  );
  const folder = path.join(__dirname, '..', '..', 'out', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'start.json'), JSON.stringify({ measured, medians }, undefined, 2));
}

async function planTogether(checkout: Checkout): Promise<void> {
  if (Object.keys(await checkout.pendingPlans()).length > 0) {
    throw new Error(`of ${allStacks(checkout.manifest).join(', ')} some have changes`);
  }
}

void main(Number(process.argv[2] ?? 3));
