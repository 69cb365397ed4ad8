import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { isBetween } from '../../model/metadata/migration/migration-phase';
import { partitionName } from '../../model/moving/plan-moves';
import { Engines } from '../../runtime/engine/engines';
import { isWhole, type PartitionView } from '../../runtime/kafka/cluster-view';
import { type GroupLag, type SilentGroup, viewLags } from '../../runtime/kafka/group-lags';
import { administrator, withAdmin } from '../../runtime/kafka/kafka-admin';
import { viewMetadata } from '../../runtime/kafka/metadata-view';
import { minimaOf } from '../../runtime/kafka/placements';
import { isCaughtUp, keepsUp, type QuorumMember, type QuorumView, viewQuorum } from '../../runtime/kafka/quorum-view';
import { standingAddresses } from '../../runtime/kafka/standing-brokers';
import { MigrationView } from '../../runtime/migration/migration-view';
import { bounded, messageOf } from '../../runtime/wait';

/** Why nobody has told something. */
export interface Silence {
  readonly silence: string;
}

/** A member of KRaft's quorum. */
export interface MemberStatus {
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
  readonly underMinInSync: readonly string[] | Silence;
  readonly leaderless: readonly string[];
}

/** What the brokers tell the administrator. */
export interface KafkaStatus {
  /** Broker, or node of the quorum, that is the controller; absent where none is, or where the quorum is silent. */
  readonly controller?: number;
  /** With KRaft alone. */
  readonly voters?: readonly MemberStatus[] | Silence;
  /** With KRaft alone: those that follow the quorum without a vote, which are the brokers, and controllers that have yet to get one. Absent where the quorum is silent. */
  readonly observers?: readonly MemberStatus[];
  readonly partitions: PartitionsStatus;
  readonly groups: readonly (GroupLag | SilentGroup)[] | Silence;
}

/** Or why nobody has told. */
export type KafkaAnswer = KafkaStatus | Silence;

const WITHIN = Duration.seconds(20);

/** What somebody tells, or why they don't: a cluster in trouble is one of which something can't be told, and the rest is wanted then. */
export const heard = async <T>(telling: Promise<T>): Promise<T | Silence> =>
  await telling.catch((error: unknown) => ({ silence: messageOf(error) }));

/** Asks the brokers as the administrator. What keeps them from answering is an answer too. */
export async function askKafka(manifest: ClusterManifest, clients: string): Promise<KafkaAnswer> {
  return await heard(
    (async (): Promise<KafkaStatus> => {
      const addresses = await standingAddresses(manifest);
      const { controller, brokers, partitions } = await viewMetadata({ manifest, clients }, addresses);
      const topics = new Set(partitions.map(({ topic }) => topic));
      const [asked, quorum] = await Promise.all([
        heard(
          administrator(manifest, clients, { bootstrap: addresses, clientId: 'cdktf-kafka-status' }).then((kafka) =>
            withAdmin(kafka, async (admin) => {
              const wait = { within: WITHIN, awaiting: 'how many copies must be in sync' };
              const [minima, groups] = await Promise.all([
                heard(bounded(minimaOf(admin, [...topics]), wait)),
                heard(viewLags(admin, topics)),
              ]);
              return { minima, groups };
            }),
          ),
        ),
        manifest.metadata.controllers === undefined ? undefined : heard(quorumOf(manifest, clients, brokers)),
      ]);
      const { minima, groups } = 'silence' in asked ? { minima: asked, groups: asked } : asked;
      return kafkaStatus({ controller, quorum, partitions, minima, groups });
    })(),
  );
}

/** Brokers that are no members of the quorum yet can’t tell of it: its controllers do then. */
async function quorumOf(manifest: ClusterManifest, clients: string, brokers: readonly string[]): Promise<QuorumView> {
  if (!isBetween(manifest.metadata.migration?.phase)) {
    return await viewQuorum({ manifest, clients }, brokers);
  }
  const view = new MigrationView(manifest, new Engines(manifest));
  try {
    return await view.quorum();
  } finally {
    await view.close();
  }
}

/** What was asked for. */
interface Told {
  readonly controller: number;
  readonly quorum: QuorumView | Silence | undefined;
  readonly partitions: readonly PartitionView[];
  /** How many copies must be in sync, by topic. */
  readonly minima: readonly { readonly topic: string; readonly value: number }[] | Silence;
  readonly groups: readonly (GroupLag | SilentGroup)[] | Silence;
}

/**
 * Whether a voter keeps up. Where voters are known by their folders, another volume under the same number has no vote; where they are not, all zeros stand
 * for whichever.
 */
const votes = (quorum: QuorumView, voter: QuorumMember): boolean =>
  /^A+$/.test(voter.directory) ? keepsUp(quorum, voter.nodeId) : isCaughtUp(quorum, voter);

/** The leader knows one whose volume is new twice for 5 minutes. */
const observersOf = (quorum: QuorumView): readonly MemberStatus[] =>
  [...new Set(quorum.observers.map(({ nodeId }) => nodeId))]
    .sort((a, b) => a - b)
    .map((nodeId) => ({
      nodeId,
      keepsUp: quorum.observers.some((each) => each.nodeId === nodeId && isCaughtUp(quorum, each)),
    }));

export function kafkaStatus({ controller, quorum, partitions, minima, groups }: Told): KafkaStatus {
  const named = (isSo: (partition: PartitionView) => boolean): readonly string[] =>
    partitions.filter(isSo).map(partitionName);
  // With KRaft brokers name any of themselves: without the quorum's word nobody knows who leads.
  const leads = quorum === undefined ? controller : 'silence' in quorum ? -1 : quorum.leader;
  const underMinimum = (values: Exclude<Told['minima'], Silence>): readonly string[] => {
    const minimum = new Map(values.map(({ topic, value }) => [topic, value]));
    return named(({ topic, isr }) => isr.length < (minimum.get(topic) ?? 0));
  };
  return {
    ...(leads >= 0 && { controller: leads }),
    ...(quorum !== undefined && {
      voters:
        'silence' in quorum
          ? quorum
          : quorum.voters
              .map((voter) => ({ nodeId: voter.nodeId, keepsUp: votes(quorum, voter) }))
              .sort((a, b) => a.nodeId - b.nodeId),
    }),
    ...(quorum !== undefined && !('silence' in quorum) && { observers: observersOf(quorum) }),
    partitions: {
      count: partitions.length,
      underReplicated: named((partition) => !isWhole(partition)),
      underMinInSync: 'silence' in minima ? minima : underMinimum(minima),
      leaderless: named(({ leader }) => leader < 0),
    },
    groups,
  };
}
