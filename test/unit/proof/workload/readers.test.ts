import { incompleteViolations } from '../../../../proof/workload/console-reader';
import { readsIn } from '../../../../proof/workload/java-reader';

const read = (offset: number) => ({ partition: 1, offset, value: 'v' });
const range = { partition: 1, low: 2, high: 5 };

describe('a reader of whole partitions', () => {
  test('is at the end with the last offset, whatever it lacks before that', () => {
    expect(incompleteViolations('topic t', range, [read(2), read(4)])).toEqual([]);
  });

  test.each([
    ['stopped before the last offset', [read(2), read(3)], 'offset 3 of 4'],
    ['read nothing', [], 'offset -1 of 4'],
  ])('fails to judge when it %s', (_, reads, value) => {
    expect(incompleteViolations('topic t', range, reads)).toMatchObject([
      { code: 'ReaderIncomplete', subject: 'the reader of topic t, partition 1', value },
    ]);
  });
});

test('a program’s reads are what it tells in events of a name', () => {
  const events = [{ name: 'assigned' }, { name: 'processed', partition: 1, offset: 2, value: 'v' }];
  expect(readsIn({ events }, 'processed')).toEqual([read(2)]);
});
