import { lackWithout, type Sight } from '../../../rollout/availability';

const sight = (isr: readonly number[], registered: readonly number[] = [1, 2, 3], leader = isr[0] ?? -1): Sight => ({
  declared: [1, 2, 3],
  registered: new Map(registered.map((id) => [id, 'host:9092'])),
  partitions: [{ topic: 't', partition: 0, leader, replicas: [1, 2, 3], isr }],
});

test('a broker may go when all others are registered and in sync', () => {
  expect(lackWithout(1, sight([1, 2, 3]))).toBeUndefined();
});

test('it stays while another one is not registered, or lags', () => {
  expect(lackWithout(1, sight([1, 2, 3], [1, 2]))).toBe('broker 3 to be registered');
  expect(lackWithout(1, sight([1, 2]))).toBe('all replicas in sync, which 1 partitions lack (t-0 among them)');
});

test('one that is itself cut off or lags may go: the others have nothing of it', () => {
  expect(lackWithout(1, sight([2, 3], [2, 3]))).toBeUndefined();
});

test('a partition without a leader is waited for, and so is every replica when a ZooKeeper node goes', () => {
  expect(lackWithout(1, sight([1, 2, 3], [1, 2, 3], -1))).toContain('t-0');
  expect(lackWithout(undefined, sight([2, 3]))).toContain('t-0');
});
