import { LABELS } from '../../model/names/names';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';
import { commitAnOffset, usersView } from './support/users-view';

jest.setTimeout(2_400_000);

const NAME = 'migl';
const CONTROLLERS = [1, 2, 3].map((id) => `${NAME}-controller-${id}`);
const FORMER = [`${NAME}-zookeeper-1`];
const BROKERS = [1, 2, 3].map((id) => `${NAME}-broker-${id}`);

const cluster = new ChangingCluster();
let before: unknown;

beforeAll(async () => {
  await cluster.start(NAME, 31_592, {
    edits: [
      ["resources.addUser('user1')", "resources.addUser('user1', { quota: { requestPercentage: 150 } })"],
      // What users have of the cluster is compared: nobody else makes anything.
      ['internalTopicPartitions: 10', 'internalTopicPartitions: 3'],
    ],
    environment: { KAFKA_METADATA: 'zookeeper' },
    batches: 3,
  });
  await commitAnOffset(cluster);
  before = await usersView(cluster);
});
afterAll(() => cluster.remove());

const declare = (metadata: string): void => {
  cluster.checkout.environment['KAFKA_METADATA'] = metadata;
};

/** Ids of the servers' containers by their names. */
async function servers(): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(
    (await cluster.checkout.containers())
      .filter(({ Labels }) => ['broker', 'controller', 'zookeeper'].includes(Labels[LABELS.role] ?? ''))
      .map(({ Names, Id }) => [Names[0]?.slice(1) ?? '', Id]),
  );
}

/** What a deployment says that touches no server, with that declared; what was declared before is declared again. */
async function refusal(metadata: string): Promise<string> {
  const standing = await servers();
  const former = cluster.checkout.environment['KAFKA_METADATA'] ?? '';
  declare(metadata);
  const refused = await cluster.checkout.npm('deploy');
  declare(former);
  expect(refused.code).toBe(1);
  expect(await servers()).toEqual(standing);
  return textOf(refused);
}

/** What Terraform alone says of that, which touches no server either. */
async function refusalByTerraform(metadata: string): Promise<string> {
  const standing = await servers();
  const former = cluster.checkout.environment['KAFKA_METADATA'] ?? '';
  declare(metadata);
  expectSuccess(await cluster.checkout.npm('synth'));
  declare(former);
  const passwords = `-var-file=${cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
  const refused = await cluster.checkout.terraform(`${NAME}-base`, 'apply', '-auto-approve', '-no-color', passwords);
  expect(refused.code).toBe(1);
  expect(await servers()).toEqual(standing);
  return textOf(refused);
}

/** What becomes of the servers. */
interface Replacement {
  readonly replaced?: readonly string[];
  readonly made?: readonly string[];
  readonly gone?: readonly string[];
}

/** Deploys it, which replaces these servers and no others; everything is as it was then, and nothing is left to be done. */
async function reach(metadata: string, replacement: Replacement): Promise<void> {
  await replacing(metadata, replacement, async () => {
    declare(metadata);
    await cluster.deploy();
  });
}

/** The same by the one command, as somebody has it whose declaration is as it was. */
async function migrateTo(phase: string, replacement: Replacement): Promise<void> {
  const metadata = `migration:${phase}`;
  await replacing(metadata, replacement, async () => {
    expectSuccess(await cluster.checkout.npm('migrate', '--yes', '--to', phase));
    declare(metadata);
  });
}

async function replacing(
  metadata: string,
  { replaced = [], made = [], gone = [] }: Replacement,
  work: () => Promise<void>,
): Promise<void> {
  const standing = await servers();
  cluster.sampler.excuse(...gone);
  await work();
  const now = await servers();
  const changed = Object.keys({ ...standing, ...now }).filter((name) => standing[name] !== now[name]);
  expect({ metadata, changed: changed.sort() }).toEqual({ metadata, changed: [...replaced, ...made, ...gone].sort() });
  expect(gone.filter((name) => name in now)).toEqual([]);
  expect(await usersView(cluster)).toEqual(before);
  expectSuccess(await cluster.checkout.npm('plan', '--detailed-exitcode'));
}

/** Whether no broker has been replaced since. */
async function stand(before: Readonly<Record<string, string>>): Promise<boolean> {
  const now = await servers();
  return BROKERS.every((name) => now[name] === undefined || now[name] === before[name]);
}

/** As a disk would that fails: the engine knows of neither the server nor its volume. */
async function loseVolume(broker: string): Promise<void> {
  const { engine } = cluster.checkout;
  await engine.getContainer(broker).stop();
  for (const name of [broker, `${NAME}-configure`]) {
    await engine.getContainer(name).remove();
  }
  await engine.getVolume(`${broker}-data`).remove();
}

// In the order in which they change the cluster.
test('fails to leave a phase out, also the whole way, before a server is touched', async () => {
  expect(await refusal('migration:migrate')).toContain(`[MigrationStepSkipped] ${NAME}/metadata`);
  expect(await refusal('kraft')).toContain('[MetadataStoreChanged]');
  expect(await refusalByTerraform('migration:migrate')).toContain('[MigrationStepSkipped]');
  // Names leave with it, which is refused first.
  expect(await refusalByTerraform('kraft')).toContain('[DeclarationShrunk]');
});

test('the quorum comes to stand beside brokers that nothing happens to', async () => {
  await reach('migration:provision', { made: CONTROLLERS });
  expect(await refusal('migration:dualWrite')).toContain('[MigrationStepSkipped]');
});

test('brokers take their metadata from the quorum, one replaced after the other', async () => {
  await reach('migration:migrate', { replaced: BROKERS });
  expect(await refusal('zookeeper')).toContain('[MetadataStoreChanged]');
});

test('fails to take a broker more into a cluster whose metadata are on their way', async () => {
  cluster.declare('brokers: 3', 'brokers: 4');
  expect(await refusal('migration:migrate')).toContain('[MigrationWaits]');
  cluster.declare('brokers: 4', 'brokers: 3');
});

test('fails to end the way back while a broker is no member, since a deployment was killed', async () => {
  declare('migration:dualWrite');
  const standing = await servers();
  await cluster.deployUntil('a broker to be replaced', async () => !(await stand(standing)));
  expect(await refusal('migration:finalize')).toContain('[MigrationNotReady]');
});

test('brokers become members of the quorum, one of which loses its volume, and leave it again', async () => {
  declare('migration:dualWrite');
  await cluster.deploy();
  expect(await usersView(cluster)).toEqual(before);
  expect(await refusal('migration:withdraw')).toContain('[MigrationStepSkipped]');
  const [, lost = ''] = BROKERS;
  await loseVolume(lost);
  await reach('migration:dualWrite', { replaced: [lost] });
  await reach('migration:migrate', { replaced: BROKERS });
});

test('the quorum goes, brokers go back to ZooKeeper, and nothing is left of it', async () => {
  await reach('migration:withdraw', { replaced: BROKERS, gone: CONTROLLERS });
  const { Volumes: volumes } = await cluster.checkout.engine.listVolumes();
  expect(volumes.filter(({ Name }) => Name.startsWith(`${NAME}-controller`))).toEqual([]);
  await reach('zookeeper', {});
});

test('one command goes through the phases in another attempt, on from where it was killed', async () => {
  // It says which ways lead where; the command goes by where the cluster is.
  declare('migration:provision');
  const standing = await servers();
  expect(textOf(await cluster.checkout.npm('migrate'))).toContain('[MigrationUnconfirmed]');
  expect(await servers()).toEqual(standing);
  const onTheWay = ['--to', 'dualWrite'];
  await cluster.runUntil(
    'migrate',
    'a broker to be replaced',
    async () => !(await stand(standing)),
    'killAll',
    onTheWay,
  );
  expectSuccess(await cluster.checkout.npm('migrate', ...onTheWay));
  expect(await refusal('migration:provision')).toContain('[MigrationStepSkipped]');
  expect(await refusalByTerraform('migration:provision')).toContain('[MigrationStepSkipped]');
  await reach('migration:dualWrite', {});
});

test('the same command goes on to the end, from where nothing leads back', async () => {
  await migrateTo('finalize', { replaced: CONTROLLERS });
  expect(await refusal('migration:dualWrite')).toContain('[MigrationFinal]');
  expect(await refusalByTerraform('migration:dualWrite')).toContain('[MigrationFinal]');
  expect(await refusal('kraft')).toContain('[MetadataStoreChanged]');
  await migrateTo('retire', { gone: FORMER });
  await reach('kraft', { replaced: [...BROKERS, ...CONTROLLERS] });
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});

test('the whole proof finds the promises of a cluster on KRaft kept', async () => {
  expectSuccess(await cluster.checkout.npm('proof'));
});
