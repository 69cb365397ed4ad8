/**
 * A cold deployment with KRaft, three brokers and three controllers, beside the same with three nodes of ZooKeeper; and one broker that
 * is its own controller. Each is measured until all brokers answer over TLS, by what `npm start` does before its proof, which a broker alone
 * can't pass.
 *
 *   npm run bench kraft
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Checkout } from '../../test/integ/support/checkout';
import { edited } from '../../test/integ/support/edited';
import type { Aim, Figures } from '../benchmark';
import { answering, expectSuccess } from './cold';

export const name = 'kraft';

export const aims: readonly Aim[] = [
  {
    figure: 'combined',
    title: 'npm run deploy of a broker that is its own controller, until it answers',
    unit: 's',
    atMost: 8,
  },
];

const NAME = 'benchkraft';
const FIRST_PORT = 17_392;
const WITHOUT_SERVICES = { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' };
/** What `main.ts` declares, and what it is to declare instead. */
const ALONE = [
  ['brokers: 3', 'brokers: 1'],
  ['Metadata.kraft({ controllers: 3 })', 'Metadata.kraft({ combined: true })'],
  [', replicationFactor: 2', ''],
] as const;

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, FIRST_PORT, WITHOUT_SERVICES);
  const alone = await Checkout.make(`${NAME}1`, FIRST_PORT + 20, { ...WITHOUT_SERVICES, KAFKA_METADATA: 'kraft' });
  const program = alone.path('main.ts');
  writeFileSync(
    program,
    ALONE.reduce((text, [from, to]) => edited(text, from, to), readFileSync(program, 'utf8')),
  );
  try {
    // Set-up, bindings' caches, synthesis.
    for (const each of [checkout, alone]) {
      await expectSuccess(each.npm('deploy'));
      await each.removeEverything();
    }
    for (let each = 1; each <= runs; each += 1) {
      const combined = await answering(alone);
      await alone.removeEverything();
      const zookeeper = await deployment(checkout, 'zookeeper');
      const kraft = await deployment(checkout, 'kraft');
      measured({ combined, zookeeper, kraft, ratio: kraft / zookeeper });
    }
  } finally {
    await checkout.remove();
    await alone.remove();
  }
}

async function deployment(checkout: Checkout, metadata: string): Promise<number> {
  checkout.environment['KAFKA_METADATA'] = metadata;
  return await answering(checkout);
}
