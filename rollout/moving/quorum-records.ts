import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import type { QuorumView } from '../../runtime/kafka/quorum-view';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { RunningCluster } from '../observed-cluster';
import type { MovingEnvironment } from './moving';

/** A quorum's log as it was seen first, after one of its controllers had left. */
export interface SeenLog {
  readonly epoch: number;
  readonly end: number;
}

/**
 * Waits until all other controllers have whatever a controller had a part in that has just been taken away: with nothing, it has a vote from its first start
 * on, and could otherwise elect one that lags.
 *
 * @param nodeId its number in the quorum
 */
export async function awaitRecords(
  { manifest, clientsFolder }: Pick<MovingEnvironment, 'manifest' | 'clientsFolder'>,
  nodeId: number,
): Promise<void> {
  const cluster = new RunningCluster(manifest, clientsFolder);
  let seen: SeenLog | undefined;
  try {
    await until(
      async () => {
        const answer = await cluster.kafka();
        if (!('quorum' in answer) || answer.quorum === undefined) {
          return false;
        }
        seen = logSeen(answer.quorum, nodeId, seen);
        if (seen === undefined) {
          return false;
        }
        const behind = lagging(answer.quorum, nodeId, seen);
        if (behind.length > 0) {
          throw new Error(`${behind.map((id) => `controller ${id}`).join(', ')} behind`);
        }
        return true;
      },
      {
        within: patient(120),
        awaiting: `the other controllers to have all that controller ${nodeId} had, before it begins on its new host (once they run, the same command goes on from here)`,
      },
    );
  } finally {
    await cluster.close();
  }
}

/** The log that others must have: that of the first leader that is not the one that left, in each epoch anew. */
export function logSeen({ leader, epoch, voters }: QuorumView, nodeId: number, seen?: SeenLog): SeenLog | undefined {
  const end = voters.find((voter) => voter.nodeId === leader)?.logEndOffset;
  return leader < 0 || leader === nodeId || end === undefined
    ? undefined
    : seen?.epoch === epoch
      ? seen
      : { epoch, end };
}

/**
 * Who of the others has less of the log, by their numbers. Whoever began anew is there twice for a while, as the voter that it was and as one that follows: the leader
 * tells members apart by their folders.
 */
export function lagging(
  { voters, observers }: Pick<QuorumView, 'voters' | 'observers'>,
  nodeId: number,
  { end }: SeenLog,
): readonly number[] {
  const has = (id: number): boolean =>
    [...voters, ...observers].some((each) => each.nodeId === id && each.logEndOffset >= end);
  return [...new Set(voters.map((voter) => voter.nodeId))].filter((id) => id !== nodeId && !has(id));
}

/** Why servers that keep the metadata can't go to other hosts: nobody else has them. */
export const onlyMetadataMoves = (
  { metadata, brokers }: Pick<ClusterManifest, 'metadata' | 'brokers'>,
  moving: readonly string[],
): readonly Violation[] => {
  const keepers = metadata.servers.length > 0 ? metadata.servers : brokers;
  return keepers.length > 1
    ? []
    : keepers
        .filter(({ container }) => moving.includes(container))
        .map(({ container }) => ({
          code: 'OnlyCopyMoves',
          subject: container,
          rule: 'what it keeps must be on another server too before it goes to another host, where it begins with nothing: it has the only copy of the metadata',
          value: '1 server with metadata',
          remedy:
            'have the host that has its data name it (Host.of), and the others the servers that are to be there; or a cluster of another name with 3 of them, and move to it; nothing was changed',
        }));
};
