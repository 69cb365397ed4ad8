import path from 'node:path';
import { pagesOf } from '../../../../runtime/process/error-pages';
import { PROJECT, rowsOf } from '../../fixtures/violation-codes';

describe('The page of an error', () => {
  test('is named for each code of a message, once and in its order, also for those that another error lists', () => {
    const message = [
      '[SynthFailed] main.ts: must declare what can work; mend this and run it again:',
      '  [BaseMissing] Kafka: must have a base; add one',
      '  [BaseMissing] Other: must have a base; add one',
      '[PortInUse] port 19092: must be free, got nginx; stop it',
    ].join('\n');
    expect(pagesOf(message)).toEqual(
      ['errors.md#synthfailed', 'validation.md#basemissing', 'errors.md#portinuse'].map((page) =>
        path.relative('', path.join(PROJECT, 'docs', page)),
      ),
    );
  });

  test('is there for every code of the tables, and no two of a page have one address', () => {
    for (const page of ['errors.md', 'validation.md']) {
      const codes = rowsOf(page).map(([code = '']) => code);
      const addresses = codes.map((code) => pagesOf(`[${code}] it: must be`).find((each) => each.includes(page)));
      expect(new Set(addresses).size).toBe(codes.length);
    }
  });

  test('is not named where no row is about the code, the page is not there, or a code is but mentioned', () => {
    expect(pagesOf('[NobodyKnows] it: must be')).toEqual([]);
    expect(pagesOf('[PortInUse] it: must be', '/nowhere')).toEqual([]);
    expect(pagesOf('an error, such as [PortInUse] here')).toEqual([]);
  });
});
