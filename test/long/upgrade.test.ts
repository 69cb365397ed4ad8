import { versionInTag } from '../../model/cluster/image';
import { LABELS } from '../../model/names/names';
import { spokenProtocols } from '../../runtime/kafka/spoken-protocol';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(900_000);

const NAME = 'upg';
const [FORMER, NEXT] = ['3.8.1', '3.9.2'];
const BROKERS = [1, 2];

const cluster = new ChangingCluster();
beforeAll(() =>
  cluster.start(NAME, 32_092, {
    edits: [
      ['brokers: 3,', `brokers: ${BROKERS.length},`],
      // So that nodes of two lines run beside each other.
      ['nodes: 1', 'nodes: 3'],
    ],
    environment: { KAFKA_VERSION: FORMER },
    batches: 1,
  }),
);
afterAll(() => cluster.remove());

const declare = (version: string): void => {
  cluster.checkout.environment['KAFKA_VERSION'] = version;
};

/** What brokers were made as, by their containers. */
async function versions(): Promise<readonly (string | undefined)[]> {
  const brokers = (await cluster.checkout.containers()).filter(({ Labels }) => Labels[LABELS.role] === 'broker');
  return brokers.map(({ Labels }) => Labels[LABELS.version]);
}

/** Which lines brokers say that they speak. */
async function spoken(): Promise<readonly string[]> {
  const protocols = await spokenProtocols(cluster.admin, BROKERS);
  return BROKERS.map((id) => protocols.get(id)?.split('-')[0] ?? '');
}

// In the order in which they change the cluster.
test('Terraform alone refuses another line before a server is touched, and says what upgrades', async () => {
  const before = await cluster.brokers();
  declare(NEXT);
  // Makes the image of the next version, and synthesizes the first of the two rolls.
  const planned = await cluster.checkout.npm('plan');
  expectSuccess(planned);
  expect(textOf(planned)).toContain(`Kafka ${FORMER} becomes ${NEXT} in two rolls`);
  expectSuccess(await cluster.checkout.npm('synth'));
  const alone = await cluster.checkout.terraform(`${NAME}-cluster`, 'apply', '-auto-approve', '-no-color');
  expect(alone.code).toBe(1);
  expect(textOf(alone).replace(/\s+/g, ' ')).toMatch(/\[VersionNotJoinable\].*npm run deploy does it in two rolls/);
  expect(await cluster.brokers()).toEqual(before);
});

test('an upgrade that was killed amid its first roll is undone by declaring the former version', async () => {
  declare(NEXT);
  await cluster.deployUntil('a broker of the next version', async () => (await versions()).includes(NEXT), 'kill');
  declare(FORMER);
  await cluster.deploy();
  expect(await versions()).toEqual([FORMER, FORMER]);
  expect(await spoken()).toEqual(['3.8', '3.8']);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('an upgrade that was killed amid its second roll is finished by the next deployment, from the same edit', async () => {
  declare(NEXT);
  const killed = await cluster.deployUntil('a broker to speak the next protocol', async () =>
    (await spoken()).includes('3.9'),
  );
  expect(killed.stdout).toMatch(/every broker runs 3\.9\.2 and speaks protocol 3\.8[^]*can’t be undone/);
  await cluster.deploy();
  expect(await versions()).toEqual([NEXT, NEXT]);
  expect(await spoken()).toEqual(['3.9', '3.9']);
  expect(JSON.stringify(cluster.checkout.manifest)).not.toContain('inter.broker.protocol.version');
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('fails to go back to the former version then, before a server is touched', async () => {
  const before = await cluster.brokers();
  declare(FORMER);
  const refused = await cluster.checkout.npm('deploy');
  expect(refused.code).toBe(1);
  expect(textOf(refused)).toContain(`[VersionNotJoinable] ${NAME}-broker-1`);
  expect(await cluster.brokers()).toEqual(before);
  declare(NEXT);
});

test('ZooKeeper’s nodes get another line one at a time, before the brokers, though the deployment was killed, and fail to go back', async () => {
  const before = await cluster.brokers();
  cluster.checkout.environment['KAFKA_METADATA_VERSION'] = '3.9.5';
  const nodes = async (): Promise<readonly (string | undefined)[]> =>
    (await cluster.checkout.containers())
      .filter(({ Labels }) => Labels[LABELS.role] === 'zookeeper')
      .map(({ Image }) => versionInTag(Image));
  await cluster.deployUntil('a node of the next line', async () => (await nodes()).includes('3.9.5'));
  await cluster.deploy();
  expect(await nodes()).toEqual(['3.9.5', '3.9.5', '3.9.5']);
  expect(await cluster.brokers()).toEqual(before);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
  cluster.checkout.environment['KAFKA_METADATA_VERSION'] = '3.8.6';
  const refused = await cluster.checkout.npm('deploy');
  expect(refused.code).toBe(1);
  expect(textOf(refused)).toContain(`[MetadataVersionLowered] ${NAME}-zookeeper-1`);
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.sampler.samples).toBeGreaterThan(50);
});
