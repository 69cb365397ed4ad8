import { Host } from '../../../../model/placement/host';
import { placeServers, rackOn } from '../../../../model/placement/place-servers';

const hosts = [
  Host.of('ssh://ops@kafka-a', { address: '10.0.0.1', rack: 'left' }),
  Host.of('tcp://kafka-b:2376'),
  Host.of('unix:///run/docker.sock', { address: '10.0.0.3', name: 'here', brokers: [1], metadataServers: [3] }),
];
const servers = (kind: string) => [1, 2, 3].map((id) => ({ id, container: `dev-${kind}-${id}` }));
const all = { brokers: servers('broker'), metadataServers: servers('zookeeper') };

test('a host is called, reached and racked by what it was given, else by its engine’s address', () => {
  expect(hosts.map(({ name, address, rack }) => [name, address, rack])).toEqual([
    ['kafka-a', '10.0.0.1', 'left'],
    ['kafka-b', 'kafka-b', 'kafka-b'],
    ['here', '10.0.0.3', 'here'],
  ]);
  expect(Host.of('unix:///run/docker.sock', { address: '10.0.0.4' }).name).toBe('10.0.0.4');
});

test('servers are spread over hosts, each kind by itself, and those that a host names are on it', () => {
  const { engine, placements = {}, hosts: listed } = placeServers(hosts, all);
  expect(engine).toBe('ssh://ops@kafka-a');
  expect(listed).toEqual([
    { engine: 'ssh://ops@kafka-a', address: '10.0.0.1', host: 'kafka-a' },
    { engine: 'tcp://kafka-b:2376', address: 'kafka-b', host: 'kafka-b' },
    { engine: 'unix:///run/docker.sock', address: '10.0.0.3', host: 'here' },
  ]);
  for (const kind of ['broker', 'zookeeper']) {
    const used = Object.entries(placements).filter(([container]) => container.startsWith(`dev-${kind}-`));
    expect(used.map(([, { host }]) => host).sort()).toEqual(['here', 'kafka-a', 'kafka-b']);
  }
  expect([placements['dev-broker-1']?.host, placements['dev-zookeeper-3']?.host]).toEqual(['here', 'here']);
});

test('a host that is drained has no server and stays known, and the others have what they would have without it', () => {
  const drained = placeServers(hosts, all, 'kafka-b');
  expect(drained.hosts).toEqual(placeServers(hosts, all).hosts);
  expect(drained.placements).toEqual(placeServers([...hosts.slice(0, 1), ...hosts.slice(2)], all).placements);
  expect(Object.values(drained.placements ?? {}).map(({ host }) => host)).not.toContain('kafka-b');
  expect(placeServers(hosts.slice(0, 1), all, 'kafka-a')).toEqual(placeServers(hosts.slice(0, 1), all));
});

test('racks follow hosts', () => {
  const placed = placeServers(hosts, all);
  const racks = all.brokers.map(({ container }) => rackOn(hosts, placed, container));
  expect(racks[0]).toBe('here');
  expect(racks.sort()).toEqual(['here', 'kafka-b', 'left']);
});

test('one host is the cluster’s one engine, and what it was given beside is all that differs', () => {
  const one = (props: Parameters<typeof Host.of>[1]) => [Host.of('ssh://kafka-a', props)];
  expect(placeServers(one({}), all)).toEqual({ engine: 'ssh://kafka-a' });
  expect(rackOn(one({}), {}, 'dev-broker-1')).toBeUndefined();
  expect(rackOn(one({ rack: 'left' }), {}, 'dev-broker-1')).toBe('left');
  const { placements = {}, ...rest } = placeServers(one({ address: '10.0.0.1' }), all);
  expect(rest).toEqual({ engine: 'ssh://kafka-a' });
  expect(placements['dev-broker-2']).toEqual({ engine: 'ssh://kafka-a', address: '10.0.0.1', host: 'kafka-a' });
});

test('no host is no placement', () => {
  expect(placeServers([], all)).toEqual({});
});
