import type { FeatureLevels } from '../../model/cluster/metadata-store';
import { usedFeatures } from '../../runtime/kafka/feature-changes';
import { isCaughtUp, type QuorumView, viewQuorum } from '../../runtime/kafka/quorum-view';
import { standingAddresses } from '../../runtime/kafka/standing-brokers';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(1_800_000);

const NAME = 'dqmem';
const STATIC = 'Metadata.kraft({ controllers: 1 })';
const dynamic = (controllers: number): string => `Metadata.kraft({ controllers: ${controllers}, quorum: 'dynamic' })`;

const cluster = new ChangingCluster();

beforeAll(() =>
  cluster.start(NAME, 32_092, {
    edits: [['Metadata.kraft({ controllers: 3 })', STATIC]],
    environment: { KAFKA_METADATA: 'kraft', KAFKA_VERSION: '4.4.0' },
    batches: 3,
  }),
);
afterAll(() => cluster.remove());

const clients = (): string => cluster.checkout.path('out', 'clients');
const features = (): Promise<FeatureLevels> => usedFeatures(cluster.checkout.manifest, clients());

async function quorum(): Promise<QuorumView> {
  const { manifest } = cluster.checkout;
  return await viewQuorum({ manifest, clients: clients() }, await standingAddresses(manifest));
}

const voters = async (): Promise<readonly number[]> =>
  (await quorum()).voters.map(({ nodeId }) => nodeId).sort((a, b) => a - b);

/** Containers of brokers and controllers by their names. */
async function servers(): Promise<Readonly<Record<string, string>>> {
  const named = (await cluster.checkout.containers()).map(({ Names, Id }) => [Names[0]?.slice(1) ?? '', Id] as const);
  return Object.fromEntries(named.filter(([name]) => /-(broker|controller)-\d+$/.test(name)));
}

/** What a deployment says that touches no server. */
async function refusal(script = 'deploy'): Promise<string> {
  const standing = await servers();
  const refused = await cluster.checkout.npm(script);
  expect(refused.code).toBe(1);
  expect(await servers()).toEqual(standing);
  return textOf(refused);
}

/** Those vote that are declared, by the volumes that they have, and nothing is left to be done. */
async function expectSettled(controllers: number): Promise<void> {
  const seen = await quorum();
  expect(seen.voters.map(({ nodeId }) => nodeId).sort()).toEqual(
    Array.from({ length: controllers }, (_, index) => 1001 + index),
  );
  expect(seen.voters.filter((voter) => !isCaughtUp(seen, voter))).toEqual([]);
  expectSuccess(await cluster.checkout.npm('plan', '--detailed-exitcode'));
}

// In the order in which they change the cluster.
test('fails to become dynamic with more controllers at once, and by Terraform alone, before a server is touched; a plan says what can’t be undone', async () => {
  cluster.declare(STATIC, dynamic(3));
  expect(await refusal()).toContain('[EnsembleResized]');
  cluster.declare(dynamic(3), dynamic(1));
  const planned = textOf(await cluster.checkout.npm('plan'));
  expect(planned).toMatch(/the quorum becomes dynamic: kraft\.version 1\. This can’t be undone/);
  const standing = await servers();
  const alone = await cluster.checkout.terraform(`${NAME}-base`, 'apply', '-auto-approve', '-no-color');
  expect(alone.code).toBe(1);
  expect(await servers()).toEqual(standing);
  expect(await features()).not.toHaveProperty(['kraft.version']);
});

test('the quorum becomes dynamic by an edit of its own', async () => {
  await cluster.deploy();
  expect(await features()).toMatchObject({ 'kraft.version': 1 });
  await expectSettled(1);
});

test('fails to become static again', async () => {
  cluster.declare(dynamic(1), STATIC);
  expect(await refusal()).toContain('[EnsembleResized]');
  cluster.declare(STATIC, dynamic(1));
});

test('two controllers come by one edit, and vote once they have all of the metadata; a deployment that was killed is finished by the next one', async () => {
  cluster.declare(dynamic(1), dynamic(3));
  await cluster.deployUntil('a controller to come', async () => `${NAME}-controller-2` in (await servers()));
  await cluster.deploy();
  await expectSettled(3);
});

test('a controller that has lost its volume votes by its new one, and by that alone', async () => {
  const former = (await quorum()).voters;
  for (const container of ['controller-2', 'configure']) {
    await cluster.checkout.engine.getContainer(`${NAME}-${container}`).remove({ force: true, v: true });
  }
  await cluster.checkout.engine.getVolume(`${NAME}-controller-2-data`).remove();
  await cluster.deploy();
  await expectSettled(3);
  const now = (await quorum()).voters;
  const kept = former.filter(({ directory }) => now.some((voter) => voter.directory === directory));
  expect(kept.map(({ nodeId }) => nodeId).sort()).toEqual([1001, 1003]);
});

test('two controllers leave by one edit, each without a vote before it goes; a deployment that was killed is finished by the next one', async () => {
  cluster.declare(dynamic(3), dynamic(1));
  await cluster.deployUntil('a controller to have no vote any more', async () => (await voters()).length < 3);
  await cluster.deploy();
  await expectSettled(1);
  expect(Object.keys(await servers()).filter((name) => name.includes('controller'))).toEqual([`${NAME}-controller-1`]);
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});

test('the proof finds the promises kept of what has become of it', async () => {
  expectSuccess(await cluster.checkout.npm('proof', '--only', 'cluster,logins,access,drift'));
});
