import { Duration } from '../../model/units/duration';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
  type DescribeAclResource,
} from 'kafkajs';
import { until } from '../wait';

/** A partition as a broker's metadata shows it. */
export interface PartitionView {
  readonly topic: string;
  readonly partition: number;
  readonly leader: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

/** The cluster as a broker's metadata shows it. */
export interface ClusterView {
  readonly clusterId: string;
  readonly controller: number | null;
  /** Advertised address by broker id. */
  readonly brokers: ReadonlyMap<number, string>;
}

/** kafkajs asks a broker at random, one that is gone among them: another try asks another one. */
function answer<T extends object>(request: () => Promise<T>): Promise<T> {
  return until(request, {
    within: Duration.seconds(10),
    awaiting: 'an answer to a metadata request',
    every: Duration.milliseconds(50),
  });
}

export async function viewCluster(admin: Admin): Promise<ClusterView> {
  const { clusterId, controller, brokers } = await answer(() => admin.describeCluster());
  return {
    clusterId,
    controller,
    brokers: new Map(brokers.map(({ nodeId, host, port }) => [nodeId, `${host}:${port}`])),
  };
}

/** By topic, and by number within it. */
export const inOrder = (a: PartitionView, b: PartitionView): number =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;

/** Partitions of the named topics, or of all, in order. */
export async function viewPartitions(admin: Admin, topics?: readonly string[]): Promise<PartitionView[]> {
  const wanted = topics === undefined ? undefined : { topics: [...topics] };
  const metadata = await answer(() => admin.fetchTopicMetadata(wanted));
  return metadata.topics
    .flatMap(({ name, partitions }) =>
      partitions.map(({ partitionId, leader, replicas, isr }) => ({
        topic: name,
        partition: partitionId,
        leader,
        replicas,
        isr,
      })),
    )
    .sort(inOrder);
}

/** The authorizer's rules, whomever they are for: about everything, or one type of resource alone. */
export async function viewRules(
  admin: Admin,
  resourceType = AclResourceTypes.ANY,
  within = Duration.seconds(20),
): Promise<readonly DescribeAclResource[]> {
  const { resources } = await until(
    () =>
      admin.describeAcls({
        resourceType,
        resourcePatternType: ResourcePatternTypes.ANY,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      }),
    { within, awaiting: 'the ACLs' },
  );
  return resources;
}

/** Whether every replica is in sync. */
export function isWhole(partition: PartitionView): boolean {
  return partition.isr.length === partition.replicas.length && partition.leader >= 0;
}
