import { versionInTag } from '../../model/cluster/image';
import type { FeatureLevels } from '../../model/cluster/metadata-store';
import { LABELS } from '../../model/names/names';
import { usedFeatures } from '../../runtime/kafka/feature-changes';
import { expectSuccess, type Outcome, textOf } from '../integ/support/outcome';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';
import { commitAnOffset, usersView } from './support/users-view';

jest.setTimeout(1_800_000);

const NAME = 'kupg';
const [FORMER, NEXT] = ['3.9.2', '4.4.0'];
const QUORUM = 'Metadata.kraft({ controllers: 1 })';
const HELD = `Metadata.kraft({ controllers: 1, features: KafkaVersion.of('${FORMER}') })`;
/** One controller and three brokers. */
const SERVERS = 4;
const PLAN = 'kupg.tfplan';

const cluster = new ChangingCluster();
let before: unknown;

beforeAll(async () => {
  await cluster.start(NAME, 31_792, {
    edits: [
      ['import { Duration,', 'import { Duration, KafkaVersion,'],
      ['Metadata.kraft({ controllers: 3 })', QUORUM],
    ],
    environment: { KAFKA_METADATA: 'kraft', KAFKA_VERSION: FORMER },
    batches: 3,
  });
  await commitAnOffset(cluster);
  before = await usersView(cluster);
});
afterAll(() => cluster.remove());

const declare = (version: string): void => {
  cluster.checkout.environment['KAFKA_VERSION'] = version;
};

const clients = (): string => cluster.checkout.path('out', 'clients');

/** The containers of brokers and controllers with the versions of their images, in the order in which they were made. */
async function servers(): Promise<
  readonly { readonly role: string; readonly id: string; readonly version?: string }[]
> {
  return (await cluster.checkout.containers())
    .filter(({ Labels }) => ['broker', 'controller'].includes(Labels[LABELS.role] ?? ''))
    .sort((one, other) => one.Created - other.Created)
    .map(({ Id: id, Labels, Image }) => ({ id, role: Labels[LABELS.role] ?? '', version: versionInTag(Image) }));
}

const versions = async (): Promise<readonly (string | undefined)[]> => (await servers()).map(({ version }) => version);

const features = (): Promise<FeatureLevels> => usedFeatures(cluster.checkout.manifest, clients());

/** What a command says that touches no server. */
async function refusal(script = 'deploy', ...args: string[]): Promise<string> {
  const standing = await servers();
  const refused = await cluster.checkout.npm(script, ...args);
  expect(refused.code).toBe(1);
  expect(await servers()).toEqual(standing);
  return textOf(refused);
}

const succeeded = async (script: string, ...args: string[]): Promise<string> => {
  const outcome: Outcome = await cluster.checkout.npm(script, ...args);
  expectSuccess(outcome);
  return textOf(outcome);
};

/** It is what users had, and nothing is left to be done. */
async function expectSettled(): Promise<void> {
  expect(await usersView(cluster)).toEqual(before);
  await succeeded('plan', '--detailed-exitcode');
}

// In the order in which they change the cluster.
test('fails to get servers of Kafka 4 and the use of what they can do at once, by Terraform alone too, before a server is touched', async () => {
  declare(NEXT);
  // Makes the image of the next version, too.
  expect(await refusal('plan')).toContain('[FeaturesAhead]');
  expect(await refusal()).toContain(`[FeaturesAhead] ${NAME}-broker-1`);
  expectSuccess(await cluster.checkout.npm('synth'));
  const standing = await servers();
  const alone = await cluster.checkout.terraform(`${NAME}-cluster`, 'apply', '-auto-approve', '-no-color');
  expect(alone.code).toBe(1);
  expect(textOf(alone)).toContain('[FeaturesAhead]');
  expect(await servers()).toEqual(standing);
});

test('a roll to Kafka 4 that was killed is undone by declaring the former version', async () => {
  cluster.declare(QUORUM, HELD);
  await cluster.deployUntil('a broker of the next version', async () =>
    (await servers()).some(({ role, version }) => role === 'broker' && version === NEXT),
  );
  declare(FORMER);
  await cluster.deploy();
  expect(await versions()).toEqual(Array.from({ length: SERVERS }, () => FORMER));
  await expectSettled();
});

test('servers become those of Kafka 4 one at a time, the controller first, and the cluster uses what it used before', async () => {
  declare(NEXT);
  const used = await features();
  await cluster.deploy();
  expect(await versions()).toEqual(Array.from({ length: SERVERS }, () => NEXT));
  expect((await servers()).map(({ role }) => role)).toEqual(['controller', 'broker', 'broker', 'broker']);
  expect(await features()).toEqual(used);
  expect(used).toMatchObject({ 'metadata.version': 21 });
  await expectSettled();
});

test('fails to raise features by plans that were made before: whoever reviewed them was not told', async () => {
  await succeeded('plan', '--out', PLAN);
  const used = await features();
  cluster.declare(HELD, QUORUM);
  expect(await refusal('deploy', '--plan', PLAN)).toContain('[PlanForeign]');
  expect(await features()).toEqual(used);
});

test('the features rise by an edit of their own and plans that say so, which touch no server and leave the quorum static', async () => {
  const standing = await servers();
  const rising = /features of the cluster rise: metadata\.version 33.*can’t be undone/s;
  expect(await succeeded('plan', '--out', PLAN)).toMatch(rising);
  expect(await succeeded('guard', PLAN)).toMatch(rising);
  expect(await succeeded('deploy', '--plan', PLAN)).toMatch(/Use the features of Kafka 4\.4.*metadata\.version 33/);
  expect(await servers()).toEqual(standing);
  const { 'kraft.version': quorum = 0, ...levels } = await features();
  expect(quorum).toBe(0);
  expect(levels).toMatchObject({ 'metadata.version': 33, 'eligible.leader.replicas.version': 1 });
  await expectSettled();
});

test('fails to go back then, and to features of before', async () => {
  cluster.declare(QUORUM, HELD);
  expect(await refusal()).toContain(`[FeaturesLowered] cluster ${NAME}`);
  declare(FORMER);
  expect(await refusal()).toContain(`[FeaturesLowered] cluster ${NAME}`);
  declare(NEXT);
  cluster.declare(HELD, QUORUM);
  await expectSettled();
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});

test('the proof finds the promises kept of what has become of it', async () => {
  await succeeded('proof', '--only', 'cluster,logins,access,drift');
});
