import { randomBytes } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, ownMark } from './process-mark';

export interface LockOptions {
  readonly signal?: AbortSignal;
  /** Told once, when another process is at it. */
  readonly progress?: (line: string) => void;
}

const LOOK_AGAIN_MS = 250;
const SIGN_OF_LIFE_MS = 2_000;
const DEAD_MS = 15_000;

/**
 * Does a piece of work while nobody else does the one of the same lock. A lock whose holder was killed is stale at once: the file says
 * which process it is. One that is stopped, by Ctrl-Z or with its machine, keeps it. Of a process that can't be looked at, such as one in
 * another container with the same folder, it counts that it touches the file.
 */
export async function exclusively<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  let claim = await take(path);
  while (claim === undefined) {
    if (!told) {
      options.progress?.('another run is at it: awaiting its end');
      told = true;
    }
    await delay(LOOK_AGAIN_MS, undefined, { signal: options.signal });
    claim = await take(path);
  }
  const { file } = claim;
  const signs = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE_MS);
  try {
    return await work();
  } finally {
    clearInterval(signs);
    await giveBack(claim);
  }
}

/** Whether somebody does the work of a lock. */
export async function isHeld(path: string): Promise<boolean> {
  return (await claimsOf(path)).some(({ stale }) => !stale);
}

/** A file that claims a lock: the first is named like the lock, one that follows a stale one has the next number. */
interface Claim {
  readonly file: string;
  /** Its holder's process, and what tells it from others of the same process ({@link ownMark}). */
  readonly text: string;
}

/**
 * Nobody takes away a stale claim to make room for its own, as that could be a new one by then. A new claim is made beside
 * it, which only one process can do (a link is made whole, and only where there is none), and counts when there is no
 * other afterwards: of two that claim at once, one at least sees the other and gives way.
 */
async function take(path: string): Promise<Claim | undefined> {
  const found = await claimsOf(path);
  if (found.some(({ stale }) => !stale)) {
    return undefined;
  }
  const number = Math.max(-1, ...found.map((claim) => claim.number)) + 1;
  const claim = { file: fileOf(path, number), text: await ownMark() };
  if (!(await makeClaim(path, claim))) {
    return undefined;
  }
  const others = (await claimsOf(path)).filter(({ file }) => file !== claim.file);
  if (others.some(({ stale }) => !stale)) {
    await giveBack(claim);
    return undefined;
  }
  await Promise.all(others.map(({ file }) => rm(file, { force: true })));
  return claim;
}

async function makeClaim(path: string, { file, text }: Claim): Promise<boolean> {
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(own, text);
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

/** A process that nobody could look at, and that was stopped for long, has lost its lock, which may be another one's by now. */
async function giveBack({ file, text }: Claim): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => '')) === text) {
    await rm(file, { force: true });
  }
}

const fileOf = (path: string, number: number): string => (number === 0 ? path : `${path}+${number}`);

interface LockClaim {
  readonly file: string;
  readonly number: number;
  readonly stale: boolean;
}

async function claimsOf(path: string): Promise<readonly LockClaim[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const numbers = names
    .filter((name) => name.startsWith(basename(path)))
    .map((name) => /^(?:\+([1-9]\d*))?$/.exec(name.slice(basename(path).length)))
    .filter((match) => match !== null)
    .map(([, number = '0']) => Number(number));
  return Promise.all(
    numbers.map(async (number) => {
      const file = fileOf(path, number);
      return { file, number, stale: await isStale(file) };
    }),
  );
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    return (await hasEnded(text)) ?? Date.now() - mtimeMs > DEAD_MS;
  } catch {
    // Given back meanwhile.
    return false;
  }
}
