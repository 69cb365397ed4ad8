import { incompleteViolations, parseReads } from '../../../../proof/workload/assigned-reader';

const read = (offset: number) => ({ partition: 1, offset, value: 'v' });

const range = { partition: 1, low: 2, high: 5 };

describe('a reader of whole partitions', () => {
  test('is at the end with the last offset, whatever it lacks before that', () => {
    expect(incompleteViolations('topic t', range, [read(2), read(4)])).toEqual([]);
    expect(incompleteViolations('topic t', { ...range, partition: 0 }, [read(2), read(4)])).toHaveLength(1);
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

describe('what the reader printed', () => {
  test('becomes records by their topic, with partition, offset and value', () => {
    expect(parseReads('a\t2\t17\t2-4\nb\t0\t1\tx\ty\na\t0\t1\t\n\n')).toEqual(
      new Map([
        [
          'a',
          [
            { partition: 2, offset: 17, value: '2-4' },
            { partition: 0, offset: 1, value: '' },
          ],
        ],
        ['b', [{ partition: 0, offset: 1, value: 'x\ty' }]],
      ]),
    );
  });
});
