import { interopViolations, verifyReaders } from '../../../../proof/checks/interop';

const written = new Map([
  ['one', ['a', 'b']],
  ['other', ['c']],
]);

describe('clients that read each other', () => {
  test('pass when every reader finds what every writer wrote', () => {
    expect(interopViolations(written, new Map([['one', ['c', 'b', 'a', 'a']]]))).toEqual([]);
  });

  test('fail when one of them misses what another wrote', () => {
    expect(
      interopViolations(written, new Map([['other', ['a', 'c']]])).map(({ subject, value }) => [subject, value]),
    ).toEqual([['other, reading what one wrote', '1 missing, the first b']]);
  });

  test('fail to be judged when one ran out of time and no other one misses anything', () => {
    const read = (java: readonly string[]) =>
      new Map([
        ['kafkajs', ['a']],
        ['Java', java],
      ]);
    const codes = (java: readonly string[]) => {
      const { verdict, violations = [] } = verifyReaders(written, read(java), ['kafkajs'], []);
      return [verdict, ...violations.map(({ code, value }) => `${code} ${value}`)];
    };
    expect(codes(['a', 'b', 'c'])).toEqual(['unjudged', 'ReaderIncomplete 1 of 3 records']);
    expect(codes(['a', 'c'])).toEqual(['fail', 'RecordsUnreadable 1 missing, the first b']);
  });
});
