import { type Availability, isServing, unmetConditionOf, unmetConditionWithout } from '../../../rollout/availability';

const seen = (
  isr: readonly number[],
  registered: readonly number[] = [1, 2, 3],
  leader = isr[0] ?? -1,
): Availability => ({
  declared: [1, 2, 3],
  registered: new Map(registered.map((id) => [id, 'host:9092'])),
  partitions: [{ topic: 't', partition: 0, leader, replicas: [1, 2, 3], isr }],
});

test('a broker may go when all others are registered and in sync', () => {
  expect(unmetConditionWithout(1, seen([1, 2, 3]))).toBeUndefined();
});

test('it stays while another one is not registered, or lags', () => {
  expect(unmetConditionWithout(1, seen([1, 2, 3], [1, 2]))).toBe('broker 3 to be registered');
  expect(unmetConditionWithout(1, seen([1, 2]))).toBe('all replicas to be in sync (not so: 1 partitions, such as t-0)');
});

test('one that is itself cut off or lags may go: the others have nothing of it', () => {
  expect(unmetConditionWithout(1, seen([2, 3], [2, 3]))).toBeUndefined();
});

test('a partition without a leader is waited for, and so is every replica when a ZooKeeper node goes', () => {
  expect(unmetConditionWithout(1, seen([1, 2, 3], [1, 2, 3], -1))).toContain('t-0');
  expect(unmetConditionWithout(undefined, seen([2, 3]))).toContain('t-0');
});

describe('several brokers’ answers', () => {
  const answer = (
    isr: readonly number[],
    registered?: readonly number[],
  ): { brokers: ReadonlyMap<number, unknown>; partitions: Availability['partitions'] } => {
    const { registered: brokers, partitions } = seen(isr, registered);
    return { brokers, partitions };
  };

  test('must agree that nothing is amiss', () => {
    expect(unmetConditionOf(1, [1, 2, 3], [answer([1, 2, 3]), answer([1, 2, 3])])).toBeUndefined();
    expect(unmetConditionOf(1, [1, 2, 3], [answer([1, 2, 3]), answer([1, 2])])).toContain('t-0');
    const ignorant = { ...answer([1, 2, 3]), partitions: [] };
    expect(unmetConditionOf(1, [1, 2, 3], [answer([1, 2, 3]), ignorant])).toBe('every broker to know every partition');
  });

  test('must agree that nobody gets anything from a broker', () => {
    expect(isServing(3, [answer([1, 2], [1, 2]), answer([1, 2], [1, 2, 3])])).toBe(true);
    expect(isServing(3, [answer([3, 2], [1, 2])])).toBe(true);
    expect(isServing(3, [answer([1, 2], [1, 2])])).toBe(false);
  });
});
