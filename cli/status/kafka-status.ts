import type { ClusterManifest } from '../../model/manifest/manifest';
import { isWhole, type PartitionView, viewCluster, viewPartitions } from '../../runtime/kafka/cluster-view';
import { type GroupLag, viewLags } from '../../runtime/kafka/group-lags';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { minimaOf } from '../../runtime/kafka/placements';
import { keepsUp, type QuorumView, viewQuorum } from '../../runtime/kafka/quorum-view';
import { standingAdministrator } from '../../runtime/kafka/standing-brokers';
import { messageOf } from '../../runtime/wait';

/** A voter of KRaft's quorum. */
export interface VoterStatus {
  /** Kafka's `node.id`. */
  readonly nodeId: number;
  /** Whether it has what the leader has, but for what is under way. */
  readonly keepsUp: boolean;
}

/** Partitions as `topic-0`. */
export interface PartitionsStatus {
  readonly count: number;
  /** That lack copies in sync. */
  readonly underReplicated: readonly string[];
  /** That take no records from producers with `acks=all`: too few copies are in sync. */
  readonly underMinInSync: readonly string[];
  readonly leaderless: readonly string[];
}

/** What the brokers tell the administrator. */
export interface KafkaStatus {
  /** Broker, or node of the quorum, that is the controller; absent where none is. */
  readonly controller?: number;
  /** With KRaft alone. */
  readonly voters?: readonly VoterStatus[];
  readonly partitions: PartitionsStatus;
  readonly groups: readonly GroupLag[];
}

/** Or why nobody has told. */
export type KafkaAnswer = KafkaStatus | { readonly silence: string };

/** Asks the brokers as the administrator. What keeps them from answering is an answer too. */
export async function askKafka(manifest: ClusterManifest, clients: string): Promise<KafkaAnswer> {
  try {
    const kafka = await standingAdministrator(manifest, clients, { clientId: 'cdktf-kafka-status' });
    return await withAdmin(kafka, async (admin) => {
      const { controller, brokers } = await viewCluster(admin);
      const partitions = await viewPartitions(admin);
      const [minima, groups, quorum] = await Promise.all([
        minimaOf(admin, [...new Set(partitions.map(({ topic }) => topic))]),
        viewLags(admin),
        manifest.metadata.controllers === undefined
          ? undefined
          : viewQuorum({ manifest, clients }, [...brokers.values()]),
      ]);
      return kafkaStatus({ controller, quorum, partitions, minima, groups });
    });
  } catch (error) {
    return { silence: messageOf(error) };
  }
}

/** What was asked for. */
interface Told {
  readonly controller: number | null;
  readonly quorum: QuorumView | undefined;
  readonly partitions: readonly PartitionView[];
  /** How many copies must be in sync, by topic. */
  readonly minima: readonly { readonly topic: string; readonly value: number }[];
  readonly groups: readonly GroupLag[];
}

export function kafkaStatus({ controller, quorum, partitions, minima, groups }: Told): KafkaStatus {
  const minimum = new Map(minima.map(({ topic, value }) => [topic, value]));
  const named = (isSo: (partition: PartitionView) => boolean): readonly string[] =>
    partitions.filter(isSo).map(({ topic, partition }) => `${topic}-${partition}`);
  const leads = quorum?.leader ?? controller ?? -1;
  return {
    ...(leads >= 0 && { controller: leads }),
    ...(quorum !== undefined && {
      voters: quorum.voters
        .map(({ nodeId }) => ({ nodeId, keepsUp: keepsUp(quorum, nodeId) }))
        .sort((a, b) => a.nodeId - b.nodeId),
    }),
    partitions: {
      count: partitions.length,
      underReplicated: named((partition) => !isWhole(partition)),
      underMinInSync: named(({ topic, isr }) => isr.length < (minimum.get(topic) ?? 0)),
      leaderless: named(({ leader }) => leader < 0),
    },
    groups,
  };
}
