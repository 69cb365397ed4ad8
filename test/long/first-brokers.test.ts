import { brokerNumber } from '../../model/moving/wanted-placement';
import { minimaOf } from '../../runtime/kafka/placements';
import { ChangingCluster, expectNothingLost, spread } from './support/changing-cluster';
import { commitAnOffset } from './support/users-view';

jest.setTimeout(900_000);

const NAME = 'first';
const OFFSETS = '__consumer_offsets';

const cluster = new ChangingCluster();
beforeAll(() =>
  cluster.start(NAME, 17_092, {
    edits: [
      ['brokers: 3,', 'brokers: 1,'],
      ["'my-topic', { partitions: 3, replicationFactor: 2 }", "'my-topic', { partitions: 3 }"],
    ],
  }),
);
afterAll(() => cluster.remove());

/** How many copies of Kafka's own topics must be in sync, where that was set for them and does not come from the brokers. */
const ownMinima = async (): Promise<readonly unknown[]> => {
  const minima = await minimaOf(cluster.admin, [OFFSETS]);
  return minima.filter(({ isOwn }) => isOwn);
};

// In the order in which they change the cluster.
test('one broker becomes three, though the deployment was killed: Kafka’s own topics have three copies before two must be in sync', async () => {
  // So that there is a topic of offsets.
  await commitAnOffset(cluster);
  expect(await cluster.factors(OFFSETS)).toEqual([1]);
  cluster.declare('brokers: 1,', 'brokers: 3,');
  await cluster.deployUntilMoving('killAll');
  await cluster.deploy();
  expect(brokerNumber(cluster.checkout.manifest, 'min.insync.replicas')).toBe(2);
  for (const topic of ['my-topic', 'topic1', 'topic2', OFFSETS]) {
    expect(await cluster.factors(topic)).toEqual([3]);
  }
  expect(spread(await cluster.copies())).toBe(0);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('the cluster’s replicationFactor falls and rises again, for Kafka’s own topics too, though each deployment was killed amid that', async () => {
  cluster.declare('brokers: 3,', 'brokers: 3,\n  replicationFactor: 2,');
  await cluster.deployUntil('a copy to go', async () => (await cluster.factors('topic1')).includes(2));
  await cluster.deploy();
  for (const topic of ['topic1', OFFSETS]) {
    expect(await cluster.factors(topic)).toEqual([2]);
  }
  expect(await ownMinima()).toEqual([]);
  cluster.declare('  replicationFactor: 2,\n', '');
  await cluster.deployUntilMoving('killAll');
  await cluster.deploy();
  for (const topic of ['topic1', OFFSETS]) {
    expect(await cluster.factors(topic)).toEqual([3]);
  }
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
});
