import { replicaViolations } from '../../../rollout/replicas-of';

const partition = (topic: string, index: number, ...replicas: number[]) => ({ topic, partition: index, replicas });

test('a broker without replicas may leave', () => {
  expect(replicaViolations([4], [partition('orders', 0, 1, 2, 3)])).toEqual([]);
});

test('fails for each broker that has replicas, Kafka’s own topics among them, and counts a partition once', () => {
  const partitions = [
    partition('orders', 1, 4, 2),
    partition('__consumer_offsets', 0, 4),
    partition('orders', 1, 4, 2),
    partition('orders', 2, 5, 1),
  ];
  expect(replicaViolations([4, 5, 6], partitions)).toMatchObject([
    { code: 'BrokerHoldsReplicas', subject: 'broker 4', value: '2, such as __consumer_offsets-0, orders-1' },
    { code: 'BrokerHoldsReplicas', subject: 'broker 5', value: '1, such as orders-2' },
  ]);
});
