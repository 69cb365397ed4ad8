import type { Admin } from 'kafkajs';
import { agreedPartitions, ongoingMoves } from '../../../../runtime/kafka/placements';

const admin = (answers: Partial<Record<keyof Admin, () => unknown>>): Admin => answers as unknown as Admin;

test('a move that is under way is told by where its copies are in the end', async () => {
  const partitions = [{ partition: 1, replicas: [4, 2, 1], addingReplicas: [4], removingReplicas: [1] }];
  const listPartitionReassignments = () => Promise.resolve({ topics: [{ name: 'orders', partitions }] });
  expect(await ongoingMoves(admin({ listPartitionReassignments }))).toEqual([
    { topic: 'orders', partition: 1, replicas: [4, 2], added: [4] },
  ]);
});

test('fails to tell where partitions are while one broker knows what another does not', async () => {
  let asked = 0;
  const partition = { partitionId: 0, leader: 1, isr: [1] };
  const fetchTopicMetadata = () =>
    Promise.resolve({
      topics: [{ name: 'orders', partitions: [{ ...partition, replicas: asked++ === 2 ? [1] : [1, 2] }] }],
    });
  expect(await agreedPartitions(admin({ fetchTopicMetadata }))).toBeUndefined();
  expect(await agreedPartitions(admin({ fetchTopicMetadata }))).toMatchObject([{ topic: 'orders', replicas: [1, 2] }]);
});
