import { existsSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { OperationError } from '../model/violation';
import { writeWhole } from '../runtime/files/atomic-file';
import { exclusively, isHeld } from '../runtime/files/lock';
import { say } from '../runtime/process/terminal';
import { StateCopies } from './terraform/state-copies';
import type { Workspace } from './workspace';

type Checkout = Pick<Workspace, 'out' | 'clusterName'>;

/** One for all clusters of a checkout: they are synthesized into the same folder. */
const lockOf = ({ out }: Checkout): string => path.join(out, 'changes.lock');

/** Changes a cluster while no other command of this checkout changes one, beginning with states as they last were whole. */
export function changing<T>(checkout: Checkout, work: () => Promise<T>): Promise<T> {
  const progress = (): void => {
    say('Another deploy, start or destroy of this checkout is under way: awaiting its end');
  };
  return exclusively(lockOf(checkout), { progress }, async () => {
    for (const file of await new StateCopies(checkout.out).restore()) {
      say(`${path.basename(file)} was cut off while it was written: it is again as it last was whole`);
    }
    return await work();
  });
}

/** Has states be whole that a change has left which was killed, unless one goes on. */
export async function mendStates(checkout: Checkout): Promise<void> {
  if ((await new StateCopies(checkout.out).isAny()) && !(await isHeld(lockOf(checkout)))) {
    await changing(checkout, () => Promise.resolve());
  }
}

/**
 * Refuses to go on while a command of this checkout changes a cluster.
 *
 * @throws OperationError `ChangeUnderWay`
 */
export async function refuseAmidChange(checkout: Checkout): Promise<void> {
  if (await isHeld(lockOf(checkout))) {
    throw new OperationError({
      code: 'ChangeUnderWay',
      subject: `cluster ${checkout.clusterName}`,
      rule: 'must not be changed while it is proven',
      remedy: 'await the end of the deploy, start or destroy of this checkout, and run it again',
    });
  }
}

const noteOf = ({ out, clusterName }: Checkout): string => path.join(out, 'unfinished', clusterName);

/**
 * Does a deployment, and keeps a note of it until it has ended well: one that was cut off may have made containers that
 * are in no state.
 */
export async function deploying<T>(checkout: Checkout, work: () => Promise<T>): Promise<T> {
  if (!isUnfinished(checkout)) {
    await writeWhole(noteOf(checkout), '');
  }
  const result = await work();
  await rm(noteOf(checkout), { force: true });
  return result;
}

/** Whether the last deployment was cut off, or failed. */
export const isUnfinished = (checkout: Checkout): boolean => existsSync(noteOf(checkout));

/** When the first of the deployments began since the last one that ended well, in milliseconds; undefined where that one was the last. */
export async function unfinishedSince(checkout: Checkout): Promise<number | undefined> {
  return isUnfinished(checkout) ? (await stat(noteOf(checkout))).mtimeMs : undefined;
}
