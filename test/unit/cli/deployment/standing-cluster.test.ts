import { partitionsWithoutCopy } from '../../../../cli/deployment/standing-cluster';
import type { PartitionView } from '../../../../runtime/kafka/cluster-view';

const partition = (replicas: readonly number[], isr: readonly number[]): PartitionView => ({
  ...{ topic: 'orders', partition: 0, leader: isr[0] ?? -1 },
  replicas,
  isr,
});

describe('A partition of a broker whose data are gone', () => {
  test.each([
    ['another broker has all of it', [2, 3], [3], [2]],
    ['the broker never had it', [1], [1], [2]],
  ])('is safe when %s', (_, replicas, isr, lost) => {
    expect(partitionsWithoutCopy([partition(replicas, isr)], new Set(lost), 2)).toEqual([]);
  });

  test.each([
    ['nobody else had it', [2], [2], [2]],
    ['nobody else had all of it', [2, 3], [2], [2]],
    ['those who had all of it are gone as well', [1, 2, 3], [1, 2], [1, 2]],
    ['nobody leads it', [2, 3], [], [2]],
  ])('is lost when %s', (_, replicas, isr, lost) => {
    expect(partitionsWithoutCopy([partition(replicas, isr)], new Set(lost), 2)).toHaveLength(1);
  });
});
