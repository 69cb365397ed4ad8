import type { Admin } from 'kafkajs';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { reasonOf } from './load';
import type { ProofContext } from '../context/proof-context';

/** How many records of a topic a group has committed, all partitions together, when it began at their beginnings. */
export async function committedRecords(admin: Admin, group: string, topic: string): Promise<number> {
  // Of all topics: of one alone, the client would keep it in mind, and fail at everything once it is gone.
  const offsets = await until(() => admin.fetchOffsets({ groupId: group }), {
    within: patient(10),
    awaiting: `the offsets of group ${group}`,
  });
  // -1: nothing was committed yet.
  return (offsets.find((each) => each.topic === topic)?.partitions ?? []).reduce(
    (sum, { offset }) => sum + Math.max(0, Number(offset)),
    0,
  );
}

type Environment = Pick<ProofContext, 'run' | 'cleanup' | 'admin'>;

/** A group for this run, which goes away at the end. */
export function nameGroup(proof: Environment, purpose: string): string {
  const group = `${proof.run}-${purpose}`;
  removeAtEnd(proof, group);
  return group;
}

/** Has a group removed at the end if it bears the name of this run; any other one belongs to its users. */
export function removeAtEnd({ run, cleanup, admin }: Environment, group: string): void {
  if (group.includes(run)) {
    cleanup.push(`group ${group} removed`, () => removeGroup(admin, group));
  }
}

/** A member that was killed belongs to its group until its session ends: only then can the group be removed. */
export async function removeGroup(admin: Admin, group: string): Promise<void> {
  await until(
    async () => {
      try {
        await admin.deleteGroups([group]);
        return true;
      } catch (error) {
        if (reasonOf(error) === 'GROUP_ID_NOT_FOUND' || (await isGone(admin, group))) {
          return true;
        }
        throw error;
      }
    },
    { within: patient(40), awaiting: `group ${group} removed` },
  );
}

async function isGone(admin: Admin, group: string): Promise<boolean> {
  const { groups } = await admin.listGroups();
  return !groups.some(({ groupId }) => groupId === group);
}
