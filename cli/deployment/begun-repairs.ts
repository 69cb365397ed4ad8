import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../../runtime/files/atomic-file';
import { readIfThere } from '../../runtime/files/optional-file';
import { parseJson } from '../../runtime/files/required-file';
import type { ResourceChange } from '../../runtime/terraform/plan-contents';
import { isPassword, type Repair, textOf } from './repairs';

const noted = z.object({
  ...{ stack: z.string(), address: z.string(), was: z.enum(['gone', 'changed']) },
  attributes: z.array(z.string()),
  /** Of what the attributes are to be; none of a password. */
  digest: z.string().optional(),
});
type NotedRepair = Readonly<z.infer<typeof noted>>;

/**
 * Repairs that are noted before they are made. Terraform's state may know what was found as soon as the first of them is begun: where
 * that is cut off, no later plan tells of the others.
 */
export class BegunRepairs {
  private readonly file: string;
  /** Stacks are applied side by side. */
  private written: Promise<void> = Promise.resolve();

  /** @param out folder for what is made for one person on one machine */
  public constructor(out: string, cluster: string) {
    this.file = path.join(out, 'repairs', `${cluster}.json`);
  }

  /** @param changes of the plan that makes them */
  public async note(stack: string, repairs: readonly Repair[], changes: readonly ResourceChange[]): Promise<void> {
    if (repairs.length === 0) {
      return;
    }
    const added = repairs.map((repair): NotedRepair => {
      const digest = digestOf(repair, changes);
      return { ...repair, attributes: [...repair.attributes], stack, ...(digest !== undefined && { digest }) };
    });
    this.written = this.written.then(async () => {
      const others = (await this.all()).filter((each) => !added.some((one) => isSame(one, each)));
      await this.write([...others, ...added]);
    });
    await this.written;
  }

  /** Stacks of which some are noted. */
  public async stacks(): Promise<readonly string[]> {
    return [...new Set((await this.all()).map(({ stack }) => stack))];
  }

  /**
   * Forgets those of a stack, and tells which of them are made: what is declared no more, or otherwise by now, is not.
   *
   * @param changes of the stack's last plan, which was applied
   */
  public async take(stack: string, changes: readonly ResourceChange[]): Promise<readonly Repair[]> {
    const all = await this.all();
    const others = all.filter((repair) => repair.stack !== stack);
    await (others.length === 0 ? this.forget() : this.write(others));
    return all
      .filter((repair) => repair.stack === stack && isDeclared(repair, changes))
      .filter((repair) => repair.digest === digestOf(repair, changes))
      .map(({ address, was, attributes }) => ({ address, was, attributes }));
  }

  /** Forgets all of them, as what they were of is gone. */
  public async forget(): Promise<void> {
    await rm(this.file, { force: true });
  }

  private async write(repairs: readonly NotedRepair[]): Promise<void> {
    await writeWhole(this.file, `${JSON.stringify(repairs, undefined, 2)}\n`);
  }

  private async all(): Promise<readonly NotedRepair[]> {
    const text = (await readIfThere(this.file))?.toString('utf8');
    return z.array(noted).safeParse(parseJson(text ?? '')).data ?? [];
  }
}

const isSame = (one: NotedRepair, other: NotedRepair): boolean =>
  one.stack === other.stack && one.address === other.address && one.attributes.join() === other.attributes.join();

const changeOf = ({ address }: Repair, changes: readonly ResourceChange[]): ResourceChange | undefined =>
  changes.find((change) => change.address === address);

function isDeclared(repair: Repair, changes: readonly ResourceChange[]): boolean {
  const planned = changeOf(repair, changes);
  return planned !== undefined && planned.change.actions.join() !== 'delete';
}

function digestOf(repair: Repair, changes: readonly ResourceChange[]): string | undefined {
  if (isPassword(repair)) {
    return undefined;
  }
  const after = changeOf(repair, changes)?.change.after;
  const values = repair.attributes.map((name) => textOf(after, name));
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
