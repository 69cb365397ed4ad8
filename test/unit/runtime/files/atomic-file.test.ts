import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWhole, writeWhole } from '../../../../runtime/files/atomic-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Larger than any process number that Linux gives. */
const NOBODY = 2 ** 22 + 1;

describe('A file that is written whole', () => {
  test('has the content and the mode, in a folder that is made for it', async () => {
    const path = join(folder, 'a', 'b', 'file');
    await writeWhole(path, 'content', 0o600);
    expect(readFileSync(path, 'utf8')).toBe('content');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file']);
  });

  test('takes the place of an older one', async () => {
    const path = join(folder, 'file');
    await writeWhole(path, 'old');
    await writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });
});

describe('What is made whole', () => {
  test('fails with the error of its making, and leaves nothing', async () => {
    const path = join(folder, 'file');
    const making = makeWhole(path, async (partial) => {
      await writeFile(partial, 'half');
      throw new Error('no space');
    });
    await expect(making).rejects.toThrow('no space');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does not bear its name before it is complete', async () => {
    const path = join(folder, 'file');
    await makeWhole(path, async (partial) => {
      await writeFile(partial, 'half');
      expect(existsSync(path)).toBe(false);
    });
    expect(existsSync(path)).toBe(true);
  });

  test('gives way to a folder that another process has made meanwhile', async () => {
    const path = join(folder, 'made');
    await makeWhole(path, (partial) => {
      for (const [at, content] of [
        [partial, 'mine'],
        [path, 'theirs'],
      ] as const) {
        mkdirSync(at);
        writeFileSync(join(at, 'file'), content);
      }
      return Promise.resolve();
    });
    expect(readFileSync(join(path, 'file'), 'utf8')).toBe('theirs');
    expect(readdirSync(folder)).toEqual(['made']);
  });

  test('clears away what a killed process left, and not what a living one is making', async () => {
    writeFileSync(join(folder, `file.${NOBODY}-abcdef.partial`), '');
    writeFileSync(join(folder, `file.${process.pid}-abcdef.partial`), '');
    writeFileSync(join(folder, `other.${NOBODY}-abcdef.partial`), '');
    await writeWhole(join(folder, 'file'), '');
    expect(readdirSync(folder).sort()).toEqual([
      'file',
      `file.${process.pid}-abcdef.partial`,
      `other.${NOBODY}-abcdef.partial`,
    ]);
  });
});
