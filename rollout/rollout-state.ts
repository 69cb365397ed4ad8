import path from 'node:path';
import { z } from 'zod';
import { OperationError } from '../model/violation';
import { lives, writeWhole } from '../runtime/files/atomic-file';
import { exclusively } from '../runtime/files/lock';
import { readIfThere } from '../runtime/files/optional-file';
import { parseJson } from '../runtime/files/required-file';
import { isSameRun, runSchema, type TerraformRun } from './terraform-run';

const server = z.object({ server: z.string(), container: z.string() });

const stateSchema = z.object({
  /** Whether everything is being destroyed, so that nobody has to wait for anyone to be back; not there until somebody has looked. */
  ending: z.boolean().optional(),
  /** Brokers that go since everything is being destroyed, each with the container that is to go. */
  leaving: z.array(server),
  /** Process that waits for each server's turn. */
  waiting: z.record(z.string(), z.number()),
  /** The server that is being replaced, and the container that is to go. */
  turn: server.optional(),
  /** Why no server of this run may go any more. */
  refused: z.string().optional(),
});

/** What the gates of one run of Terraform know of each other. */
export type RolloutState = z.infer<typeof stateSchema>;

/** A server, and the container that it runs in before it is replaced. */
export type LeavingServer = z.infer<typeof server>;

const schema = z.object({ runs: z.array(z.object({ run: runSchema, state: stateSchema })) });

/** Runs of machines whose processes can't be looked for from here stay in the file; the newest of them do. */
const REMEMBERED = 20;
const NOTHING_KNOWN: RolloutState = { leaving: [], waiting: {} };

/** The file by which gates take turns: Terraform starts each of them as a process of its own. */
export class RolloutStateFile {
  /** @param folder the same for all gates of a cluster */
  public constructor(
    private readonly folder: string,
    private readonly cluster: string,
    private readonly run: Pick<TerraformRun, 'name' | 'isOver'>,
  ) {}

  /** Changes the state of this run while no other gate reads it. */
  public async change<T>(
    work: (state: RolloutState) => Promise<{ readonly state: RolloutState; readonly result: T }>,
  ): Promise<T> {
    return await exclusively(this.file('lock'), {}, async () => {
      const runs = await this.read();
      const known = runs.find(({ run }) => isSameRun(run, this.run.name))?.state ?? NOTHING_KNOWN;
      const before = { ...known, waiting: alive(known.waiting) };
      const { state, result } = await work(before);
      if (state !== before) {
        await this.write([...runs.filter(({ run }) => !isSameRun(run, this.run.name)), { run: this.run.name, state }]);
      }
      return result;
    });
  }

  private async read(): Promise<z.infer<typeof schema>['runs']> {
    const content = await readIfThere(this.file('json'));
    if (content === undefined) {
      return [];
    }
    const parsed = schema.safeParse(parseJson(content.toString('utf8')));
    if (!parsed.success) {
      throw new OperationError({
        code: 'RolloutStateUnreadable',
        subject: this.file('json'),
        rule: 'must be what the gates of a roll-out wrote there',
        remedy: 'await the end of every terraform apply of this cluster, delete the file and apply again',
      });
    }
    return parsed.data.runs;
  }

  /** Leaves out runs that have ended. */
  private async write(runs: z.infer<typeof schema>['runs']): Promise<void> {
    const over = await Promise.all(runs.map(({ run }) => this.run.isOver(run)));
    const left = runs.filter((_, index) => over[index] === false).slice(-REMEMBERED);
    await writeWhole(this.file('json'), `${JSON.stringify({ runs: left })}\n`);
  }

  private file(extension: string): string {
    return path.join(this.folder, `${this.cluster}-runs.${extension}`);
  }
}

/** Without gates whose process has ended. */
const alive = (waiting: RolloutState['waiting']): RolloutState['waiting'] =>
  Object.fromEntries(Object.entries(waiting).filter(([, process]) => lives(process)));
