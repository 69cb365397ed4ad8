import { accountViolations, accountFor, inWords, NONE, SOME } from '../../../../proof/verification/offset-account';

const values = ['a', 'b', 'c', 'd'];
const codes = (...parameters: Parameters<typeof accountViolations>): string[] =>
  accountViolations(...parameters).map(({ code }) => code);

describe('the account of a consumer that was killed and followed by another', () => {
  test('counts what both processed, and what neither did', () => {
    expect(accountFor({ values, first: ['a', 'b'], second: ['b', 'd'] })).toEqual({ repeated: 1, lost: 1 });
  });

  test('counts a record once that one of them processed twice', () => {
    expect(accountFor({ values, first: ['a', 'a'], second: ['a', 'b', 'c', 'd'] })).toEqual({ repeated: 1, lost: 0 });
  });
});

describe('what a way to commit promises', () => {
  const manual = { repeated: { least: 0, most: 2 }, lost: NONE };

  test('holds when nothing is lost and no more is repeated than the batch that was not committed', () => {
    expect(codes('manual', { repeated: 2, lost: 0 }, manual)).toEqual([]);
  });

  test('fails when a record is lost', () => {
    expect(codes('manual', { repeated: 0, lost: 1 }, manual)).toEqual(['RecordsLost']);
  });

  test('fails when more is repeated than one batch', () => {
    expect(codes('manual', { repeated: 3, lost: 0 }, manual)).toEqual(['RepeatsTooMany']);
  });

  test('fails when a scenario does not show its effect', () => {
    expect(codes('auto', { repeated: 0, lost: 0 }, { repeated: SOME, lost: NONE })).toEqual(['EffectNotShown']);
    expect(codes('handed off', { repeated: 0, lost: 0 }, { repeated: NONE, lost: SOME })).toEqual(['EffectNotShown']);
  });

  test.each([
    [NONE, 'none'],
    [SOME, 'at least 1'],
    [{ least: 0, most: 20 }, 'at most 20'],
    [{ least: 2, most: 3 }, '2 to 3'],
  ])('is put in words', (bound, words) => {
    expect(inWords(bound)).toBe(words);
  });
});
