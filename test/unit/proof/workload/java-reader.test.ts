import { readsIn } from '../../../../proof/workload/java-reader';

test('a program’s reads are what it tells in events of a name', () => {
  const events = [{ name: 'assigned' }, { name: 'processed', partition: 1, offset: 2, value: 'v' }];
  expect(readsIn({ events }, 'processed')).toEqual([{ partition: 1, offset: 2, value: 'v' }]);
});
