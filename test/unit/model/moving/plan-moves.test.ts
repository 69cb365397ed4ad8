import {
  type BrokerLocation,
  type Move,
  type PartitionPlacement,
  planMoves,
  type WantedPlacement,
} from '../../../../model/moving/plan-moves';
import { randomFrom } from '../../../../proof/context/random';

/** What a plan makes of the placements. */
function after(placements: readonly PartitionPlacement[], moves: readonly Move[]): readonly PartitionPlacement[] {
  return placements.map((placement) => {
    const move = moves.find(({ topic, partition }) => topic === placement.topic && partition === placement.partition);
    return move === undefined ? placement : { ...placement, replicas: move.to };
  });
}

const squares = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each * each, 0);
const loads = (placements: readonly PartitionPlacement[], brokers: readonly BrokerLocation[]): readonly number[] =>
  brokers.map(({ id }) => placements.filter(({ replicas }) => replicas.includes(id)).length);
const leads = (placements: readonly PartitionPlacement[], brokers: readonly BrokerLocation[]): readonly number[] =>
  brokers.map(({ id }) => placements.filter(({ replicas }) => replicas[0] === id).length);
const copiesOf = (moves: readonly Move[]): number => moves.reduce((sum, { added }) => sum + added.length, 0);

/** The less, the more evenly a partition is spread over racks. */
const rackCrowd = (replicas: readonly number[], brokers: readonly BrokerLocation[]): number =>
  squares(
    [...new Set(brokers.map(({ rack }) => rack))].map(
      (rack) => brokers.filter(({ id, rack: its }) => its === rack && replicas.includes(id)).length,
    ),
  );

function chosenOf<T>(all: readonly T[], size: number): T[][] {
  if (size === 0) {
    return [[]];
  }
  return all.flatMap((first, index) => chosenOf(all.slice(index + 1), size - 1).map((rest) => [first, ...rest]));
}

interface Case {
  readonly placements: readonly PartitionPlacement[];
  readonly wanted: WantedPlacement;
}

/** Topics as brokers that come, go and change racks may have left them. */
function anyCase(seed: number, most: { readonly brokers: number; readonly partitions: number }): Case {
  const random = randomFrom(seed);
  const upTo = (count: number): number => Math.floor(random() * count);
  const brokers = Array.from({ length: 1 + upTo(most.brokers) }, (_, index) => ({
    id: index + 1,
    rack: `rack-${random() < 0.5 ? index : upTo(3)}`,
  }));
  // Some brokers have left, some are new.
  const former = [...brokers.map(({ id }) => id).filter(() => random() < 0.8), 101, 102].filter(
    (id) => id < 100 || random() < 0.6,
  );
  const from = former.length === 0 ? [101] : former;
  const factors = new Map<string, number>();
  const placements = ['a', 'b', '__c'].flatMap((topic) => {
    factors.set(topic, 1 + upTo(Math.min(brokers.length, 4)));
    const factor = 1 + upTo(Math.min(from.length, 3));
    return Array.from({ length: upTo(most.partitions + 1) }, (_, partition) => {
      const order = from.map((id) => [random(), id] as const).sort(([a], [b]) => a - b);
      return { topic, partition, replicas: order.slice(0, factor).map(([, id]) => id) };
    });
  });
  return { placements, wanted: { brokers, factorOf: ({ topic }) => factors.get(topic) ?? 1 } };
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

describe('a plan of moves', () => {
  test('gives every partition as many copies as are wanted, on different brokers that are there, over as many racks as can be', () => {
    for (const seed of SEEDS) {
      const { placements, wanted } = anyCase(seed, { brokers: 7, partitions: 8 });
      const ids = wanted.brokers.map(({ id }) => id);
      for (const placement of after(placements, planMoves(placements, wanted))) {
        const { replicas } = placement;
        expect(new Set(replicas).size).toBe(replicas.length);
        expect(replicas.length).toBe(wanted.factorOf(placement));
        expect(replicas.filter((id) => !ids.includes(id))).toEqual([]);
        const best = Math.min(...chosenOf(ids, replicas.length).map((each) => rackCrowd(each, wanted.brokers)));
        expect([seed, rackCrowd(replicas, wanted.brokers)]).toEqual([seed, best]);
      }
    }
  });

  test('is as even as can be, and of all such copies least, leaders included: no other placement of small clusters does better', () => {
    for (const seed of SEEDS) {
      const { placements, wanted } = anyCase(seed, { brokers: 4, partitions: 1 });
      const moves = planMoves(placements, wanted);
      const planned = after(placements, moves);
      const got = [squares(loads(planned, wanted.brokers)), copiesOf(moves)];
      expect([seed, ...got]).toEqual([seed, ...bestOf(placements, wanted)]);
      const reordered = placements.filter((each, index) => each.replicas[0] !== planned[index]?.replicas[0]).length;
      expect([seed, squares(leads(planned, wanted.brokers)), reordered]).toEqual([
        seed,
        ...bestLeaders(placements, planned, wanted),
      ]);
    }
  });

  test('is empty when it was carried out before', () => {
    for (const seed of SEEDS) {
      const { placements, wanted } = anyCase(seed, { brokers: 7, partitions: 8 });
      expect(planMoves(after(placements, planMoves(placements, wanted)), wanted)).toEqual([]);
    }
  });

  test('is the same whatever the order in which partitions and brokers are told', () => {
    for (const seed of SEEDS.slice(0, 50)) {
      const { placements, wanted } = anyCase(seed, { brokers: 7, partitions: 8 });
      const reversed = { ...wanted, brokers: [...wanted.brokers].reverse() };
      expect(planMoves([...placements].reverse(), reversed)).toEqual(planMoves(placements, wanted));
    }
  });

  test('makes nothing less even than it was', () => {
    for (const seed of SEEDS) {
      const { placements, wanted } = anyCase(seed, { brokers: 6, partitions: 8 });
      const settled = after(placements, planMoves(placements, wanted));
      // One more broker, which has nothing yet.
      const grown = { ...wanted, brokers: [...wanted.brokers, { id: 50, rack: 'rack-50' }] };
      const spread = after(settled, planMoves(settled, grown));
      const crowd = (all: readonly PartitionPlacement[]): number =>
        all.reduce((sum, { replicas }) => sum + rackCrowd(replicas, grown.brokers), 0);
      expect(crowd(spread)).toBeLessThanOrEqual(crowd(settled));
      if (crowd(spread) === crowd(settled)) {
        expect(squares(loads(spread, grown.brokers))).toBeLessThanOrEqual(squares(loads(settled, grown.brokers)));
      }
    }
  });

  test('gives a fourth broker its share of every topic, and moves no more than that', () => {
    const on = (topic: string, partitions: number): PartitionPlacement[] =>
      Array.from({ length: partitions }, (_, partition) => ({
        ...{ topic, partition },
        replicas: [1 + (partition % 3), 1 + ((partition + 1) % 3), 1 + ((partition + 2) % 3)],
      }));
    const placements = [...on('orders', 12), ...on('payments', 12)];
    const brokers = [1, 2, 3, 4].map((id) => ({ id, rack: `rack-${id}` }));
    const moves = planMoves(placements, { brokers, factorOf: () => 3 });
    const planned = after(placements, moves);
    expect(loads(planned, brokers)).toEqual([18, 18, 18, 18]);
    expect(leads(planned, brokers)).toEqual([6, 6, 6, 6]);
    expect(copiesOf(moves)).toBe(18);
    const ofOrders = moves.filter(({ topic, added }) => topic === 'orders' && added.length > 0).length;
    expect(Math.abs(ofOrders - 9)).toBeLessThanOrEqual(2);
  });

  test('gives a new broker its share of thousands of partitions', () => {
    const old = [1, 2, 3, 4, 5];
    const placements = Array.from({ length: 6_000 }, (_, partition) => ({
      ...{ topic: `topic-${partition % 40}`, partition: Math.floor(partition / 40) },
      replicas: [0, 1, 2].map((more) => old[(partition + more) % old.length] ?? 0),
    }));
    const brokers = [...old, 6].map((id) => ({ id, rack: `rack-${id % 3}` }));
    const moves = planMoves(placements, { brokers, factorOf: () => 3 });
    const byPartition = new Map(moves.map((move) => [`${move.topic} ${move.partition}`, move.to]));
    const planned = placements.map((each) => ({
      ...each,
      replicas: byPartition.get(`${each.topic} ${each.partition}`) ?? each.replicas,
    }));
    expect(loads(planned, brokers)).toEqual(brokers.map(() => 3_000));
    expect(leads(planned, brokers)).toEqual(brokers.map(() => 1_000));
  });

  test('takes what leaves from one broker alone, where the others have their share', () => {
    const placements = [0, 1, 2, 3].map((partition) => ({
      ...{ topic: 'orders', partition },
      replicas: [1, 2, 3, 4].filter((id) => id !== 1 + partition),
    }));
    const brokers = [1, 2, 3].map((id) => ({ id, rack: `rack-${id}` }));
    const moves = planMoves(placements, { brokers, factorOf: () => 3 });
    const copied = moves.filter(({ added }) => added.length > 0);
    expect(copied.map(({ partition, added }) => [partition, added])).toEqual([
      [0, [1]],
      [1, [2]],
      [2, [3]],
    ]);
  });

  test('lets the topics stay that are not to move, and counts what they weigh', () => {
    const placements = [0, 1, 2, 3].flatMap((partition) => [
      { topic: 'heavy', partition, replicas: [1] },
      { topic: 'light', partition, replicas: [1] },
    ]);
    const brokers = [1, 2].map((id) => ({ id, rack: `rack-${id}` }));
    const moves = planMoves(placements, { brokers, factorOf: () => 1, mayMove: (topic) => topic === 'light' });
    expect(moves.map(({ topic, to }) => [topic, to])).toEqual(Array.from({ length: 4 }, () => ['light', [2]]));
  });

  test('fails where more copies are wanted than there are brokers', () => {
    const placements = [{ topic: 'orders', partition: 0, replicas: [1] }];
    expect(() => planMoves(placements, { brokers: [{ id: 1, rack: 'a' }], factorOf: () => 2 })).toThrow(
      'orders is to have 2 copies on 1 broker',
    );
  });
});

/** Of all placements with the best racks: the most even, and of these the fewest copies. */
function bestOf(placements: readonly PartitionPlacement[], { brokers, factorOf }: WantedPlacement): readonly number[] {
  const ids = brokers.map(({ id }) => id);
  let found: readonly (readonly [readonly (readonly number[])[], number])[] = [[[], 0]];
  for (const placement of placements) {
    const { replicas } = placement;
    const choices = chosenOf(ids, factorOf(placement));
    const best = Math.min(...choices.map((each) => rackCrowd(each, brokers)));
    const good = choices.filter((each) => rackCrowd(each, brokers) === best);
    found = found.flatMap(([sets, copies]) =>
      good.map((each) => [[...sets, each], copies + each.filter((id) => !replicas.includes(id)).length] as const),
    );
  }
  const costs = found.map(([sets, copies]) => [
    squares(ids.map((id) => sets.filter((each) => each.includes(id)).length)),
    copies,
  ]);
  return costs.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)[0] ?? [0, 0];
}

/** Of all leaders that the planned copies allow: the most even, and of these the fewest that change. */
function bestLeaders(
  placements: readonly PartitionPlacement[],
  planned: readonly PartitionPlacement[],
  { brokers }: WantedPlacement,
): readonly number[] {
  let found: readonly (readonly number[])[] = [[]];
  for (const { replicas } of planned) {
    found = found.flatMap((leaders) => replicas.map((id) => [...leaders, id]));
  }
  const costs = found.map((leaders) => [
    squares(brokers.map(({ id }) => leaders.filter((leader) => leader === id).length)),
    leaders.filter((leader, index) => placements[index]?.replicas[0] !== leader).length,
  ]);
  return costs.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d)[0] ?? [0, 0];
}
