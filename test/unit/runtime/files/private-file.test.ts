import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateFolder, writePrivately } from '../../../../runtime/files/private-file';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('a private file', () => {
  test('is read by its owner alone, and leaves nothing half-written beside it', async () => {
    expect(await writePrivately(join(folder, 'key'), 'a')).toBe(true);
    expect(await modeOf(join(folder, 'key'))).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
  });

  test('is written anew only when its content changes', async () => {
    const file = join(folder, 'key');
    await writePrivately(file, 'a');
    const before = (await stat(file)).ino;
    expect(await writePrivately(file, 'a')).toBe(false);
    expect((await stat(file)).ino).toBe(before);
    expect(await writePrivately(file, 'b')).toBe(true);
    expect(await readFile(file, 'utf8')).toBe('b');
  });

  test('becomes private again when somebody opened it', async () => {
    const file = join(folder, 'key');
    await writePrivately(file, 'a');
    await chmod(file, 0o644);
    await writePrivately(file, 'a');
    expect(await modeOf(file)).toBe(0o600);
  });

  test('lies in a folder that its owner alone enters', async () => {
    await privateFolder(join(folder, 'a', 'b'));
    expect(await modeOf(join(folder, 'a', 'b'))).toBe(0o700);
  });
});
