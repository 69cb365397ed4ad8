/**
 * What monitoring costs: a cold deployment of the default cluster with it and without it, by the command that a person would
 * use, and the memory that the containers take at its end.
 *
 *   npm run bench:monitoring [RUNS]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Checkout } from '../../test/integ/support/checkout';
import { say } from '../../runtime/process/terminal';
import { expectSuccess, forget, seconds, timed } from './cold';
import { median } from '../median';

const NAME = 'benchmon';

/** One deployment: milliseconds, and bytes that servers and what stands beside them take. */
interface Deployment {
  readonly duration: number;
  readonly servers: number;
  readonly services: number;
}

async function main(runs: number): Promise<void> {
  const checkout = await Checkout.make(NAME, 27092);
  const measured = { with: [] as Deployment[], without: [] as Deployment[] };
  try {
    await expectSuccess(checkout.npm('deploy')); // Set-up, bindings' caches, synthesis.
    for (let run = 1; run <= runs; run += 1) {
      for (const way of ['with', 'without'] as const) {
        measured[way].push(await deployCold(checkout, way === 'with' ? 'on' : 'off'));
        say(`run ${run}, ${way}: ${shown(measured[way].at(-1))}`);
      }
    }
  } finally {
    await checkout.remove();
  }
  const medians = { with: medianOf(measured.with), without: medianOf(measured.without) };
  say(`with: ${shown(medians.with)}; without: ${shown(medians.without)}`);
  const folder = path.join(__dirname, '..', '..', 'out', 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'monitoring.json'), JSON.stringify({ measured, medians }, undefined, 2));
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
    used.filter((each) => each.server === server).reduce((total, { bytes }) => total + bytes, 0);
  return { servers: sum(true), services: sum(false) };
}

const medianOf = (deployments: readonly Deployment[]): Deployment => ({
  duration: median(deployments.map(({ duration }) => duration)),
  servers: median(deployments.map(({ servers }) => servers)),
  services: median(deployments.map(({ services }) => services)),
});

function shown(deployment: Deployment | undefined): string {
  const mebibytes = (bytes = Number.NaN): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return (
    `${seconds(deployment?.duration)}, servers ${mebibytes(deployment?.servers)}, ` +
    `services ${mebibytes(deployment?.services)}`
  );
}

void main(Number(process.argv[2] ?? 3));
