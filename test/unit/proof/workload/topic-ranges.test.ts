import { endsIn } from '../../../../proof/workload/topic-ranges';

describe('the end of a partition', () => {
  test('is looked up by topic and partition, and is 0 where there is none', () => {
    const end = endsIn(new Map([['t', [{ partition: 1, low: 0, high: 9 }]]]));
    expect([end('t', 1), end('t', 0), end('x', 1)]).toEqual([9, 0, 0]);
  });
});
