import {
  type Availability,
  isServing,
  unmetConditionInQuorum,
  unmetConditionOf,
  unmetConditionWithout,
} from '../../../rollout/availability';

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
  expect(unmetConditionWithout(1, seen([1, 2]))).toBe('all replicas to be in sync (not so: 1 partition, such as t-0)');
});

test('one that is itself cut off or lags may go: the others have nothing of it', () => {
  expect(unmetConditionWithout(1, seen([2, 3], [2, 3]))).toBeUndefined();
});

test('one that is stuck may go while copies lag that it, or another one that is stuck, leads: nobody else can bring them back', () => {
  const lags = seen([1, 3], [1, 2, 3]);
  expect(unmetConditionWithout(1, lags, [1])).toBeUndefined();
  expect(unmetConditionWithout(3, lags, [1, 3])).toBeUndefined();
  expect(unmetConditionWithout(3, lags, [1])).toContain('t-0');
  expect(unmetConditionWithout(3, lags, [3])).toContain('t-0');
  expect(unmetConditionWithout(1, seen([1, 3], [1, 3]), [1])).toBe('broker 2 to be registered');
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

test('a quorum can do without a controller when it has a leader and every other voter has the metadata', () => {
  const quorum = (leader: number, ...caughtUpMs: number[]) => ({
    ...{ leader, epoch: 1, observers: [] },
    voters: caughtUpMs.map((each, index) => ({
      nodeId: 1001 + index,
      directory: 'd',
      logEndOffset: 1,
      caughtUpMs: each,
    })),
  });
  const whole = quorum(1001, 9000, 9000, 8000);
  expect(unmetConditionInQuorum(1002, whole)).toBeUndefined();
  expect(unmetConditionInQuorum(undefined, whole)).toBeUndefined();
  expect(unmetConditionInQuorum(1002, quorum(-1, 9000, 9000, 9000))).toBe('the controllers to elect a leader');
  expect(unmetConditionInQuorum(1002, quorum(1001, 9000, 9000, 2000))).toBe(
    'controller 1003 to have all of the metadata',
  );
  expect(unmetConditionInQuorum(1002, quorum(1001, 9000, 9000, 2000), (node) => node < 1003)).toBeUndefined();
  // That one itself lags is no reason to keep it.
  expect(unmetConditionInQuorum(1003, quorum(1001, 9000, 9000, 2000))).toBeUndefined();
});
