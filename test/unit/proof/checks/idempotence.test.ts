import { verifyIdempotence } from '../../../../proof/checks/idempotence';
import type { Read, Send } from '../../../../proof/verification/delivery-verifier';

const sent = (value: string, offset: number): Send => ({ partition: 0, value, offset, outcome: 'acknowledged', at: 0 });

const read = (value: string, offset: number): Read => ({ partition: 0, value, offset });

const twice = { sends: [sent('2.0', 9)], reads: [read('2.0', 8), read('2.0', 9)] };

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
    expect(verdict([sent('1.0', 0)], [read('1.0', 0)], plain)).toEqual(['unjudged', 'CutWithoutEffect']);
  });
});
