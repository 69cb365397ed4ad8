import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../bootstrap/cache';
import { RENEWED_LABEL } from '../../bootstrap/images/image';
import { LABELS } from '../../model/names/names';
import { Checkout } from '../integ/support/checkout';
import { expectSuccess, textOf } from '../integ/support/outcome';

jest.setTimeout(900_000);

const NAME = 'irenew';
/** Servers whose images are made here, wherever what they stand on comes from. */
const ROLES = ['broker', 'zookeeper'];

let checkout: Checkout;
/** What is slow to make, but for what images stand on: nobody has looked at that yet. */
const cache = mkdtempSync(path.join(tmpdir(), 'cache-'));
beforeAll(async () => {
  for (const part of ['jars', 'providers', 'exporter']) {
    mkdirSync(path.join(cacheFolder(), part), { recursive: true });
    symlinkSync(path.join(cacheFolder(), part), path.join(cache, part));
  }
  checkout = await Checkout.make(NAME, 32_392, {
    ...{ KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off', CDKTF_KAFKA_CACHE: cache },
  });
  const file = checkout.path('main.ts');
  const main = readFileSync(file, 'utf8');
  const small = main.replace('brokers: 3', 'brokers: 1').replace('nodes: 3', 'nodes: 1');
  writeFileSync(file, small.replace('replicationFactor: 2', 'replicationFactor: 1'));
  expectSuccess(await checkout.npm('deploy'));
});
afterAll(async () => {
  await checkout.remove();
  rmSync(cache, { recursive: true });
});

interface Server {
  readonly id: string;
  readonly renewed: string | undefined;
}

async function servers(): Promise<readonly Server[]> {
  return (await checkout.containers())
    .filter(({ Labels }) => ROLES.includes(Labels[LABELS.role] ?? ''))
    .map(({ Id: id, Labels }) => ({ id, renewed: Labels[RENEWED_LABEL] }));
}

// In the order in which they change the cluster.
test('images are made anew on what they stand on today, and every server gets its own', async () => {
  const before = await servers();
  expect(before.map(({ renewed }) => renewed)).toEqual([undefined, undefined]);
  expectSuccess(await checkout.npm('deploy', '--renew-images'));
  const after = await servers();
  expect(new Set(after.map(({ renewed }) => renewed)).size).toBe(1);
  expect(after[0]?.renewed).toMatch(/^\d{8}T\d{6}Z$/);
  expect(after.filter(({ id }) => before.some((server) => server.id === id))).toEqual([]);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('another checkout, which has renewed nothing, takes those that the servers have', async () => {
  rmSync(checkout.path('out', 'setup.json'));
  const before = await servers();
  expect(textOf(await checkout.npm('deploy'))).toContain(`renewed ${before[0]?.renewed ?? 'never'}`);
  expect(await servers()).toEqual(before);
});

test('where nothing has changed since, nothing is made and no server is replaced', async () => {
  const before = await servers();
  const again = await checkout.npm('deploy', '--renew-images');
  expectSuccess(again);
  expect(textOf(again)).toContain('nothing of it has changed');
  expect(await servers()).toEqual(before);
});
