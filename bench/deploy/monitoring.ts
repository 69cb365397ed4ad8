/**
 * What monitoring costs: a cold deployment of the default cluster with it and without it, by the command that a person would
 * use, and the memory that the containers take at its end.
 *
 *   npm run bench monitoring
 */
import { Checkout } from '../../test/integ/support/checkout';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess, forget, timed } from './cold';

export const name = 'monitoring';

export const aims: readonly Aim[] = [
  { figure: 'with', title: 'npm run deploy from nothing, with monitoring and console', unit: 's', atMost: 30 },
];

const NAME = 'benchmon';

/** One deployment: seconds, and MiB that servers and what stands beside them take. */
interface Deployment {
  readonly duration: number;
  readonly servers: number;
  readonly services: number;
}

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, 10092);
  try {
    await expectSuccess(checkout.npm('deploy')); // Set-up, bindings' caches, synthesis.
    for (let each = 1; each <= runs; each += 1) {
      const watched = await deployCold(checkout, 'on');
      const without = await deployCold(checkout, 'off');
      measured({
        ...{ with: watched.duration, without: without.duration, ratio: watched.duration / without.duration },
        ...{ 'servers with': watched.servers, 'servers without': without.servers },
        ...{ 'services with': watched.services, 'services without': without.services },
      });
    }
  } finally {
    await checkout.remove();
  }
}

async function deployCold(checkout: Checkout, monitoring: 'on' | 'off'): Promise<Deployment> {
  await forget(checkout);
  checkout.environment['KAFKA_MONITORING'] = monitoring;
  const duration = await timed(() => expectSuccess(checkout.npm('deploy')));
  return { duration, ...(await memory(checkout)) };
}

/** Without what the kernel keeps of files that were read, which it gives back when asked. */
async function memory(checkout: Checkout): Promise<{ readonly servers: number; readonly services: number }> {
  const { brokers, metadata } = checkout.manifest;
  const servers = new Set([...brokers, ...metadata.servers].map(({ container }) => `/${container}`));
  const running = (await checkout.containers()).filter(({ State }) => State === 'running');
  const used = await Promise.all(
    running.map(async ({ Id, Names: [name = ''] }) => {
      const { memory_stats: stats } = await checkout.engine.getContainer(Id).stats({ stream: false });
      const { inactive_file: files = 0, total_inactive_file: oldFiles = files } = stats.stats as Partial<
        Record<'inactive_file' | 'total_inactive_file', number>
      >;
      return { server: servers.has(name), bytes: stats.usage - oldFiles };
    }),
  );
  const sum = (server: boolean): number =>
    used.filter((each) => each.server === server).reduce((total, { bytes }) => total + bytes / 2 ** 20, 0);
  return { servers: sum(true), services: sum(false) };
}
