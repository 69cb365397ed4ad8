import { viewLags } from '../../../../runtime/kafka/group-lags';

test('a group whose coordinator is away does not silence the others', async () => {
  const admin: Parameters<typeof viewLags>[0] = {
    listGroups: () => Promise.resolve({ groups: ['well', 'stuck'].map((groupId) => ({ groupId, protocolType: '' })) }),
    fetchOffsets: ({ groupId }) =>
      groupId === 'stuck'
        ? Promise.reject(new Error('no coordinator'))
        : Promise.resolve(
            ['orders', 'gone'].map((topic) => ({ topic, partitions: [{ partition: 0, offset: '4', metadata: null }] })),
          ),
    fetchTopicOffsets: () => Promise.resolve([{ partition: 0, offset: '9', high: '9', low: '0' }]),
  };
  expect(await viewLags(admin, new Set(['orders']))).toEqual([
    { group: 'stuck', silence: 'no coordinator' },
    { group: 'well', lag: 5, partitions: 1 },
  ]);
});
