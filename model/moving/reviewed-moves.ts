import { type Move, mustMove, partitionName, type PartitionPlacement, type WantedPlacement } from './plan-moves';

/** A move that somebody has reviewed: where the copies were then, and where they go. */
export type ReviewedMove = Omit<Move, 'added'>;

/** What mends a reviewed plan that holds no more. */
export const PLAN_AGAIN = 'plan again (npm run plan -- --out FILE), and have that reviewed';

/** What moves already. */
export interface BegunMove extends PartitionPlacement {
  /** Brokers that get a copy. */
  readonly added: readonly number[];
}

/** Moves to brokers that are declared no more. */
export const unwantedMoves = <T extends BegunMove>(
  begun: readonly T[],
  brokers: readonly { readonly id: number }[],
): readonly T[] => begun.filter(({ added }) => added.some((id) => brokers.every((broker) => broker.id !== id)));

/** Where the copies are once what moves has come to its end; what goes to brokers that are declared no more is called off. */
export function afterMoves(
  placements: readonly PartitionPlacement[],
  begun: readonly BegunMove[],
  brokers: readonly { readonly id: number }[],
): readonly PartitionPlacement[] {
  const unwanted = unwantedMoves(begun, brokers);
  const moving = new Map(begun.map((move) => [partitionName(move), move]));
  return placements.map((placement) => {
    const { topic, partition, replicas } = placement;
    const move = moving.get(partitionName(placement));
    return {
      ...{ topic, partition },
      replicas:
        move === undefined
          ? replicas
          : unwanted.includes(move)
            ? replicas.filter((id) => !move.added.includes(id))
            : move.replicas,
    };
  });
}

/** What of moves that somebody has reviewed is yet to be done, and what keeps it from being done. */
export interface LeftMoves {
  readonly moves: readonly Move[];
  /** Those whose copies are on other brokers than they were. */
  readonly elsewhere: readonly Move[];
  /** Where the copies of partitions are in the end that would have to move, too. */
  readonly beyond: readonly PartitionPlacement[];
}

/** What of the moves that somebody has reviewed is yet to be done, and whether those do and no others. */
export function reviewedMoves(
  reviewed: readonly ReviewedMove[],
  placements: readonly PartitionPlacement[],
  wanted: WantedPlacement,
): LeftMoves {
  const now = new Map(placements.map((placement) => [partitionName(placement), placement.replicas]));
  const moves = reviewed
    // What has been deleted since needs no move.
    .filter((move) => (now.get(partitionName(move)) ?? move.to).join() !== move.to.join())
    .map(({ topic, partition, from, to }) => ({
      ...{ topic, partition, from, to },
      added: to.filter((id) => !from.includes(id)),
    }));
  const targets = new Map(moves.map((move) => [partitionName(move), move.to]));
  return {
    moves,
    elsewhere: moves.filter((move) => inAnyOrder(now.get(partitionName(move)) ?? []) !== inAnyOrder(move.from)),
    beyond: placements
      .map(({ topic, partition, replicas }) => ({
        ...{ topic, partition },
        replicas: targets.get(partitionName({ topic, partition })) ?? replicas,
      }))
      .filter((placement) => mustMove([placement], wanted)),
  };
}

const inAnyOrder = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join();
