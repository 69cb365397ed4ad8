import { incompleteViolations, parseConsole } from '../../../../proof/workload/console-reader';

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

describe('what the console consumer printed', () => {
  test('becomes records with their partition, offset and value', () => {
    expect(parseConsole('Partition:2\tOffset:17\t2-4\nOffset:1\tPartition:0\tx\ty\n\n')).toEqual([
      { partition: 2, offset: 17, value: '2-4' },
      { partition: 0, offset: 1, value: 'x\ty' },
    ]);
  });
});
