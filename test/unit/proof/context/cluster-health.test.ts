import { isHealthyView } from '../../../../proof/context/cluster-health';
import { manifest } from '../../fixtures/manifest';

describe('a view of the cluster', () => {
  const own = { topic: 'topic1', partition: 0, leader: 1, replicas: [1, 2], isr: [1, 2] };

  test('is whole when every replica is in sync', () => {
    expect(isHealthyView(manifest, [own])).toBe(true);
  });

  test.each([
    ['a replica is out of sync', [{ ...own, isr: [1] }]],
    ['a partition has no leader', [{ ...own, leader: -1 }]],
    ['a broker that has just started knows no topic yet', []],
    ['it lacks a declared topic', [{ ...own, topic: 'other' }]],
  ])('fails to be whole when %s', (_, partitions) => {
    expect(isHealthyView(manifest, partitions)).toBe(false);
  });
});
