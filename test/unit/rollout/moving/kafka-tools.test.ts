import { movesTable } from '../../../../cli/moves-table';
import { throttleIn } from '../../../../cli/moving-environment';
import { reassignmentJson, sizesIn, topicList } from '../../../../rollout/moving/kafka-tools';
import { secondsOf } from '../../../../rollout/moving/moving';

const MOVE = { topic: 'orders', partition: 0, from: [1, 2], to: [3, 2], added: [3] };
const SIZES = new Map([['orders-0', 3 * 1024 * 1024]]);

test('what kafka-log-dirs prints is read as the largest copy of each partition', () => {
  const broker = (size: number) => ({ logDirs: [{ partitions: [{ partition: 'orders-0', size, offsetLag: 0 }] }] });
  const json = JSON.stringify({ version: 1, brokers: [broker(5), broker(7)] });
  expect(sizesIn(`Querying brokers for log directories\nReceived it from brokers 1,2\n${json}\n`)).toEqual(
    new Map([['orders-0', 7]]),
  );
});

test('kafka-log-dirs is asked for the topics alone, and for all where one argument does not hold their names', () => {
  expect(topicList(['orders', 'payments'])).toEqual(['--topic-list', 'orders,payments']);
  expect(topicList(Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(200, 'x')))).toEqual([]);
});

test('kafka-reassign-partitions gets each partition with its brokers', () => {
  expect(JSON.parse(reassignmentJson([{ topic: 'orders', partition: 0, replicas: [3, 2] }]))).toEqual({
    version: 1,
    partitions: [{ topic: 'orders', partition: 0, replicas: [3, 2] }],
  });
});

test('moves are shown with what they copy, and how long that takes at the throttle', () => {
  const table = movesTable({ moves: [MOVE], sizes: SIZES, throttle: 1024 * 1024 });
  expect(table).toMatch(/orders-0 +│ 1, 2 +│ 3, 2 +│ 3 MiB/);
  expect(table).toContain('1 partition, 1 copy, 3 MiB: 3s or more at 1 MiB/s for each broker');
});

test('the broker that takes most decides how long it takes', () => {
  const moves = [MOVE, { ...MOVE, partition: 1, added: [4] }, { ...MOVE, partition: 2, added: [3] }];
  expect(secondsOf(moves, new Map([0, 1, 2].map((partition) => [`orders-${partition}`, 10])), 5)).toBe(4);
  expect(secondsOf([], SIZES, 5)).toBe(0);
});

test('a throttle is written with its unit', () => {
  expect(throttleIn('10MiB')).toBe(10_485_760);
});

test.each(['', '10', '0KiB', '1023B', '-1MiB', '10 MiB', '1e3KiB', '2000GiB'])(
  'fails for a throttle that is written %j',
  (text) => {
    expect(() => throttleIn(text)).toThrow('[ThrottleIllegal] --throttle: ');
  },
);
