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
