import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

interface Process {
  readonly parent: number;
  readonly command: string;
  /** When it began, as `ps` writes it. */
  readonly began: string;
}

/**
 * Names the run of Terraform (or OpenTofu) that started this process, which is the same for all of its provisioners: its
 * process and when that began. Without one, this process' parent counts as the run.
 */
export async function terraformRun(): Promise<string> {
  let id = process.ppid;
  for (let depth = 0; depth < 10 && id > 1; depth++) {
    const found = await readProcess(id);
    if (found === undefined) {
      break;
    }
    if (/(^|\/)(terraform|tofu)$/.test(found.command)) {
      return `${id} since ${found.began}`;
    }
    id = found.parent;
  }
  return String(process.ppid);
}

async function readProcess(id: number): Promise<Process | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,lstart=,comm=', '-p', String(id)], {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    return parseProcess(stdout);
  } catch {
    return undefined;
  }
}

/** A line of `ps -o ppid=,lstart=,comm=`: the parent, five words of a date, the command. */
export function parseProcess(line: string): Process | undefined {
  const match = /^\s*(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.+?)\s*$/.exec(line);
  const [, parent, began = '', command = ''] = match ?? [];
  return match ? { parent: Number(parent), began, command } : undefined;
}
