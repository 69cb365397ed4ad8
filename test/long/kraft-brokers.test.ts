import { expectSuccess } from '../integ/support/outcome';
import { ChangingCluster, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(1_800_000);

const cluster = new ChangingCluster();
beforeAll(() =>
  cluster.start('kraftbrokers', 30_692, {
    edits: [['controllers: 3', 'controllers: 1']],
    environment: { KAFKA_METADATA: 'kraft' },
  }),
);
afterAll(() => cluster.remove());

test('a broker comes, and replaces no other', async () => {
  const before = await cluster.brokers();
  cluster.declare('brokers: 3,', 'brokers: 4,');
  await cluster.deploy();
  expect(await cluster.brokers()).toMatchObject(before);
  expect(Object.keys(await cluster.copies())).toEqual(['1', '2', '3', '4']);
});

test('a broker that leaves gives its copies away first: the quorum forgets it, and puts no copy on it', async () => {
  const before = await cluster.brokers();
  cluster.declare('brokers: 4,', 'brokers: 3,');
  await cluster.deploy();
  const after = await cluster.brokers();
  expect(Object.keys(after)).toHaveLength(3);
  expect(before).toMatchObject(after);
  // A registration that is left counts as a place for copies.
  await expect(
    cluster.admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic: 'wide', numPartitions: 1, replicationFactor: 4 }],
    }),
  ).rejects.toMatchObject({ errors: [{ type: 'INVALID_REPLICATION_FACTOR' }] });
  expectSuccess(await cluster.checkout.npm('proof', '--only', 'cluster,topics'));
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('no acknowledged record is lost meanwhile, and no partition had too few copies', async () => {
  await expectNothingLost(cluster);
});
