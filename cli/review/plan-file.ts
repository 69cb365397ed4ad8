import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { OperationError } from '../../model/violation';
import { archiveOf, entriesOf } from '../../runtime/files/archive';
import { writeWhole } from '../../runtime/files/atomic-file';
import { parseJson } from '../../runtime/files/required-file';

const ids = z.array(z.int().nonnegative()).readonly();

const move = z.strictObject({ topic: z.string(), partition: z.int().nonnegative(), from: ids, to: ids });

const review = z.strictObject({
  schema: z.literal(1),
  cluster: z.string(),
  stacks: z.array(
    z.strictObject({
      stack: z.string(),
      /** Whether there is anything to apply. */
      changes: z.boolean(),
      /** Whether it is planned again when copies have been moved, to do no more than this. */
      later: z.boolean().optional(),
      /** Terraform's word for what is done to each resource, by address. */
      planned: z.record(z.string(), z.string()),
      /** Which state it was made of, and of what that was to become: digests and numbers, none of their contents. */
      state: z.string(),
      declaration: z.string(),
    }),
  ),
  /** What a deployment takes away by itself, in order, for people. */
  leaving: z.array(z.string()).readonly(),
  /** Addresses by stack that are not destroyed, whatever Terraform's plan says: they leave in that order. */
  forgotten: z.record(z.string(), z.array(z.string()).readonly()).readonly(),
  /** What copies of partitions a deployment moves by itself, before servers change; absent where no broker told where they are. */
  moves: z.array(move).readonly().optional(),
  /** What the quorum comes to keep after everything else, by names; absent where it keeps nothing. */
  values: z.record(z.string(), z.number()).readonly().optional(),
  /** When what the images made here stand on was last renewed; absent where it never was. */
  renewed: z.string().optional(),
  /** Addresses of what may be destroyed with what it holds. */
  allowed: z.array(z.string()).readonly(),
});

/** What is known of plans that are to be reviewed together. */
export type Review = Readonly<z.infer<typeof review>>;

/** The plans of a cluster's stacks, in one file: as Terraform applies them, and as it tells what is in them. */
export interface PlanFile {
  readonly review: Review;
  /** Terraform's own files, by stack; none for a stack that does not change, or is planned again. */
  readonly plans: ReadonlyMap<string, Buffer>;
  /** What `terraform show -json` says of each of them. */
  readonly shown: ReadonlyMap<string, string>;
}

const INDEX = 'review.json';
const PLAN = '.tfplan';
const SHOWN = '.json';

/** Writes the file whole, for its owner alone: there are no secrets in it, but names of all that there is. */
export async function writePlanFile(file: string, { review: index, plans, shown }: PlanFile): Promise<void> {
  const archive = await archiveOf([
    { name: INDEX, content: `${JSON.stringify(index, undefined, 2)}\n` },
    ...[...plans].map(([stack, content]) => ({ name: `${stack}${PLAN}`, content })),
    ...[...shown].map(([stack, content]) => ({ name: `${stack}${SHOWN}`, content })),
  ]);
  await writeWhole(file, archive, 0o600);
}

/** @throws OperationError `PlanUnreadable` when it is not there, or is no such file */
export async function readPlanFile(file: string): Promise<PlanFile> {
  const content = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, 'must be there and readable', (error as NodeJS.ErrnoException).code);
  });
  const found = await planFileIn(content);
  if (found === undefined) {
    throw unreadable(file, 'must be a file that npm run plan has written, by this version');
  }
  return found;
}

/** The plans in a file; undefined when it is another kind of file. */
export async function planFileIn(content: Buffer): Promise<PlanFile | undefined> {
  const entries = await contentsIn(content);
  const { data } = review.safeParse(parseJson(entries.get(INDEX)?.toString('utf8') ?? ''));
  const changed = data?.stacks.filter(({ changes }) => changes) ?? [];
  const applied = changed.filter(({ later }) => later !== true);
  const plans = new Map(applied.map(({ stack }) => [stack, entries.get(`${stack}${PLAN}`)]));
  const shown = new Map(changed.map(({ stack }) => [stack, entries.get(`${stack}${SHOWN}`)?.toString('utf8')]));
  return data !== undefined && isWhole(plans) && isWhole(shown) ? { review: data, plans, shown } : undefined;
}

const isWhole = <T>(entries: ReadonlyMap<string, T | undefined>): entries is ReadonlyMap<string, T> =>
  [...entries.values()].every((entry) => entry !== undefined);

/** None in what is no archive, or was cut off. */
async function contentsIn(content: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  try {
    for await (const entry of entriesOf(Readable.from([content]))) {
      entries.set(entry.header.name, await buffer(entry));
    }
    return entries;
  } catch {
    return new Map();
  }
}

const unreadable = (subject: string, rule: string, value?: string): OperationError =>
  new OperationError({
    code: 'PlanUnreadable',
    subject,
    rule,
    value,
    remedy: 'write it: npm run plan -- --out FILE',
  });
