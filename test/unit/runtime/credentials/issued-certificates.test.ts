import { parseIssued } from '../../../../runtime/credentials/issued-certificates';

test('the step’s notes are read, and lines that are none are left out', () => {
  expect(parseIssued('broker-1\t1700000000\t1731532400\nadmin\t1700000000\t\n\n')).toEqual([
    { identity: 'broker-1', issued: 1_700_000_000, ends: 1_731_532_400 },
  ]);
});
