import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../runtime/files/required-file';
import { writeWhole } from '../../runtime/files/atomic-file';

/** Milliseconds that a resource took in all of a stack, by the stack and by what was done. */
const kept = z.record(z.string(), z.number().positive());

/**
 * How fast the stacks of a cluster were applied the last time. Nothing but estimates rests on it: a file that can't be read or
 * written leaves them out.
 */
export class Paces {
  private readonly file: string;
  #all: Readonly<Record<string, number>> | undefined;

  public constructor(outFolder: string, cluster: string) {
    this.file = path.join(outFolder, 'paces', `${cluster}.json`);
  }

  /** Of the same stack when the same was done; undefined where it never was. */
  public of(stack: string, planned: ReadonlyMap<string, string>): number | undefined {
    return this.all[keyOf(stack, planned)];
  }

  public async note(stack: string, planned: ReadonlyMap<string, string>, milliseconds: number): Promise<void> {
    if (milliseconds > 0) {
      this.#all = { ...this.all, [keyOf(stack, planned)]: milliseconds };
      await writeWhole(this.file, `${JSON.stringify(this.#all, undefined, 2)}\n`).catch(() => undefined);
    }
  }

  private get all(): Readonly<Record<string, number>> {
    return (this.#all ??= this.read());
  }

  private read(): Readonly<Record<string, number>> {
    try {
      return kept.safeParse(parseJson(readFileSync(this.file, 'utf8'))).data ?? {};
    } catch {
      return {};
    }
  }
}

/** A stack that is made takes another time than one whose servers are replaced one after another. */
const keyOf = (stack: string, planned: ReadonlyMap<string, string>): string =>
  [stack, ...[...new Set(planned.values())].sort()].join(' ');
