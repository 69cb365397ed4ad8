import { parseAuthorities, parseIssued } from '../../../../runtime/credentials/issued-certificates';

test('the step’s notes are read, and lines that are none are left out', () => {
  expect(parseIssued('broker-1\t1700000000\t1731532400\nadmin\t1700000000\t\n\n')).toEqual([
    { identity: 'broker-1', issued: 1_700_000_000, ends: 1_731_532_400 },
  ]);
});

test('so are the versions of the authorities', () => {
  expect(parseAuthorities('cluster\t2\tsigns\nclients\t1\t-\nother\t1\t-\ncluster\t\n\n')).toEqual([
    { name: 'cluster', version: 2, former: 'signs' },
    { name: 'clients', version: 1 },
  ]);
});
