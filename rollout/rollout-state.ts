import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { lives, writeWhole } from '../runtime/files/atomic-file';
import { exclusively } from '../runtime/files/lock';

const page = z.object({
  /** The run of Terraform that all of this is about. */
  run: z.string(),
  /** Whether everything is being destroyed, so that nobody has to wait for anyone to be back. */
  ending: z.boolean(),
  /** Brokers that go since everything is being destroyed. */
  leaving: z.array(z.string()),
  /** Process that waits for each server's turn. */
  waiting: z.record(z.string(), z.number()),
  /** The server that is being replaced, and the container that is to go. */
  turn: z.object({ server: z.string(), container: z.string() }).optional(),
});

/** What the gates of one run of Terraform know of each other. */
export type Page = z.infer<typeof page>;

/** The file by which gates take turns: Terraform starts each of them as a process of its own. */
export class RollBook {
  /** @param folder where the book lies; the same for all gates of a cluster */
  public constructor(
    private readonly folder: string,
    private readonly cluster: string,
    private readonly run: string,
  ) {}

  /** Changes the page while no other gate looks at it. */
  public async change<T>(work: (page: Page) => Promise<{ readonly page: Page; readonly result: T }>): Promise<T> {
    return await exclusively(this.file('lock'), {}, async () => {
      const before = await this.read();
      const { page: after, result } = await work(before);
      if (after !== before) {
        await writeWhole(this.file('json'), `${JSON.stringify(after)}\n`);
      }
      return result;
    });
  }

  /** What an earlier run of Terraform left is void, and so is whoever waited and is no more. */
  private async read(): Promise<Page> {
    const empty: Page = { run: this.run, ending: false, leaving: [], waiting: {} };
    let content: string;
    try {
      content = await readFile(this.file('json'), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return empty;
      }
      throw error;
    }
    const known = page.parse(JSON.parse(content));
    if (known.run !== this.run) {
      return empty;
    }
    return {
      ...known,
      waiting: Object.fromEntries(Object.entries(known.waiting).filter(([, process]) => lives(process))),
    };
  }

  private file(extension: string): string {
    return path.join(this.folder, `${this.cluster}.${extension}`);
  }
}
