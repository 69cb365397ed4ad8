import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { passwordFileViolations } from '../../../certs/password-file';
import { formatViolation } from '../../../model/violation';

const folder = mkdtempSync(path.join(tmpdir(), 'password-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileWith(content: string | Buffer, mode = 0o600): string {
  const file = path.join(folder, `${Math.random()}`);
  writeFileSync(file, content, { mode });
  return file;
}

const codesOf = (file: string): readonly string[] => passwordFileViolations('user a', file).map(({ code }) => code);

test.each([
  'correct horse\n',
  'correct horse\r\n',
  'correct horse',
  'päß, 日本, 🔑 und so weiter',
  '${file:x:y} "\\\'$,;=',
])('a password is what a line of UTF-8 holds: %j', (content) => {
  expect(codesOf(fileWith(content))).toEqual([]);
});

test.each<[string, string | Buffer]>([
  ['empty', ''],
  ['an empty line', '\n'],
  ['blanks', '   \n'],
  ['two lines', 'correct horse\nbattery staple\n'],
  ['a line with one that is empty below', 'correct horse\n\n'],
  ['begun with a blank', ' correct horse'],
  ['ended with a blank', 'correct horse '],
  ['ended with a blank of another kind', 'correct horse\u00a0'],
  ['begun with a byte order mark', '\ufeffcorrect horse'],
  ['with a tab', 'correct\thorse'],
  ['with a NUL', 'correct\0horse'],
  ['with a delete', 'correct\u007fhorse'],
  ['with a control character of Latin-1', 'correct\u0085horse'],
  ['with a line separator', 'correct\u2028horse'],
  ['too long', 'a'.repeat(1025)],
  ['in Latin-1', Buffer.from('päßwörter sind', 'latin1')],
  ['in UTF-16', Buffer.from('correct horse', 'utf16le')],
])('fails when it is %s, and nothing of it is told', (_, content) => {
  const file = fileWith(content);
  expect(codesOf(file)).toEqual(['PasswordIllegal']);
  expect(passwordFileViolations('user a', file).map(formatViolation).join()).not.toContain('horse');
});

test.each([path.join(folder, 'nowhere'), folder, '', 'a\0b'])('fails when there is no such file: %j', (file) => {
  expect(codesOf(file)).toEqual(['PasswordFileMissing']);
});

test('one that is short, or that others may read, is warned about', () => {
  expect(codesOf(fileWith('test'))).toEqual(['PasswordShort']);
  expect(codesOf(fileWith('correct horse', 0o644))).toEqual(['PasswordFileExposed']);
});
