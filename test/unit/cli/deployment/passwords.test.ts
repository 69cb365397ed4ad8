import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensurePasswords } from '../../../../cli/deployment/passwords';
import { manifest } from '../../fixtures/manifest';

const folder = mkdtempSync(path.join(tmpdir(), 'passwords-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const users = [
  { name: 'user1', principal: 'User:user1', authentication: 'scram', mechanisms: ['SCRAM-SHA-512'], superUser: false },
] as const;

const SCRAM = { ...users[0], preferred: 'SCRAM-SHA-512' } as const;
const stored = (file: string): Readonly<Record<string, string>> =>
  (JSON.parse(readFileSync(file, 'utf8')) as { readonly passwords: Record<string, string> }).passwords;

test('a password that is kept has a key of its own beside the next one, until the user’s name means that', async () => {
  const passwordsFile = path.join(folder, 'rotated.tfvars.json');
  const ensure = (user: object): Promise<readonly string[]> =>
    ensurePasswords({ passwordsFile, ownsPasswords: true }, { ...manifest, users: [{ ...SCRAM, ...user }] });
  writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: 'the-first-one' } }));
  const changing = { passwordVersion: 2, former: 'SCRAM-SHA-512', mechanisms: ['SCRAM-SHA-256'] };
  expect(await ensure(changing)).toEqual(['user1']);
  const during = stored(passwordsFile);
  expect(during).toEqual({
    user1: 'the-first-one',
    'user1#1': 'the-first-one',
    'user1#2': expect.stringMatching(/^[\w-]{32}$/) as string,
  });
  // Again, as after a deployment that was cut off.
  expect(await ensure(changing)).toEqual([]);
  expect(stored(passwordsFile)).toEqual(during);
  // Taken back, and begun once more.
  expect(await ensure({ passwordVersion: 1 })).toEqual([]);
  expect(await ensure(changing)).toEqual([]);
  expect(stored(passwordsFile)).toEqual(during);
  // Ended.
  expect(await ensure({ passwordVersion: 2 })).toEqual([]);
  expect(stored(passwordsFile)).toEqual({ ...during, user1: during['user1#2'] });
  // The next one, in the way without a former one: what is under the user's name.
  expect(await ensure({ passwordVersion: 3 })).toEqual([]);
});

test('a given file without the next password, or the former one, fails, and one that says two things does', async () => {
  const passwordsFile = path.join(folder, 'given.tfvars.json');
  const ensure = (user: object): Promise<readonly string[]> =>
    ensurePasswords({ passwordsFile, ownsPasswords: false }, { ...manifest, users: [{ ...SCRAM, ...user }] });
  writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: 'the-first-one' } }));
  await expect(ensure({ passwordVersion: 2, former: 'SCRAM-SHA-512' })).rejects.toThrow(
    /\[PasswordMissing\].*"user1#2"[^]*\[PasswordMissing\].*"user1#1"/,
  );
  writeFileSync(
    passwordsFile,
    JSON.stringify({ passwords: { user1: 'my-own', 'user1#1': 'first', 'user1#2': 'second' } }),
  );
  await expect(ensure({ passwordVersion: 2 })).rejects.toThrow('[PasswordAmbiguous] user user1: ');
  expect(await ensure({ passwordVersion: 3 })).toEqual([]);
});

test.each(['', ' hunter2', 'hunter2\n', 'hunter2a\u0308'])(
  'a given password that can’t be handed on as it is fails before anything is deployed, and is not told: %j',
  async (password) => {
    const passwordsFile = path.join(folder, 'passwords.tfvars.json');
    writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: password } }));
    const before = readFileSync(passwordsFile);
    for (const ownsPasswords of [true, false]) {
      const ensured = ensurePasswords({ passwordsFile, ownsPasswords }, { ...manifest, users });
      await expect(ensured).rejects.toThrow('[PasswordUnwritable] password of user1: ');
      await expect(ensured).rejects.not.toThrow('hunter2');
    }
    expect(readFileSync(passwordsFile)).toEqual(before);
  },
);
