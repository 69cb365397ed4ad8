import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file whole or not at all, whatever ends this process or its machine. */
export async function writeWhole(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
  await makeWhole(path, (partial) => writeFile(partial, content, { mode, flush: true }));
}

/**
 * Makes a file or folder under a temporary name beside its own and then renames it, so that what bears the name is
 * complete. What is there already stays when it is a folder (another process was quicker); a file is replaced.
 */
export async function makeWhole(path: string, make: (partial: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeAbandoned(path);
  const partial = `${path}.${process.pid}-${randomBytes(3).toString('hex')}.partial`;
  try {
    await make(partial);
    await rename(partial, path).catch((error: unknown) => {
      const taken = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!taken || !existsSync(path)) {
        throw error;
      }
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Takes away what a killed process left half made: its number is in the name. */
async function removeAbandoned(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const maker = name.startsWith(prefix)
      ? /^(\d+)-[0-9a-f]+\.partial$/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    if (maker !== undefined && !lives(Number(maker))) {
      await rm(join(dirname(path), name), { recursive: true, force: true });
    }
  }
}

/** Whether a process with this number runs, whoever owns it. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
