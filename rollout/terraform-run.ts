import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { OperationError } from '../model/violation';
import { type ProcessEntry, type ProcessTable, processTable } from '../runtime/process/process-table';
import { removedContainers } from '../runtime/terraform/plan-contents';
import { readArguments, type TerraformArguments } from './terraform-arguments';

/** Names a run of Terraform (or OpenTofu), the same to all of its gates and to nobody else's. */
export const runSchema = z.object({
  host: z.string(),
  /** The set of process numbers that `process` is one of. */
  space: z.string(),
  process: z.number(),
  began: z.string(),
});
export type RunName = z.infer<typeof runSchema>;

export const isSameRun = (one: RunName, other: RunName): boolean =>
  one.space === other.space && one.process === other.process && one.began === other.began;

/** The run of Terraform that called a gate. */
export interface TerraformRun {
  readonly name: RunName;
  readonly arguments: TerraformArguments;
  /** Servers whose gates it has started, those included that have yet to speak for themselves. */
  readonly gates: () => Promise<readonly string[]>;
  /** Containers that it takes away for good; undefined where that can't be told. */
  readonly removals: () => Promise<ReadonlySet<string> | 'all' | undefined>;
  /** Whether another run is known to have ended. One whose process can't be looked for may go on. */
  readonly isOver: (other: RunName) => Promise<boolean>;
}

/**
 * Finds the run that called this process.
 *
 * @param told number of Terraform's process, as the shell that it started knows it. Without it, the nearest process counts that bears
 * the name of Terraform or OpenTofu
 * @throws OperationError `RunUnknown` when that is not to be seen among this process's ancestors: gates that don't know of each other
 * would all open at once
 */
export async function terraformRun(
  told?: string,
  findTable: () => Promise<ProcessTable | undefined> = processTable,
): Promise<TerraformRun> {
  const table = await findTable();
  if (table === undefined) {
    throw noTable();
  }
  const terraform = (await ancestors(table)).find(({ id, words: [command = ''] }) =>
    told === undefined ? /^(terraform|tofu)$/.test(path.basename(command)) : String(id) === told,
  );
  if (terraform === undefined) {
    throw told === undefined
      ? unknown('none was named', 'synthesize anew, so that Terraform names itself by --terraform')
      : unknown(
          `process ${told}, which did not start this one`,
          'call the gate where Terraform runs, and not in a container or by a service of its own',
        );
  }
  const words = readArguments(terraform.words, (await table.environment(terraform.id)) ?? process.env);
  return {
    name: nameOf(table, terraform),
    arguments: words,
    gates: async () => serversOf(await table.children(terraform.id)),
    removals: () => removals(words, table.program(terraform)),
    isOver: isOverIn(table),
  };
}

/** This process as a run of its own, which takes servers away one after the other and makes none anew. */
export async function ownRun(findTable: () => Promise<ProcessTable | undefined> = processTable): Promise<TerraformRun> {
  const table = await findTable();
  const own = await table?.read(process.pid);
  if (table === undefined || own === undefined) {
    throw noTable();
  }
  return {
    name: nameOf(table, own),
    arguments: { slots: Infinity, destroys: true, isPartial: true },
    gates: () => Promise.resolve([]),
    removals: () => Promise.resolve(undefined),
    isOver: isOverIn(table),
  };
}

const nameOf = ({ space }: ProcessTable, { id, began }: ProcessEntry): RunName => ({
  ...{ host: hostname(), space, process: id, began },
});

const isOverIn =
  (table: ProcessTable): TerraformRun['isOver'] =>
  async ({ space, process: id, began }) =>
    space === table.space && (await table.read(id))?.began !== began;

/** From the parent up to the first process of all. */
async function ancestors(table: ProcessTable): Promise<readonly ProcessEntry[]> {
  const found: ProcessEntry[] = [];
  for (let id = process.ppid; id > 0 && found.every((entry) => entry.id !== id);) {
    const entry = await table.read(id);
    if (entry === undefined) {
      break;
    }
    found.push(entry);
    id = entry.parent;
  }
  return found;
}

const serversOf = (children: readonly ProcessEntry[]): readonly string[] =>
  children.flatMap(({ words }) => /--server[ =]([\w.-]+)/.exec(words.join(' '))?.[1] ?? []);

async function removals(
  { destroys, isPartial, savedPlan }: TerraformArguments,
  { file, folder }: { readonly file: string; readonly folder: string },
): Promise<ReadonlySet<string> | 'all' | undefined> {
  if (savedPlan === undefined) {
    return destroys && !isPartial ? 'all' : undefined;
  }
  try {
    const { stdout } = await promisify(execFile)(file, ['show', '-json', savedPlan], {
      cwd: folder,
      maxBuffer: 1024 * 1024 * 1024,
    });
    return removedContainers(stdout);
  } catch {
    return undefined;
  }
}

const noTable = (): OperationError =>
  unknown('no processes are to be seen here', 'let this process see /proc, or give it a ps that knows lstart');

function unknown(value: string, remedy: string): OperationError {
  return new OperationError({
    code: 'RunUnknown',
    subject: 'gate',
    rule: 'must be able to tell which run of Terraform has called it, since the gates of one run take turns',
    value,
    remedy: `${remedy}; for all servers at once: KAFKA_GATE=open`,
  });
}
