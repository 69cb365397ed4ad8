import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import type { Read } from '../verification/delivery-verifier';

const TABLES =
  'CREATE TABLE IF NOT EXISTS rows (partition INTEGER NOT NULL, "offset" INTEGER NOT NULL, value TEXT NOT NULL);' +
  'CREATE TABLE IF NOT EXISTS offsets (partition INTEGER PRIMARY KEY, next INTEGER NOT NULL);';

/** A folder of a sink's own, and how it is removed. */
export function makeSinkFolder(): { readonly file: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'cdktf-kafka-sink-'));
  return {
    file: join(folder, 'sink.db'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A place outside of Kafka that takes each record once: an SQLite file that holds the rows, and, written in the same transaction, the
 * offsets to go on from. Nothing in it refuses a row that comes twice, so that one is seen.
 */
export class Sink {
  readonly #database: Database;

  public constructor(file: string) {
    // What the lock of a process that was killed has left: there is never more than one process that writes.
    rmSync(`${file}.lock`, { recursive: true, force: true });
    this.#database = new Database(file);
    this.#database.exec(TABLES);
  }

  /** Stores those records of a partition that are not stored yet; `amid` is run while they are written and not yet committed. */
  public store(
    partition: number,
    records: readonly Omit<Read, 'partition'>[],
    amid: () => void = () => undefined,
  ): void {
    const next = this.next(partition);
    const fresh = records.filter(({ offset }) => offset >= next);
    const last = fresh.at(-1);
    if (last === undefined) {
      return;
    }
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { offset, value } of fresh) {
        this.#database.run('INSERT INTO rows VALUES (?, ?, ?)', [partition, offset, value]);
      }
      amid();
      this.#database.run('INSERT OR REPLACE INTO offsets VALUES (?, ?)', [partition, last.offset + 1]);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** The offset to go on from. */
  public next(partition: number): number {
    return Number(this.#database.get('SELECT next FROM offsets WHERE partition = ?', [partition])?.['next'] ?? 0);
  }

  public count(): number {
    return Number(this.#database.get('SELECT count(*) AS rows FROM rows')?.['rows'] ?? 0);
  }

  public rows(): Read[] {
    return this.#database.all('SELECT partition, "offset", value FROM rows').map((row) => ({
      partition: Number(row['partition']),
      offset: Number(row['offset']),
      value: row['value'] as string,
    }));
  }

  public close(): void {
    this.#database.close();
  }
}
