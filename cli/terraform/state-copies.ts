import { createHash } from 'node:crypto';
import { existsSync, watch } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { Duration } from '../../model/units/duration';
import { writeWhole } from '../../runtime/files/atomic-file';
import { readIfThere } from '../../runtime/files/optional-file';
import { privateFolder, writePrivately } from '../../runtime/files/private-file';
import { parseJson } from '../../runtime/files/required-file';
import { isState } from '../../runtime/terraform/state-file';
import { pause } from '../../runtime/wait';

const copySchema = z.strictObject({ file: z.string(), state: z.string() });

/**
 * Copies of local states as they last were whole. Terraform empties such a file before it writes it anew, after each resource: whoever ends it in
 * that moment leaves nothing, which the next one takes for a state that there never was.
 */
export class StateCopies {
  private readonly folder: string;

  /** @param out folder for what is made for one person on one machine */
  public constructor(out: string) {
    this.folder = path.join(out, 'states');
  }

  /** Does what has Terraform change the state in a file. Meanwhile there is a copy; afterwards, the state is whole. */
  public async during<T>(file: string, work: () => Promise<T>): Promise<T> {
    await privateFolder(this.folder);
    const copy = this.copyOf(file);
    await copyIfWhole(file, copy);
    let copied = Promise.resolve();
    let isDue = false;
    const watcher = watch(path.dirname(file), { persistent: false }, (_, name) => {
      if (!isDue && (name === null || name === path.basename(file))) {
        isDue = true;
        copied = copied.then(() => {
          isDue = false;
          return copyIfWhole(file, copy);
        });
      }
    });
    try {
      return await work();
    } finally {
      watcher.close();
      await copied;
      await restore(copy);
    }
  }

  /**
   * Puts copies in the places of states that were cut off.
   *
   * @returns the files that were
   */
  public async restore(): Promise<readonly string[]> {
    const restored: (string | undefined)[] = [];
    for (const copy of await this.all()) {
      restored.push(await restore(copy));
    }
    return restored.filter((file) => file !== undefined);
  }

  /** Whether a change goes on, or was cut off. */
  public async isAny(): Promise<boolean> {
    return (await this.all()).length > 0;
  }

  private async all(): Promise<readonly string[]> {
    const names = existsSync(this.folder) ? await readdir(this.folder) : [];
    return names.filter((name) => name.endsWith(COPY)).map((name) => path.join(this.folder, name));
  }

  private copyOf(file: string): string {
    const digest = createHash('sha256').update(file).digest('hex').slice(0, 12);
    return path.join(this.folder, `${path.basename(file)}.${digest}${COPY}`);
  }
}

const COPY = '.copy';

/** Longer than it takes to write a state, and how often it is looked at meanwhile. */
const WRITING = Duration.seconds(1);
const LOOK_EVERY = Duration.milliseconds(100);

/** A copy is for a moment that seldom comes: what it can't be made for ends no change that is under way. */
async function copyIfWhole(file: string, copy: string): Promise<void> {
  const state = await readFile(file, 'utf8').catch(() => '');
  if (isState(state)) {
    await writePrivately(copy, JSON.stringify({ file, state })).catch(() => undefined);
  }
}

/** Takes a copy away, and puts it in the place of its state before where that is there, and not whole. */
async function restore(copy: string): Promise<string | undefined> {
  const { data } = copySchema.safeParse(parseJson((await readIfThere(copy))?.toString() ?? ''));
  const isCutOff = data !== undefined && (await staysCutOff(data.file));
  if (isCutOff) {
    await writeWhole(data.file, data.state, (await stat(data.file)).mode & 0o777);
  }
  await rm(copy, { force: true });
  return isCutOff ? data.file : undefined;
}

/**
 * Whether a state is there, and not whole for as long as it takes to write one: somebody's own Terraform may write it just now. Only a look
 * that ended says so: one that a busy machine keeps waiting says nothing of the file.
 */
async function staysCutOff(file: string): Promise<boolean> {
  for (const end = Date.now() + WRITING.milliseconds; ;) {
    const isLast = Date.now() >= end;
    const state = await readIfThere(file);
    if (state === undefined || isState(state.toString())) {
      return false;
    }
    if (isLast) {
      return true;
    }
    await pause(LOOK_EVERY);
  }
}
