import type { FeatureLevels } from '../cluster/metadata-store';
import {
  brokerNumber,
  declaredFactor,
  INTERNAL_TOPICS,
  type DeclaredPlacement,
  isInternalTopic,
} from './wanted-placement';
import type { PartitionPlacement } from './plan-moves';

export const MINIMUM = 'min.insync.replicas';

/**
 * Whether a cluster's quorum keeps one {@link MINIMUM} for all brokers, by the levels of its features: it does when it knows which replicas
 * were in sync last (KIP-966).
 */
export const hasOneMinimum = (levels: FeatureLevels): boolean => (levels['eligible.leader.replicas.version'] ?? 0) > 0;

/** A topic's `min.insync.replicas` as it holds. */
export interface TopicMinimum {
  readonly topic: string;
  readonly value: number;
  /** Whether it was set for the topic, and does not come from the brokers. */
  readonly isOwn: boolean;
}

/** What a topic's `min.insync.replicas` is to be set to; undefined to leave it to the brokers. */
export interface WantedMinimum {
  readonly topic: string;
  readonly value: number | undefined;
}

/** What is declared; undefined for a topic that nobody has declared here. */
function declaredMinimum(declared: DeclaredPlacement, topic: string): number | undefined {
  const value = isInternalTopic(topic)
    ? brokerNumber(declared, INTERNAL_TOPICS[topic].minimum)
    : Number(declared.topics.find(({ name }) => name === topic)?.config[MINIMUM]);
  return Number.isInteger(value) ? value : undefined;
}

/**
 * What falls before copies are taken away: with as many copies as must be in sync, or fewer, writes stop. What is to rise does so
 * later, when the copies are there.
 */
export function minimaToLower(
  declared: DeclaredPlacement,
  placements: readonly PartitionPlacement[],
  found: readonly TopicMinimum[],
): readonly WantedMinimum[] {
  return found.flatMap(({ topic, value }) => {
    const [minimum, factor] = [declaredMinimum(declared, topic), declaredFactor(declared, topic)];
    const falls = placements.some((each) => each.topic === topic && each.replicas.length > (factor ?? Infinity));
    return falls && minimum !== undefined && minimum < value ? [{ topic, value: minimum }] : [];
  });
}

/**
 * What Kafka's own topics are left with when everything is as it is declared: the brokers' new value, of itself or because nobody
 * sets it for the topic. Other topics are written by whoever declares them.
 *
 * @param levels of the cluster's features: where the quorum keeps one minimum for all, the brokers' value is not what holds, so the topic gets its own
 */
export function minimaToSettle(
  declared: DeclaredPlacement,
  placements: readonly PartitionPlacement[],
  found: readonly TopicMinimum[],
  levels: FeatureLevels = {},
): readonly WantedMinimum[] {
  const isOfBrokers = !hasOneMinimum(levels);
  return found
    .filter(({ topic }) => isInternalTopic(topic))
    .flatMap(({ topic, value, isOwn }): readonly WantedMinimum[] => {
      const [minimum, factor] = [declaredMinimum(declared, topic), declaredFactor(declared, topic)];
      const isPlaced = placements.every((each) => each.topic !== topic || each.replicas.length === factor);
      if ((!isOwn && isOfBrokers) || !isPlaced || minimum === undefined) {
        return [];
      }
      if (topic === '__consumer_offsets' && isOfBrokers) {
        return [{ topic, value: undefined }];
      }
      return value === minimum ? [] : [{ topic, value: minimum }];
    });
}
