import type { ClusterManifest } from '../model/manifest/manifest';
import { partitionName } from '../model/moving/plan-moves';
import { OperationError, type Violation } from '../model/violation';
import { type PartitionView, viewPartitions } from '../runtime/kafka/cluster-view';
import { severalAnswers } from '../runtime/kafka/several-answers';
import { withAdmin } from '../runtime/kafka/kafka-admin';
import { standingAdministrator } from '../runtime/kafka/standing-brokers';
import { explain } from '../runtime/wait';
import { unplaceableViolations } from './moving/unplaceable';

/** Refusals of brokers that leave and have replicas still. */
export function replicaViolations(
  brokers: readonly number[],
  partitions: readonly Pick<PartitionView, 'topic' | 'partition' | 'replicas'>[],
): readonly Violation[] {
  return brokers.flatMap((id): readonly Violation[] => {
    const held = [...new Set(partitions.filter(({ replicas }) => replicas.includes(id)).map(partitionName))].sort();
    return held.length === 0
      ? []
      : [
          {
            code: 'BrokerHoldsReplicas',
            subject: `broker ${id}`,
            rule: 'must hold no replica of any partition before it leaves the declaration',
            value: `${held.length}, such as ${held.slice(0, 3).join(', ')}`,
            remedy:
              'declare it again, or have them moved: npm run deploy, or npm run rebalance (cdktf-kafka rebalance, from the package); nothing was changed',
          },
        ];
  });
}

/**
 * Refuses to let brokers go that have replicas, as those would be lost, and of which nobody can tell.
 *
 * @param clientsFolder folder of all users' files, once the administrator's are in it
 * @throws OperationError `BrokerHoldsReplicas`, `ReplicasUnknown`
 */
export async function refuseReplicasOf(
  brokers: readonly number[],
  manifest: ClusterManifest,
  clientsFolder: () => Promise<string>,
): Promise<void> {
  if (brokers.length > 0) {
    OperationError.throwIfAny(replicaViolations(brokers, await partitionsFor(brokers, manifest, clientsFolder)));
  }
}

/**
 * Refuses to let brokers go whose replicas have no place on the others, and of which nobody can tell.
 *
 * @throws OperationError `CopiesNotPlaceable`, `ReplicasUnknown`
 */
export async function refuseUnplaceable(
  brokers: readonly number[],
  manifest: ClusterManifest,
  clientsFolder: () => Promise<string>,
): Promise<void> {
  if (brokers.length > 0) {
    OperationError.throwIfAny(unplaceableViolations(manifest, await partitionsFor(brokers, manifest, clientsFolder)));
  }
}

/** All partitions, for brokers that leave, as several answers say. */
async function partitionsFor(
  brokers: readonly number[],
  manifest: ClusterManifest,
  clientsFolder: () => Promise<string>,
): Promise<readonly PartitionView[]> {
  try {
    const kafka = await standingAdministrator(manifest, await clientsFolder(), { clientId: 'cdktf-kafka-retirement' });
    return await withAdmin(kafka, async (admin) => (await severalAnswers(() => viewPartitions(admin))).flat());
  } catch (error) {
    throw new OperationError({
      code: 'ReplicasUnknown',
      subject: `broker ${brokers.join(', ')}`,
      rule: 'the cluster must tell which partitions a broker has before it leaves the declaration',
      value: explain(error),
      remedy: 'declare it again and deploy, so that the cluster answers, and take it away then; nothing was changed',
    });
  }
}
