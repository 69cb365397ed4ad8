import { interopFaults } from '../../../proof/checks/interop';

const written = new Map([
  ['one', ['a', 'b']],
  ['other', ['c']],
]);

describe('clients that read each other', () => {
  test('pass when every reader finds what every writer wrote', () => {
    expect(interopFaults(written, new Map([['one', ['c', 'b', 'a', 'a']]]))).toEqual([]);
  });

  test('fail when one of them misses what another wrote', () => {
    expect(
      interopFaults(written, new Map([['other', ['a', 'c']]])).map(({ subject, value }) => [subject, value]),
    ).toEqual([['other, reading what one wrote', '1 missing, the first b']]);
  });
});
