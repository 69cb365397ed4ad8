import { randomBytes } from 'node:crypto';
import { processTable } from '../process/process-table';
import { lives } from './atomic-file';

let table: ReturnType<typeof processTable> | undefined;
const ownTable = (): ReturnType<typeof processTable> => (table ??= processTable());

/** This process: its number and something of this mark's own, and, where it can be looked at, the set of numbers and when it began. */
export async function ownMark(): Promise<string> {
  const processes = await ownTable();
  const entry = await processes?.read(process.pid);
  const own = `${process.pid}-${randomBytes(3).toString('hex')}`;
  return [own, ...(processes === undefined || entry === undefined ? [] : [processes.space, entry.began])].join('\n');
}

/** Whether the process of a mark has ended; undefined where that can't be told from here, as of one in another container. */
export async function hasEnded(mark: string): Promise<boolean | undefined> {
  const [id = '', space, began] = mark.split('\n');
  const number = Number.parseInt(id, 10);
  if (space === undefined || began === undefined) {
    // A number that lives may be another's by now.
    return lives(number) ? undefined : true;
  }
  const processes = await ownTable();
  return space === processes?.space ? (await processes.read(number))?.began !== began : undefined;
}
