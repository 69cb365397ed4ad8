import { type SpreadHost, spreadServers } from '../../../../model/placement/spread-servers';

const brokers = (count: number, cluster = 'kafka'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${cluster}-broker-${index + 1}`);

/** Hosts that share racks by threes where that is asked for. */
const hosts = (count: number, inRacks: (index: number) => string = (index) => `rack-${index}`): readonly SpreadHost[] =>
  Array.from({ length: count }, (_, index) => ({ name: `host-${index}`, rack: inRacks(index) }));

const counts = (names: readonly string[], of: readonly string[]): readonly number[] =>
  [...new Set(names)].map((name) => of.filter((each) => each === name).length);

const moved = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(before).filter((server) => before[server] !== after[server]);

const SIZES = [1, 2, 3, 5, 6, 7, 12, 30].flatMap((servers) => [1, 2, 3, 4, 7, 10].map((of) => [servers, of] as const));

test.each(SIZES)('%i servers are spread evenly over %i hosts', (servers, of) => {
  const places = Object.values(spreadServers(brokers(servers), hosts(of)));
  expect(places).toHaveLength(servers);
  const loads = counts(
    hosts(of).map(({ name }) => name),
    places,
  );
  expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
});

test.each([2, 3, 4, 5])('%i servers lie in as many racks as there are, of four hosts in two', (servers) => {
  const four = hosts(4, (index) => `rack-${index % 2}`);
  const racks = Object.values(spreadServers(brokers(servers), four)).map(
    (name) => four.find((host) => host.name === name)?.rack ?? '',
  );
  const loads = counts(['rack-0', 'rack-1'], racks);
  expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
});

test.each(SIZES)('%i servers are where they were on %i hosts in another order, of servers too', (servers, of) => {
  const place = spreadServers(brokers(servers), hosts(of));
  expect(spreadServers([...brokers(servers)].reverse(), [...hosts(of)].reverse())).toEqual(place);
});

test('a host that joins takes its share, and few beside those move', () => {
  const clusters = Array.from({ length: 40 }, (_, index) => `kafka${index}`);
  const excess = clusters.map((cluster) => {
    const before = spreadServers(brokers(12, cluster), hosts(5));
    const after = spreadServers(brokers(12, cluster), hosts(6));
    const joined = Object.values(after).filter((name) => name === 'host-5').length;
    expect(joined).toBe(2);
    return moved(before, after).length - joined;
  });
  // Dealt out in turns, 5 would.
  expect(excess.reduce((sum, each) => sum + each, 0) / clusters.length).toBeLessThan(3);
});

test('servers that are settled stay where they are, whoever joins', () => {
  const before = spreadServers(brokers(12), hosts(5));
  expect(moved(before, spreadServers(brokers(12), hosts(6), before))).toEqual([]);
  const more = spreadServers(brokers(14), hosts(6), before);
  expect(moved(before, more)).toEqual([]);
  expect(
    brokers(14)
      .slice(12)
      .map((broker) => more[broker]),
  ).toEqual(['host-5', 'host-5']);
});

test('of servers that are settled, those alone move whose host has left', () => {
  const before = spreadServers(brokers(12), hosts(6));
  const after = spreadServers(brokers(12), hosts(5), before);
  expect(moved(before, after)).toEqual(brokers(12).filter((broker) => before[broker] === 'host-5'));
});

test('a hundred servers are spread over thirty hosts, three or four on each', () => {
  const places = Object.values(spreadServers(brokers(100), hosts(30)));
  expect(
    new Set(
      counts(
        hosts(30).map(({ name }) => name),
        places,
      ),
    ),
  ).toEqual(new Set([3, 4]));
});

test('servers have no place where there is no host', () => {
  expect(spreadServers(brokers(3), [])).toEqual({});
});
