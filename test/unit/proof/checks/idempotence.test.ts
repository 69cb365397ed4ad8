import { verifyIdempotence } from '../../../../proof/checks/idempotence';
import { countDuplicates } from '../../../../proof/verification/duplicate-count';
import type { Read, Send } from '../../../../proof/verification/delivery-verifier';
import { sendsOf } from '../../../../proof/workload/verifiable-producer';

const sent = (value: string, offset: number): Send => ({ partition: 0, value, offset, outcome: 'acknowledged', at: 0 });
const read = (value: string, offset: number): Read => ({ partition: 0, value, offset });
const twice = { sends: [sent('2.0', 9)], reads: [read('2.0', 8), read('2.0', 9)] };

describe('copies of a value', () => {
  test('are counted by where they lie, not by how often they were read', () => {
    expect(countDuplicates([read('a', 1), read('a', 1), read('b', 2), read('b', 3)])).toEqual({
      values: 2,
      repeated: ['b'],
      most: 2,
    });
  });
});

describe('what Kafka’s producer says', () => {
  test('becomes sends; an error leaves open whether the value is stored', () => {
    expect(
      sendsOf([
        { name: 'startup_complete' },
        { name: 'producer_send_success', value: '1.0', partition: 2, offset: 7, timestamp: 5 },
        { name: 'producer_send_error', value: '1.1', exception: 'class X', message: 'm', timestamp: 6 },
      ]),
    ).toEqual([
      { partition: 2, value: '1.0', outcome: 'acknowledged', offset: 7, at: 5 },
      { partition: -1, value: '1.1', outcome: 'unknown', at: 6, reason: 'X: m' },
    ]);
  });
});

describe('the check of idempotence', () => {
  const verdict = (sends: readonly Send[], reads: readonly Read[], plain = twice) => {
    const { verdict: found, violations = [] } = verifyIdempotence({ sends, reads }, plain, 'topic t', 1_000);
    return [found, ...violations.map(({ code }) => code)];
  };

  test('passes when each value lies there once, and the producer without it stored one twice', () => {
    expect(verdict([sent('1.0', 0), sent('1.1', 3)], [read('1.0', 0), read('1.1', 3)])).toEqual(['pass']);
  });

  test('fails when a value lies there twice', () => {
    expect(verdict([sent('1.0', 0)], [read('1.0', 0), read('1.0', 1)])).toEqual(['fail', 'RecordsDuplicated']);
  });

  test('fails when an acknowledged value is lost', () => {
    expect(verdict([sent('1.0', 0), sent('1.1', 1)], [read('1.0', 0)])).toEqual(['fail', 'RecordsLost']);
  });

  test('fails when values changed their order', () => {
    expect(verdict([sent('1.0', 1), sent('1.1', 0)], [read('1.1', 0), read('1.0', 1)])).toEqual([
      'fail',
      'RecordsReordered',
    ]);
  });

  test('fails when a later value was stored first, and so acknowledged first', () => {
    expect(verdict([sent('1.1', 0), sent('1.0', 1)], [read('1.1', 0), read('1.0', 1)])).toEqual([
      'fail',
      'RecordsReordered',
    ]);
  });

  test('passes with numbers of several digits, which count after the prefix', () => {
    expect(verdict([sent('1.9', 0), sent('1.10', 1)], [read('1.9', 0), read('1.10', 1)])).toEqual(['pass']);
  });

  test('fails to judge when the cut made no producer store anything twice', () => {
    const plain = { sends: [sent('2.0', 8)], reads: [read('2.0', 8)] };
    expect(verdict([sent('1.0', 0)], [read('1.0', 0)], plain)).toEqual(['unjudged', 'NothingCut']);
  });
});
