import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lives } from './atomic-file';

export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Told once, when another process is at it. */
  readonly progress?: (line: string) => void;
}

const LOOK_AGAIN_MS = 250;
const SIGN_OF_LIFE_MS = 2_000;
const DEAD_MS = 15_000;

/**
 * Does a piece of work while nobody else does the one of the same lock. A lock whose holder was killed is stale at
 * once: the holder's number is in the file, and while it lives it touches it (numbers are used again after a restart).
 */
export async function exclusively<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    if (!told) {
      options.progress?.('another run is at it: awaiting its end');
      told = true;
    }
    await delay(LOOK_AGAIN_MS, undefined, { signal: options.signal });
  }
  const signs = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    await giveBack(path);
  }
}

/** Whether somebody does the work of a lock. */
export async function isHeld(path: string): Promise<boolean> {
  return existsSync(path) && !(await isStale(path));
}

/** A link is made whole or not at all, and only where there is none yet. */
async function take(path: string): Promise<boolean> {
  const own = besides(path);
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  } finally {
    await rm(own, { force: true });
  }
  if (await isStale(path)) {
    await clearAway(path);
    return take(path);
  }
  return false;
}

/** A process that was stopped for long, by Ctrl-Z or with its machine, has lost its lock, which may be another one's by now. */
async function giveBack(path: string): Promise<void> {
  const holder = await readFile(path, 'utf8').catch(() => '');
  if (holder === String(process.pid)) {
    await rm(path, { force: true });
  }
}

/**
 * Several processes may judge a lock stale at once, and one of them hold it before another acts: each looks again at what it
 * takes away, where nobody else reaches it, and puts back what is not stale.
 */
async function clearAway(path: string): Promise<void> {
  const aside = besides(path);
  try {
    await rename(path, aside);
    if (!(await isStale(aside))) {
      await link(aside, path);
    }
  } catch (error) {
    // Gone already, or taken in between.
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      throw error;
    }
  } finally {
    await rm(aside, { force: true });
  }
}

/** A name beside a lock's that nobody else has. */
const besides = (path: string): string => `${path}.${process.pid}-${randomBytes(3).toString('hex')}`;

async function isStale(path: string): Promise<boolean> {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return !lives(Number(holder)) || Date.now() - mtimeMs > DEAD_MS;
  } catch {
    // Given back meanwhile.
    return false;
  }
}
