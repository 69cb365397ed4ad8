import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivately } from '../../runtime/files/private-file';
import { messageOf } from '../../runtime/wait';
import type { Read } from '../verification/delivery-verifier';
import type { ProofContext } from '../context/proof-context';

/** One line of a log: what became of a value, or that it was read; more than this may stand beside it. */
export interface LogEntry {
  readonly partition: number;
  readonly value: string;
  readonly offset?: number;
  /** `acknowledged`, `failed` or `unknown` for a send, `read` for a record that a reader saw, or what else a check knows. */
  readonly outcome: string;
}

/** What a reader saw, as lines of a log. */
export function readEntries(reads: readonly Read[]): LogEntry[] {
  return reads.map(({ partition, offset, value }) => ({ partition, offset, value, outcome: 'read' }));
}

/** The log that backs a check's verdict, one JSON object a line, in a file that is kept when the check did not pass. */
export class DeliveryLog {
  private constructor(
    private readonly proof: Pick<ProofContext, 'outFolder' | 'say'>,
    private readonly file: string,
  ) {}

  /** The log of the check of a name; that of an earlier proof is forgotten. */
  public static async begin(proof: Pick<ProofContext, 'outFolder' | 'say'>, check: string): Promise<DeliveryLog> {
    const file = join(proof.outFolder, logName(check));
    await rm(file, { force: true });
    return new DeliveryLog(proof, file);
  }

  /** Writes the log. That it cannot be written must not hide why it was to be. */
  public async keep(entries: readonly LogEntry[]): Promise<void> {
    try {
      await mkdir(this.proof.outFolder, { recursive: true });
      await writePrivately(this.file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      this.proof.say(`the log is kept in ${this.file}`);
    } catch (error) {
      this.proof.say(`the log could not be kept: ${messageOf(error)}`);
    }
  }
}

/** Name of a check's log in the folder of the report. */
function logName(check: string): string {
  return `${check}.ndjson`;
}
