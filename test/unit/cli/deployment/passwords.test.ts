import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
const clients = path.join(folder, 'clients');
const stored = (file: string): Readonly<Record<string, string>> =>
  (JSON.parse(readFileSync(file, 'utf8')) as { readonly passwords: Record<string, string> }).passwords;

test('a password that is kept has a key of its own beside the next one, until the user’s name means that', async () => {
  const passwordsFile = path.join(folder, 'rotated.tfvars.json');
  const ensure = (user: object): Promise<readonly string[]> =>
    ensurePasswords({ passwordsFile, ownsPasswords: true, clients }, { ...manifest, users: [{ ...SCRAM, ...user }] });
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
    ensurePasswords({ passwordsFile, ownsPasswords: false, clients }, { ...manifest, users: [{ ...SCRAM, ...user }] });
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

test.each<[string, Readonly<Record<string, string>>, number, boolean]>([
  [
    'the first while the second was kept beside it',
    { user1: 'first', 'user1#1': 'first', 'user1#2': 'second' },
    3,
    true,
  ],
  ['the second of three', { user1: 'second', 'user1#1': 'first', 'user1#2': 'second', 'user1#3': 'third' }, 7, true],
  ['the last', { user1: 'second', 'user1#1': 'first', 'user1#2': 'second' }, 3, false],
  ['one of its own', { user1: 'my-own', 'user1#1': 'first', 'user1#2': 'second' }, 3, false],
  [
    'that of a version that has a key',
    { user1: 'third', 'user1#1': 'third', 'user1#2': 'second', 'user1#3': 'third' },
    3,
    false,
  ],
])(
  'a password of an earlier version is not brought back by a later one: under the user’s name is %s',
  async (_, passwords, passwordVersion, isRefused) => {
    const passwordsFile = path.join(folder, 'later.tfvars.json');
    writeFileSync(passwordsFile, JSON.stringify({ passwords }));
    const users = [{ ...SCRAM, passwordVersion }];
    for (const ownsPasswords of [true, false]) {
      const ensured = ensurePasswords({ passwordsFile, ownsPasswords, clients }, { ...manifest, users });
      await (isRefused ? expect(ensured).rejects.toThrow('[PasswordAmbiguous] user user1: ') : ensured);
    }
    if (isRefused) {
      expect(stored(passwordsFile)).toEqual(passwords);
    }
  },
);

describe('the next password', () => {
  const passwordsFile = path.join(folder, 'turns.tfvars.json');
  /** Of version 3, which is written by SCRAM-SHA-512 while SCRAM-SHA-256 keeps version 2. */
  const ensureThird = (): Promise<readonly string[]> =>
    ensurePasswords(
      { passwordsFile, ownsPasswords: true, clients },
      { ...manifest, users: [{ ...SCRAM, passwordVersion: 3, former: 'SCRAM-SHA-256' }] },
    );
  const filesBy = (mechanism: string, password: string): void => {
    mkdirSync(path.join(clients, 'user1'), { recursive: true });
    writeFileSync(
      path.join(clients, 'user1', 'kcat.conf'),
      `sasl.mechanisms=${mechanism}\nsasl.username=user1\nsasl.password=${password}\n`,
    );
  };
  beforeEach(() => {
    writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: 'second' } }));
  });
  afterEach(() => {
    rmSync(clients, { recursive: true, force: true });
  });

  test('fails to be written by the mechanism that the user’s files log in by with the former one', async () => {
    filesBy('SCRAM-SHA-512', 'second');
    await expect(ensureThird()).rejects.toThrow(
      /\[ClientFilesOutdated\] user user1: .+ must log in by SCRAM-SHA-256, .+got SCRAM-SHA-512; where passwordVersion 3 is deployed already, .+; otherwise deploy passwordVersion 2 alone/,
    );
    expect(stored(passwordsFile)).toEqual({ user1: 'second' });
  });

  test('is made where there are no files, where they log in by the other mechanism, and where they have it already', async () => {
    expect(await ensureThird()).toEqual(['user1']);
    filesBy('SCRAM-SHA-256', 'second');
    expect(await ensureThird()).toEqual([]);
    filesBy('SCRAM-SHA-512', stored(passwordsFile)['user1#3'] ?? '');
    expect(await ensureThird()).toEqual([]);
  });
});

test.each(['', ' hunter2', 'hunter2\n', 'hunter2a\u0308'])(
  'a given password that can’t be handed on as it is fails before anything is deployed, and is not told: %j',
  async (password) => {
    const passwordsFile = path.join(folder, 'passwords.tfvars.json');
    writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: password } }));
    const before = readFileSync(passwordsFile);
    for (const ownsPasswords of [true, false]) {
      const ensured = ensurePasswords({ passwordsFile, ownsPasswords, clients }, { ...manifest, users });
      await expect(ensured).rejects.toThrow('[PasswordUnwritable] password of user1: ');
      await expect(ensured).rejects.not.toThrow('hunter2');
    }
    expect(readFileSync(passwordsFile)).toEqual(before);
  },
);

test('a user that was taken over needs no password here, and none is made up for it', async () => {
  const passwordsFile = path.join(folder, 'taken-over.tfvars.json');
  const ensure = (ownsPasswords: boolean, passwordVersion: number): Promise<readonly string[]> =>
    ensurePasswords({ passwordsFile, ownsPasswords, clients }, { ...manifest, users: [{ ...SCRAM, passwordVersion }] });
  writeFileSync(passwordsFile, JSON.stringify({ passwords: {} }));
  for (const ownsPasswords of [false, true]) {
    expect(await ensure(ownsPasswords, 0)).toEqual([]);
    expect(stored(passwordsFile)).toEqual({});
  }
  await expect(ensure(false, 1)).rejects.toThrow('[PasswordMissing] user user1: ');
  // One that is given must be fit to be handed on.
  writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: '' } }));
  await expect(ensure(false, 0)).rejects.toThrow('[PasswordUnwritable]');
});

test('a password whose version was deployed before is not made up anew: that fails, and the file stays as it is', async () => {
  const passwordsFile = path.join(folder, 'lost.tfvars.json');
  const deployed = new Map([['user1', new Set([1, 2])]]);
  const ensure = (user: object): Promise<readonly string[]> =>
    ensurePasswords(
      { passwordsFile, ownsPasswords: true, clients },
      { ...manifest, users: [{ ...SCRAM, ...user }] },
      () => Promise.resolve(deployed),
    );
  await expect(ensure({ passwordVersion: 2 })).rejects.toThrow(
    /\[PasswordMissing\] user user1: .*declare passwordVersion 3$/m,
  );
  await expect(ensure({})).rejects.toThrow('[PasswordMissing] user user1: ');
  expect(existsSync(passwordsFile)).toBe(false);
  expect(await ensure({ name: 'user2' })).toEqual(['user2']);
  // The next version's is made, and whoever has one needs no other.
  expect(await ensure({ passwordVersion: 3 })).toEqual(['user1']);
  expect(await ensure({ passwordVersion: 2 })).toEqual([]);
});
