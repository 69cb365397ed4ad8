import type { Kafka } from 'kafkajs';
import { endsIn, rangesOf } from '../../../../proof/workload/topic-ranges';

describe('the end of a partition', () => {
  test('is looked up by topic and partition, and is 0 where there is none', () => {
    const end = endsIn(new Map([['t', [{ partition: 1, low: 0, high: 9 }]]]));
    expect([end('t', 1), end('t', 0), end('x', 1)]).toEqual([9, 0, 0]);
  });
});

test('offsets are asked for again while a broker that has just come back knows no leader', async () => {
  let asked = 0;
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    fetchTopicOffsets: () => {
      asked += 1;
      return asked < 3
        ? Promise.reject(new Error('There is no leader for this topic-partition'))
        : Promise.resolve([{ partition: 0, offset: '9', low: '2', high: '9' }]);
    },
  };
  expect(await rangesOf({ admin: () => admin } as unknown as Kafka, 't')).toEqual([{ partition: 0, low: 2, high: 9 }]);
});
