import { chmod, mkdir, stat } from 'node:fs/promises';
import { writeWhole } from './atomic-file';
import { readIfThere } from './optional-file';

/** A folder that only its owner enters. */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/**
 * Writes a file that only its owner reads: whole or not at all, and only when its content changes. True when it wrote.
 */
export async function writePrivately(file: string, content: string | Buffer): Promise<boolean> {
  if ((await readIfThere(file))?.equals(Buffer.from(content)) === true) {
    if (((await stat(file)).mode & 0o777) !== 0o600) {
      await chmod(file, 0o600);
    }
    return false;
  }
  await writeWhole(file, content, 0o600);
  return true;
}
