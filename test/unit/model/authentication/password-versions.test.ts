import {
  formerKey,
  formerPasswordViolations,
  passwordPlaces,
  presentKeys,
  presentPassword,
} from '../../../../model/authentication/password-versions';

const BOTH = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

test.each([
  [1, false, BOTH, 'SCRAM-SHA-512', undefined],
  [2, true, ['SCRAM-SHA-256'], 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
  [2, false, BOTH, 'SCRAM-SHA-256', undefined],
  [3, true, ['SCRAM-SHA-512'], 'SCRAM-SHA-512', 'SCRAM-SHA-256'],
  [4, true, ['SCRAM-SHA-256'], 'SCRAM-SHA-256', 'SCRAM-SHA-512'],
] as const)(
  'the password of version %i, with the former one kept: %j, is let in by %j, and its files log in by %s',
  (passwordVersion, keepFormerPassword, present, preferred, former) => {
    expect(passwordPlaces(BOTH, { passwordVersion, keepFormerPassword })).toEqual({ present, preferred, former });
  },
);

test('a password that is kept stays by the very mechanism that its own files log in by, whatever the version', () => {
  for (let version = 2; version < 20; version++) {
    const before = passwordPlaces(BOTH, { passwordVersion: version - 1 });
    const { former, preferred } = passwordPlaces(BOTH, { passwordVersion: version, keepFormerPassword: true });
    expect(former).toBe(before.preferred);
    expect(preferred).not.toBe(former);
  }
});

test.each([1, 2, 3])('where there is one mechanism, version %i logs in by that', (passwordVersion) => {
  expect(passwordPlaces(['SCRAM-SHA-256'], { passwordVersion })).toEqual({
    present: ['SCRAM-SHA-256'],
    preferred: 'SCRAM-SHA-256',
    former: undefined,
  });
});

test('a version’s password has a key of its own, or the user’s name where only one can be meant', () => {
  const [changing, changed] = [
    { name: 'billing', passwordVersion: 3, former: 'SCRAM-SHA-256' },
    { name: 'billing', passwordVersion: 3 },
  ];
  expect(presentKeys(changing)).toEqual(['billing#3']);
  expect(formerKey(changing)).toBe('billing#2');
  expect(presentKeys(changed)).toEqual(['billing#3', 'billing']);
  const passwords = new Map([['billing', 'whichever']]);
  expect(presentPassword(changing, passwords)).toBeUndefined();
  expect(presentPassword(changed, passwords)).toBe('whichever');
  expect(presentPassword(changed, new Map([...passwords, ['billing#3', 'third']]))).toBe('third');
});

test('the former password fails where there is none, and where a listener takes one mechanism alone', () => {
  const codes = (version: number, ...listeners: Parameters<typeof formerPasswordViolations>[2]): readonly string[] =>
    formerPasswordViolations('user', version, listeners).map(({ code }) => code);
  expect(codes(2, BOTH, BOTH)).toEqual([]);
  expect(codes(1, BOTH)).toEqual(['FormerPasswordMissing']);
  expect(codes(2, BOTH, ['SCRAM-SHA-512'])).toEqual(['ScramMechanismSingle']);
});
