import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { lives, writeWhole } from '../runtime/files/atomic-file';
import { exclusively } from '../runtime/files/lock';

const schema = z.object({
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
export type RolloutState = z.infer<typeof schema>;

/** The file by which gates take turns: Terraform starts each of them as a process of its own. */
export class RolloutStateFile {
  /** @param folder the same for all gates of a cluster */
  public constructor(
    private readonly folder: string,
    private readonly cluster: string,
    private readonly run: string,
  ) {}

  /** Changes the state while no other gate reads it. */
  public async change<T>(
    work: (state: RolloutState) => Promise<{ readonly state: RolloutState; readonly result: T }>,
  ): Promise<T> {
    return await exclusively(this.file('lock'), {}, async () => {
      const before = await this.read();
      const { state: after, result } = await work(before);
      if (after !== before) {
        await writeWhole(this.file('json'), `${JSON.stringify(after)}\n`);
      }
      return result;
    });
  }

  /** Drops what an earlier run of Terraform left, and gates whose process has ended. */
  private async read(): Promise<RolloutState> {
    const empty: RolloutState = { run: this.run, ending: false, leaving: [], waiting: {} };
    let content: string;
    try {
      content = await readFile(this.file('json'), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return empty;
      }
      throw error;
    }
    const known = schema.parse(JSON.parse(content));
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
