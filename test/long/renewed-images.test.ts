import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../bootstrap/cache';
import { RENEWED_LABEL } from '../../bootstrap/images/image';
import { LABELS } from '../../model/names/names';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(2_700_000);

const NAME = 'irenew';
/** Servers whose images are made here, wherever what they stand on comes from. */
const ROLES = ['broker', 'zookeeper'];

const cluster = new ChangingCluster();
/** What is slow to make, but for what images stand on: nobody has looked at that yet. */
const cache = mkdtempSync(path.join(tmpdir(), 'cache-'));
beforeAll(async () => {
  for (const part of ['jars', 'providers', 'exporter']) {
    mkdirSync(path.join(cacheFolder(), part), { recursive: true });
    symlinkSync(path.join(cacheFolder(), part), path.join(cache, part));
  }
  await cluster.start(NAME, 32_392, {
    edits: [['brokers: 3,', 'brokers: 2,']],
    environment: { CDKTF_KAFKA_CACHE: cache },
    batches: 1,
  });
});
afterAll(async () => {
  await cluster.remove();
  rmSync(cache, { recursive: true });
});

interface Server {
  readonly id: string;
  readonly renewed: string | undefined;
}

async function servers(): Promise<readonly Server[]> {
  return (await cluster.checkout.containers())
    .filter(({ Labels }) => ROLES.includes(Labels[LABELS.role] ?? ''))
    .map(({ Id: id, Labels }) => ({ id, renewed: Labels[RENEWED_LABEL] }));
}

// In the order in which they change the cluster.
test('images are made anew on what they stand on today, and every server gets its own, though the deployment was killed when the first one had', async () => {
  const before = await servers();
  expect(before.map(({ renewed }) => renewed)).toEqual([undefined, undefined, undefined]);
  const some = async (): Promise<boolean> => (await servers()).some(({ renewed }) => renewed !== undefined);
  await cluster.deployUntil('a server of a new image', some, 'killAll', ['--renew-images']);
  await cluster.deploy();
  const after = await servers();
  expect(new Set(after.map(({ renewed }) => renewed)).size).toBe(1);
  expect(after[0]?.renewed).toMatch(/^\d{8}T\d{6}Z$/);
  expect(after.filter(({ id }) => before.some((server) => server.id === id))).toEqual([]);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('another checkout, which has renewed nothing, takes those that the servers have', async () => {
  rmSync(cluster.checkout.path('out', 'setup.json'));
  const before = await servers();
  expect(await cluster.deploy()).toContain(`renewed ${before[0]?.renewed ?? 'never'}`);
  expect(await servers()).toEqual(before);
});

test('where nothing has changed since, nothing is made and no server is replaced', async () => {
  const before = await servers();
  expect(await cluster.deploy('--renew-images')).toContain('nothing of it has changed');
  expect(await servers()).toEqual(before);
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});
