import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';

/** A process that runs. */
export interface ProcessEntry {
  readonly id: number;
  readonly parent: number;
  /** When it began: with its number it is one process and no other, on its machine. */
  readonly began: string;
  /** Its command and arguments. */
  readonly words: readonly string[];
}

/** Where to look for processes. */
export interface ProcessTable {
  /** Names the set of process numbers that this process sees: its kernel's start, and its namespace. */
  readonly space: string;
  /** Undefined when no such process runs. */
  readonly read: (id: number) => Promise<ProcessEntry | undefined>;
  readonly children: (id: number) => Promise<readonly ProcessEntry[]>;
  /** The environment that a process began with; undefined where nobody tells. */
  readonly environment: (id: number) => Promise<NodeJS.ProcessEnv | undefined>;
  /** Paths of a process's program and folder. */
  readonly program: (entry: ProcessEntry) => { readonly file: string; readonly folder: string };
}

/**
 * The processes of this machine: from `/proc`, or from `ps` where there is none. Undefined when neither shows this process with the
 * parent that it has: what they say of others is then worth nothing.
 */
export async function processTable(
  candidates: readonly (() => Promise<ProcessTable>)[] = [procTable, psTable],
): Promise<ProcessTable | undefined> {
  for (const candidate of candidates) {
    try {
      const table = await candidate();
      if ((await table.read(process.pid))?.parent === process.ppid) {
        return table;
      }
    } catch {
      // There is none: the next one is tried.
    }
  }
  return undefined;
}

async function procTable(): Promise<ProcessTable> {
  const [boot, namespace] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    readlink('/proc/self/ns/pid'),
  ]);
  return {
    space: `${boot.trim()} ${namespace}`,
    read: readProc,
    children: async (id) => {
      const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
      const entries = await Promise.all(numbers.map(readProc));
      return entries.filter((entry) => entry !== undefined).filter(({ parent }) => parent === id);
    },
    environment: async (id) => {
      const content = await readFile(`/proc/${id}/environ`, 'utf8').catch(() => undefined);
      const pairs = content?.split('\0').map((line): [string, string] => {
        const [name = '', ...value] = line.split('=');
        return [name, value.join('=')];
      });
      return pairs && Object.fromEntries(pairs);
    },
    program: ({ id }) => ({ file: `/proc/${id}/exe`, folder: `/proc/${id}/cwd` }),
  };
}

async function readProc(id: number): Promise<ProcessEntry | undefined> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${id}/stat`, 'utf8'),
      readFile(`/proc/${id}/cmdline`, 'utf8'),
    ]);
    return parseStat(stat, command);
  } catch {
    return undefined;
  }
}

/** What `/proc/<id>/stat` and `cmdline` say; undefined of one that has ended and is only waited for. */
export function parseStat(stat: string, command: string): ProcessEntry | undefined {
  // The name stands in parentheses, and may have any character in it.
  const match = /^(\d+) \(.*\) (\S) (\d+) ((?:-?\d+ ){17})(\d+)/s.exec(stat);
  const [, id, state, parent, , began = ''] = match ?? [];
  if (match === null || state === 'Z' || state === 'X') {
    return undefined;
  }
  return { id: Number(id), parent: Number(parent), began, words: command.replace(/\0$/, '').split('\0') };
}

function psTable(): Promise<ProcessTable> {
  const ps = async (...which: string[]): Promise<readonly ProcessEntry[]> => {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,ppid=,lstart=,args=', ...which], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      maxBuffer: 100 * 1024 * 1024,
    });
    return stdout
      .split('\n')
      .map(parsePsLine)
      .filter((entry) => entry !== undefined);
  };
  return Promise.resolve({
    space: hostname(),
    read: async (id) => (await ps('-p', String(id)).catch(() => []))[0],
    children: async (id) => (await ps('-A')).filter(({ parent }) => parent === id),
    environment: () => Promise.resolve(undefined),
    program: ({ words: [file = ''] }) => ({ file, folder: process.cwd() }),
  });
}

/** A line of `ps -o pid=,ppid=,lstart=,args=`: two numbers, five words of a date, the command. */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const match = /^\s*(\d+)\s+(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.+?)\s*$/.exec(line);
  const [, id, parent, began = '', command = ''] = match ?? [];
  return match ? { id: Number(id), parent: Number(parent), began, words: command.split(/\s+/) } : undefined;
}
