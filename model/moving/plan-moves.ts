import { counted } from '../formats/counted';
import { assignEvenly } from './even-assignment';

/** Where the copies of a partition are: the preferred leader first. */
export interface PartitionPlacement {
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly number[];
}

/** As Kafka's logs and tools call a partition: `topic1-0`. */
export const partitionName = ({ topic, partition }: Pick<PartitionPlacement, 'topic' | 'partition'>): string =>
  `${topic}-${partition}`;

/** A broker that may have copies. */
export interface BrokerLocation {
  readonly id: number;
  readonly rack: string;
}

/** A partition whose copies go elsewhere, or stand in another order. */
export interface Move {
  readonly topic: string;
  readonly partition: number;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Brokers that get a copy that they don't have. */
  readonly added: readonly number[];
}

/** What is wanted of the partitions. */
export interface WantedPlacement {
  readonly brokers: readonly BrokerLocation[];
  /** How many copies a partition is to have. */
  readonly factorOf: (placement: PartitionPlacement) => number;
  /**
   * Whether the partitions of a topic may move; those of others stay where they are, and count.
   *
   * @default - all may
   */
  readonly mayMove?: (topic: string) => boolean;
}

/** How much moves, for people. */
export function movesText(moves: readonly Pick<Move, 'added'>[]): string {
  const copies = moves.reduce((sum, { added }) => sum + added.length, 0);
  return `${counted(moves.length, 'partition')}, ${counted(copies, 'copy', 'copies')}`;
}

/**
 * The moves after which every partition has as many copies as are wanted, on the given brokers alone. Of all ways to do that it
 * takes, one before the other, those that
 *
 * 1. spread each partition over as many racks, and as evenly, as there are,
 * 2. spread all copies as evenly over the brokers as that allows,
 * 3. copy least,
 * 4. spread the preferred leaders as evenly, and
 * 5. change least of those.
 *
 * So a second plan is empty. That each is the best there is follows from costs of which the earlier outweighs all later ones, in a network
 * whose cheapest flow is the plan: from partitions by racks to brokers, each copy that a broker gets dearer than the last.
 *
 * @throws RangeError when a topic is to have more copies than there are brokers, which the caller has to refuse
 */
export function planMoves(placements: readonly PartitionPlacement[], wanted: WantedPlacement): readonly Move[] {
  const { factorOf, mayMove = () => true } = wanted;
  const brokers = [...wanted.brokers].sort((a, b) => a.id - b.id);
  const moving = placements.filter(({ topic }) => mayMove(topic)).sort(inTurn);
  const staying = placements.filter(({ topic }) => !mayMove(topic));
  const tooFew = moving.find((placement) => factorOf(placement) > brokers.length);
  if (tooFew !== undefined) {
    throw new RangeError(
      `${tooFew.topic} is to have ${counted(factorOf(tooFew), 'copy', 'copies')} on ${counted(brokers.length, 'broker')}`,
    );
  }
  const chosen = chooseReplicas(moving, staying, brokers, factorOf);
  const leaders = chooseLeaders(moving, chosen, staying);
  return moving
    .map(({ topic, partition, replicas: from }, index): Move => {
      const now = chosen[index] ?? [];
      const leader = leaders[index];
      // Who stays, stays in place.
      const order = [...from.filter((id) => now.includes(id)), ...now.filter((id) => !from.includes(id))];
      const to = [...order.filter((id) => id === leader), ...order.filter((id) => id !== leader)];
      return { topic, partition, from, to, added: to.filter((id) => !from.includes(id)) };
    })
    .filter(({ from, to }) => from.join() !== to.join())
    .sort((a, b) => compare(a.topic, b.topic) || a.partition - b.partition);
}

/** Whether a partition has to move, wherever others go: known at once, where a plan for thousands takes minutes. */
export const mustMove = (
  placements: readonly PartitionPlacement[],
  { brokers, factorOf, mayMove = () => true }: WantedPlacement,
): boolean => {
  const ids = new Set(brokers.map(({ id }) => id));
  return placements.some(
    (each) =>
      mayMove(each.topic) &&
      (each.replicas.length !== factorOf(each) || each.replicas.some((replica) => !ids.has(replica))),
  );
};

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** An order that has nothing to do with names and numbers: what is chosen among equals is of all topics, and not all of one. */
const inTurn = (a: PartitionPlacement, b: PartitionPlacement): number =>
  mixed(a) - mixed(b) || compare(a.topic, b.topic) || a.partition - b.partition;

/** The hash of Fowler, Noll and Vo. */
const mixed = ({ topic, partition }: PartitionPlacement): number =>
  Array.from(`${partition} ${topic}`).reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x0100_0193) >>> 0,
    0x811c_9dc5,
  );

/** How many each broker has. */
function count(ids: readonly number[]): (id: number) => number {
  const counts = new Map<number, number>();
  ids.forEach((id) => counts.set(id, (counts.get(id) ?? 0) + 1));
  return (id) => counts.get(id) ?? 0;
}

/** Which brokers have a copy of each partition. */
function chooseReplicas(
  moving: readonly PartitionPlacement[],
  staying: readonly PartitionPlacement[],
  brokers: readonly BrokerLocation[],
  factorOf: WantedPlacement['factorOf'],
): readonly (readonly number[])[] {
  const had = count(staying.flatMap(({ replicas }) => replicas));
  const racks = [...new Set(brokers.map(({ rack }) => rack))];
  const sizes = racks.map((rack) => brokers.filter((broker) => broker.rack === rack).length);
  const places = new Map(brokers.map(({ id }, place) => [id, place]));
  const takers = moving.map((placement) => ({
    size: factorOf(placement),
    allowed: [...places.values()],
    held: placesOf(places, placement.replicas),
    level: evenLevel(sizes, factorOf(placement)),
  }));
  const taken = assignEvenly(
    takers,
    brokers.map(({ id, rack }) => ({ load: had(id), group: racks.indexOf(rack) })),
  );
  return taken.map((each) => each.flatMap((place) => brokers[place]?.id ?? []));
}

/** Those of the brokers that have a place. */
const placesOf = (places: ReadonlyMap<number, number>, ids: readonly number[]): readonly number[] =>
  ids.flatMap((id) => places.get(id) ?? []);

/** How many copies each rack gets at least, as far as it has brokers. */
function evenLevel(sizes: readonly number[], factor: number): number {
  let level = 0;
  while (sizes.reduce((sum, size) => sum + Math.min(size, level + 1), 0) <= factor && level < Math.max(...sizes)) {
    level++;
  }
  return level;
}

/** Which of its brokers leads each partition where it can. */
function chooseLeaders(
  moving: readonly PartitionPlacement[],
  chosen: readonly (readonly number[])[],
  staying: readonly PartitionPlacement[],
): readonly (number | undefined)[] {
  const had = count(staying.flatMap(({ replicas }) => replicas.slice(0, 1)));
  const ids = [...new Set(chosen.flat())].sort((a, b) => a - b);
  const places = new Map(ids.map((id, place) => [id, place]));
  const takers = moving.map(({ replicas }, index) => ({
    size: 1,
    allowed: placesOf(places, chosen[index] ?? []),
    held: placesOf(places, replicas.slice(0, 1)),
    level: 1,
  }));
  const taken = assignEvenly(
    takers,
    ids.map((id) => ({ load: had(id), group: 0 })),
  );
  return taken.map(([place = -1]) => ids[place]);
}
