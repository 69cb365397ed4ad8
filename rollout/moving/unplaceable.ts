import { type Move, partitionName, type PartitionPlacement } from '../../model/moving/plan-moves';
import { type LeftMoves, PLAN_AGAIN } from '../../model/moving/reviewed-moves';
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
      ? 'lower replicationFactor of the cluster, or keep more brokers, and run npm run deploy; nothing was changed'
      : 'declare it with a lower replicationFactor, delete it, or keep more brokers, and run npm run deploy; nothing was changed',
  }));
}

/** Refusals of brokers that are to have copies, and don't run: Kafka's tool would refuse them as well, when something has been changed already. */
export const absentViolations = (
  moves: readonly Pick<Move, 'to'>[],
  registered: readonly number[],
): readonly Violation[] =>
  [...new Set(moves.flatMap(({ to }) => to))]
    .filter((id) => !registered.includes(id))
    .sort((a, b) => a - b)
    .map((id) => ({
      code: 'BrokerAbsent',
      subject: `broker ${id}`,
      rule: 'must run before copies move that it is to have',
      remedy:
        'see that it runs: npm run deploy starts what has stopped; by Terraform alone, apply a broker that comes before another leaves, in two steps; no copy was moved',
    }));

const AGAIN = `${PLAN_AGAIN}; no copy was moved`;

/** Refusals of moves that were reviewed, where they are not what has to be done by now. */
export const unreviewedViolations = ({
  elsewhere,
  beyond,
}: Pick<LeftMoves, 'elsewhere' | 'beyond'>): readonly Violation[] => [
  ...elsewhere.map((move) => ({
    code: 'PlanStale',
    subject: `partition ${partitionName(move)}`,
    rule: `its copies must be where they were when their move was reviewed, on ${move.from.join(', ')}, or where they go, on ${move.to.join(', ')}`,
    remedy: AGAIN,
  })),
  ...beyond.map((placement) => ({
    code: 'PlanExceeded',
    subject: `partition ${partitionName(placement)}`,
    rule: 'its move must have been reviewed, as its copies are not as many as are declared, or on brokers that leave',
    value: placement.replicas.join(', '),
    remedy: AGAIN,
  })),
];
