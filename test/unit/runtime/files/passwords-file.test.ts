import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePasswords, readPasswords } from '../../../../runtime/files/passwords-file';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('the passwords file', () => {
  test('gives the password of each user', () => {
    expect(parsePasswords('{"passwords":{"user1":"a"}}', 'f').get('user1')).toBe('a');
  });

  test.each(['{"passwords":{"user1":"hunter2"', '"hunter2"', '{"passwords":{"user1":["hunter2"]}}'])(
    'fails without repeating what it holds (%#)',
    (text) => {
      const attempt = (): unknown => parsePasswords(text, 'f.json');
      expect(attempt).toThrow('[PasswordsFileUnreadable] f.json');
      expect(attempt).not.toThrow('hunter2');
    },
  );

  test('fails when it is missing, with its name', async () => {
    await expect(readPasswords(join(folder, 'none.json'))).rejects.toThrow('none.json: must be there and readable');
  });
});
