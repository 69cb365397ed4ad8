import type { PartitionPlacement } from '../../model/moving/plan-moves';
import { type DeclaredPlacement, isInternalTopic, wantedPlacement } from '../../model/moving/wanted-placement';
import type { Violation } from '../../model/violation';

/** Refusals of partitions that can't have their copies on the brokers that are declared. */
export function unplaceableViolations(
  declared: DeclaredPlacement,
  placements: readonly PartitionPlacement[],
): readonly Violation[] {
  const { brokers, factorOf, mayMove = (): boolean => true } = wantedPlacement(declared, placements, 'needed');
  const found = placements.filter((each) => mayMove(each.topic) && factorOf(each) > brokers.length);
  return [...new Map(found.map((placement) => [placement.topic, placement])).values()].map((placement) => ({
    code: 'CopiesNotPlaceable',
    subject: `topic ${placement.topic}`,
    rule: `must have at most as many copies as there are brokers, ${brokers.length}`,
    value: factorOf(placement),
    remedy: isInternalTopic(placement.topic)
      ? 'lower replicationFactor of the cluster, or keep more brokers; nothing was changed'
      : 'declare it with a lower replicationFactor, delete it, or keep more brokers; nothing was changed',
  }));
}
