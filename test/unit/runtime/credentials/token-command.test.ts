import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokensBy } from '../../../../runtime/credentials/token-command';

const folder = mkdtempSync(path.join(tmpdir(), 'token-command-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();
/** A program in a folder with a blank in its path. */
function program(script: string): string {
  const file = path.join(folder, 'a program');
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return file;
}

test('a program is asked for a token, by the user and by what is to be wrong with it', async () => {
  const tokens = tokensBy(program('echo "$1.${2:-right}.$#"'), signal);
  expect(await tokens.of('carol')).toBe('carol.right.1');
  expect(await tokens.of('carol', 'other-issuer')).toBe('carol.other-issuer.2');
});

test('there is no token without a program, and none where it prints nothing', async () => {
  expect(await tokensBy(undefined, signal).of('carol')).toBeUndefined();
  expect(await tokensBy(program('exit 0'), signal).of('carol', 'expired')).toBeUndefined();
});

test.each([
  ['ends badly', 'echo aaa.bbb.ccc; exit 3', 'got 3'],
  ['prints something else', 'echo "aaa.bbb.ccc and more"', 'got something else'],
])('fails where the program %s, without a word of what it has printed', async (_, script, got) => {
  const failed = tokensBy(program(script), signal).of('carol');
  await expect(failed).rejects.toThrow(/^\[TokenCommandFailed\] .*a program carol: must print a token/);
  await expect(failed).rejects.toThrow(got);
  await expect(failed).rejects.not.toThrow('aaa');
});

test('fails where there is no such program', async () => {
  await expect(tokensBy(path.join(folder, 'nothing'), signal).of('carol')).rejects.toThrow('TokenCommandFailed');
});
