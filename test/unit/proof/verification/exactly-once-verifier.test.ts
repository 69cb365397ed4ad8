import { verifyExactlyOnce, type TransactionalCopy } from '../../../../proof/verification/exactly-once-verifier';

const read = (value: string, offset: number, partition = 0) => ({ partition, offset, value });
const output = [read('a', 0), read('b', 2), read('c', 5, 1)];
const whole: TransactionalCopy = {
  input: [
    { partition: 0, value: 'a' },
    { partition: 0, value: 'b' },
    { partition: 1, value: 'c' },
  ],
  output,
  concurrent: output,
  rows: output,
  late: [],
};
const codes = (change: Partial<TransactionalCopy>): string[] =>
  verifyExactlyOnce({ ...whole, ...change }, 'topic t').map(({ code }) => code);
/** The output, and what was read along, changed in the same way. */
const both = (reads: TransactionalCopy['output']): Partial<TransactionalCopy> => ({ output: reads, concurrent: reads });

describe('a copy', () => {
  test('passes when it holds every record once, whatever gaps aborted transactions left between them', () => {
    expect(codes({})).toEqual([]);
  });

  test('passes when a reader came by the same record twice', () => {
    expect(codes({ concurrent: [...output, read('a', 0)] })).toEqual([]);
  });

  test('is not blamed for what a reader or a sink lacks that ran out of time, but for what they have too much', () => {
    expect(codes({ concurrent: [], rows: [], late: ['concurrent', 'rows'] })).toEqual([]);
    const tooMuch = [read('a', 9)];
    expect(codes({ concurrent: tooMuch, rows: [...tooMuch, ...tooMuch], late: ['concurrent', 'rows'] })).toEqual([
      'ReadersDisagree',
      'RowsDuplicated',
    ]);
    expect(codes({ ...both(output.slice(1)), rows: [], late: ['rows'] })).toEqual(['RecordsLost']);
  });

  test.each([
    ['a record is lost', both(output.slice(1)), ['RecordsLost']],
    ['a record is there twice', both([...output, read('a', 7)]), ['RecordsDuplicated', 'RecordsReordered']],
    ['two records changed places', both([read('b', 0), read('a', 2), read('c', 5, 1)]), ['RecordsReordered']],
    ['a record of an aborted transaction is read', both([...output, read('aborted-a', 7)]), ['AbortedRecordsRead']],
    ['one was seen only while it happened', { concurrent: [...output, read('aborted-a', 7)] }, ['AbortedRecordsRead']],
    ['a record comes from nowhere', both([...output, read('x', 7)]), ['RecordsForeign']],
    ['a reader saw what is no longer there', { concurrent: [...output, read('a', 9)] }, ['ReadersDisagree']],
    ['a reader passed something over', { concurrent: output.slice(1) }, ['ReadersDisagree']],
    ['a row is missing', { rows: output.slice(1) }, ['RowsLost']],
    ['a row is there twice, even from the same offset', { rows: [...output, read('a', 0)] }, ['RowsDuplicated']],
    ['a row comes from nowhere', { rows: [...output, read('aborted-a', 7)] }, ['RowsForeign']],
  ])('fails when %s', (_, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });
});
