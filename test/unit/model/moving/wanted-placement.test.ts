import { minimaToLower, minimaToSettle } from '../../../../model/moving/minimum-in-sync';
import { mustMove, planMoves } from '../../../../model/moving/plan-moves';
import { isLimitedAsDeclared, wantedPlacement } from '../../../../model/moving/wanted-placement';
import { absentViolations, unplaceableViolations } from '../../../../rollout/moving/unplaceable';
import { manifest } from '../../fixtures/manifest';

const [template] = manifest.brokers as readonly [(typeof manifest.brokers)[number]];
/** So many brokers, a topic with so many copies, and as many of Kafka's own. */
function declared(brokers: number, factor: number): Pick<typeof manifest, 'brokers' | 'topics'> {
  const settings = {
    'offsets.topic.replication.factor': String(factor),
    'transaction.state.log.replication.factor': String(factor),
    'min.insync.replicas': String(Math.max(1, factor - 1)),
    'transaction.state.log.min.isr': String(Math.max(1, factor - 1)),
  };
  return {
    brokers: Array.from({ length: brokers }, (_, index) => ({
      ...template,
      id: index + 1,
      settings: { ...settings, 'broker.rack': `rack-${index}` },
    })),
    topics: [
      {
        ...{ name: 'orders', partitions: 1, replicationFactor: factor, allowed: [] },
        config: { 'min.insync.replicas': String(Math.max(1, factor - 1)) },
      },
    ],
  };
}

const on = (topic: string, ...replicas: number[]) => ({ topic, partition: 0, replicas });

describe('where copies belong', () => {
  const plan = (cluster: ReturnType<typeof declared>, ...placements: ReturnType<typeof on>[]) =>
    planMoves(placements, wantedPlacement(cluster, placements, 'needed')).map(
      ({ topic, to }) => `${topic} ${to.join()}`,
    );

  test('is where they are while no broker comes or goes, however uneven that is', () => {
    expect(plan(declared(2, 1), on('orders', 1), on('a', 1), on('b', 1), on('c', 2))).toEqual([]);
  });

  test('is with a broker that has come, for its share', () => {
    expect(plan(declared(2, 1), on('orders', 1), on('a', 1), on('b', 1), on('c', 1))).toHaveLength(2);
  });

  test('is with others where a broker goes; what nobody has declared keeps its number of copies', () => {
    expect(plan(declared(2, 1), on('orders', 3), on('a', 2, 3), on('b', 1))).toEqual(['a 2,1', 'orders 2']);
  });

  test('is with as many as are declared, of Kafka’s own topics too, and no other topic moves', () => {
    const moves = plan(declared(3, 3), on('orders', 1), on('__consumer_offsets', 1, 2), on('a', 1), on('b', 2, 3));
    expect(moves.map((move) => move.split(' ')[0])).toEqual(['__consumer_offsets', 'orders']);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'is as declared for a topic that is called %s, too',
    (name) => {
      const cluster = declared(3, 3);
      const called = { ...cluster, topics: cluster.topics.map((topic) => ({ ...topic, name })) };
      expect(plan(called, on(name, 1))).toHaveLength(1);
      expect(
        minimaToLower(
          {
            ...called,
            ...declared(1, 1),
            topics: called.topics.map((topic) => ({
              ...topic,
              replicationFactor: 1,
              config: { 'min.insync.replicas': '1' },
            })),
          },
          [on(name, 1, 2)],
          [{ topic: name, value: 2, isOwn: true }],
        ),
      ).toEqual([{ topic: name, value: 1 }]);
    },
  );

  test('fails where a topic has more copies than brokers stay', () => {
    expect(unplaceableViolations(declared(2, 2), [on('orders', 1, 2, 3), on('a', 1, 2, 3)])).toMatchObject([
      { code: 'CopiesNotPlaceable', subject: 'topic a', value: 3 },
    ]);
  });
});

describe('how many copies must be in sync', () => {
  const found = (topic: string, value: number, isOwn = true) => ({ topic, value, isOwn });

  test('falls before copies go, and is not raised before they come', () => {
    const placements = [on('orders', 1, 2, 3), on('__consumer_offsets', 1, 2, 3)];
    const minima = [found('orders', 2), found('__consumer_offsets', 2, false)];
    expect(minimaToLower(declared(1, 1), placements, minima)).toEqual([
      { topic: 'orders', value: 1 },
      { topic: '__consumer_offsets', value: 1 },
    ]);
    expect(minimaToLower(declared(3, 3), [on('orders', 1)], [found('orders', 1)])).toEqual([]);
  });

  test('is the brokers’ again for offsets, and the declared number for transactions, once their copies are there', () => {
    const placements = [on('__consumer_offsets', 1, 2, 3), on('__transaction_state', 1, 2, 3), on('orders', 1, 2, 3)];
    const minima = [found('__consumer_offsets', 1), found('__transaction_state', 1), found('orders', 1)];
    expect(minimaToSettle(declared(3, 3), placements, minima)).toEqual([
      { topic: '__consumer_offsets', value: undefined },
      { topic: '__transaction_state', value: 2 },
    ]);
    expect(minimaToSettle(declared(3, 3), [on('__transaction_state', 1)], minima.slice(1, 2))).toEqual([]);
  });

  test('is set for offsets where a quorum keeps one for all brokers, which does not follow what they are told', () => {
    const levels = { 'eligible.leader.replicas.version': 1 };
    const placements = [on('__consumer_offsets', 1, 2, 3)];
    const settled = (value: number, isOwn: boolean): unknown =>
      minimaToSettle(declared(3, 3), placements, [found('__consumer_offsets', value, isOwn)], levels);
    expect(settled(1, false)).toEqual([{ topic: '__consumer_offsets', value: 2 }]);
    expect(settled(1, true)).toEqual([{ topic: '__consumer_offsets', value: 2 }]);
    expect(settled(2, true)).toEqual([]);
    expect(settled(2, false)).toEqual([]);
  });
});

test('a broker that does not run is refused before copies go there, once, and one that runs is not', () => {
  const moves = [{ to: [1, 4] }, { to: [4, 2] }];
  expect(absentViolations(moves, [1, 2, 3]).map(({ code, subject }) => `${code} ${subject}`)).toEqual([
    'BrokerAbsent broker 4',
  ]);
  expect(absentViolations(moves, [1, 2, 4])).toEqual([]);
});

test('limits of copies that are declared are none that moves have left behind', () => {
  const limited = (config: Readonly<Record<string, string>>) => ({
    topics: declared(3, 3).topics.map((topic) => ({ ...topic, config })),
  });
  const declaring = limited({ 'follower.replication.throttled.replicas': '*' });
  expect(isLimitedAsDeclared(declaring, 'orders')).toBe(true);
  expect(isLimitedAsDeclared(declaring, 'payments')).toBe(false);
  expect(isLimitedAsDeclared(limited({ 'retention.ms': '1' }), 'orders')).toBe(false);
});

test('a partition has to move by its number of copies, and by a broker that is declared no more', () => {
  const must = (cluster: ReturnType<typeof declared>, ...placements: ReturnType<typeof on>[]) =>
    mustMove(placements, wantedPlacement(cluster, placements, 'needed'));
  expect(must(declared(2, 1), on('orders', 1), on('a', 2))).toBe(false);
  expect(must(declared(3, 2), on('orders', 1), on('a', 2, 3))).toBe(true);
  expect(must(declared(2, 1), on('orders', 1), on('a', 3), on('b', 2))).toBe(true);
});
