import { judgeCopies, withoutBrokers } from '../../../../rollout/moving/server-copies';

const broker = (id: number) => ({ id, settings: { 'offsets.topic.replication.factor': '3' } });
const others = (...ids: readonly number[]) => ({ brokers: ids.map(broker), topics: [] }) as never;
const partition = (topic: string, replicas: readonly number[], isr = replicas) =>
  ({ topic, partition: 0, leader: isr[0], replicas, isr }) as never;

test('the brokers that stay take all copies where each topic finds as many as it needs', () => {
  const partitions = [partition('orders', [1, 2, 3]), partition('alone', [4])];
  expect(judgeCopies(others(1, 2, 3), [4], partitions)).toEqual({ areTaken: true, violations: [] });
});

test('where they are too few, each broker that goes copies its own anew', () => {
  const partitions = [partition('orders', [1, 2, 3]), partition('pairs', [2, 3])];
  expect(judgeCopies(others(1, 2), [3], partitions)).toEqual({ areTaken: false, violations: [] });
});

test('fails then for a partition that nobody else has all of', () => {
  const partitions = [partition('orders', [1, 2, 3]), partition('alone', [3]), partition('behind', [2, 3], [3])];
  expect(judgeCopies(others(1, 2), [3], partitions)).toMatchObject({
    areTaken: false,
    violations: [{ code: 'OnlyCopyMoves', subject: 'broker 3', value: 'alone-0, behind-0' }],
  });
});

test('nothing is taken where no broker goes', () => {
  expect(judgeCopies(others(1, 2, 3), [], [])).toEqual({ areTaken: false, violations: [] });
  expect(withoutBrokers({ brokers: [1, 2].map(broker) } as never, [2]).brokers.map(({ id }) => id)).toEqual([1]);
});
