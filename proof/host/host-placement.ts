import type { PartitionView } from '../../runtime/kafka/cluster-view';
import type { Violation } from '../../model/violation';
import { majority } from '../metadata/quorum-loss';
import type { HostServers } from './host-servers';

/** Where everything is that a lost host could take with it. */
export interface Placements {
  readonly hosts: readonly HostServers[];
  readonly partitions: readonly PartitionView[];
  /** `min.insync.replicas` by topic. */
  readonly minInsync: ReadonlyMap<string, number>;
}

/** More partitions than these of a topic are not named one by one. */
const MOST_NAMED = 10;

/** What is wrong with a placement with which a single host can't be lost: of the metadata's servers, and of the copies of partitions. */
export function placementViolations(placements: Placements): Violation[] {
  const { hosts, partitions } = placements;
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return [
    ...hosts.flatMap((host) => majorityViolations(host, hosts)),
    ...topics.flatMap((topic) => hosts.flatMap((host) => copyViolations(topic, host, placements))),
  ];
}

/** Whether a partition has a copy that is not on a host. */
export const hasCopyElsewhere = ({ replicas }: PartitionView, { brokers }: HostServers): boolean =>
  replicas.some((broker) => !brokers.includes(broker));

function majorityViolations({ name, voters }: HostServers, hosts: readonly HostServers[]): Violation[] {
  const all = hosts.reduce((sum, host) => sum + host.voters.length, 0);
  const needed = majority(all);
  return all - voters.length >= needed
    ? []
    : [
        {
          code: 'MajorityOnOneHost',
          subject: `host ${name}`,
          rule: `must leave ${needed} of all ${all} servers that have a vote on the metadata on other hosts: without more than half of them nobody is elected`,
          value: voters.join(', '),
          remedy: 'declare three of them on three hosts (Host.of(..., { metadataServers }) names those of one)',
        },
      ];
}

/** One violation for each way in which a topic depends on a host, however many partitions do. */
function copyViolations(topic: string, host: HostServers, { partitions, minInsync }: Placements): Violation[] {
  const own = partitions.filter((partition) => partition.topic === topic);
  const least = minInsync.get(topic) ?? 1;
  const isLost = (partition: PartitionView): boolean => !hasCopyElsewhere(partition, host);
  const lost = own.filter(isLost);
  const refusing = own.filter(
    (partition) =>
      !isLost(partition) &&
      partition.replicas.some((broker) => host.brokers.includes(broker)) &&
      partition.replicas.filter((broker) => !host.brokers.includes(broker)).length < least,
  );
  const subject = `topic ${topic}, host ${host.name}`;
  return [
    ...(lost.length === 0
      ? []
      : [
          {
            code: 'CopiesOnOneHost',
            subject,
            rule: 'must not have all copies of a partition, which nobody could lead without it',
            value: inWords(lost),
            remedy:
              'declare two copies at least (replicationFactor), and brokers on several hosts whose racks differ; npm run rebalance spreads the ' +
              "copies. Where a single copy is meant, say so at the topic: allow: ['SingleReplica']",
          },
        ]),
    ...(refusing.length === 0
      ? []
      : [
          {
            code: 'CopiesElsewhereTooFew',
            subject,
            rule: `must leave ${least} copies (min.insync.replicas) of each partition on other hosts, or acks=all is refused without it`,
            value: inWords(refusing),
            remedy:
              'declare one copy more than min.insync.replicas (replicationFactor), and as many hosts whose racks differ; npm run rebalance ' +
              'spreads the copies',
          },
        ]),
  ];
}

function inWords(partitions: readonly PartitionView[]): string {
  const named = partitions
    .slice(0, MOST_NAMED)
    .map(({ partition, replicas }) => `${partition} on broker ${replicas.join(', ')}`)
    .join('; ');
  const more = partitions.length - MOST_NAMED;
  return `partition ${named}${more > 0 ? `; and ${more} more` : ''}`;
}
