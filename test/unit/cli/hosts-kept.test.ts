import { drainViolations, hostViolations, movedServers } from '../../../cli/hosts-kept';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import type { Inventory } from '../../../runtime/engine/inventory';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `10.0.0.${name}`, host: name });
const [a, b, c] = [host('a'), host('b'), host('c')];
const manifest = {
  name: 'dev',
  networks: { backplane: 'dev-backplane', clients: 'dev-clients' },
  engine: a.engine,
  hosts: [a, b],
  placements: { 'dev-broker-1': a, 'dev-broker-2': b, 'dev-zookeeper-1': a },
  brokers: [1, 2].map((id) => ({ id, container: `dev-broker-${id}` })),
  metadata: { servers: [{ id: 1, container: 'dev-zookeeper-1' }] },
} as unknown as ClusterManifest;
function judge(
  changes: Partial<ClusterManifest>,
  { volumes = {}, driver = 'overlay', base = [] as readonly string[] } = {},
  movable?: string,
): readonly string[] {
  const inventory = {
    containers: [],
    volumes: Object.entries(volumes as Readonly<Record<string, typeof a>>).map(([name, on]) => ({
      name,
      placement: on,
    })),
    networks: [{ name: 'dev-backplane', id: '1', driver, placement: a }],
  } as unknown as Inventory;
  const declared = { ...manifest, ...changes };
  const moved = movedServers(declared, inventory);
  return hostViolations(declared, { inventory, base, moved }, movable).map(
    ({ code, subject, value, remedy }) => `${code} ${subject}: ${value ?? ''}; ${remedy}`,
  );
}

const standing = { 'dev-broker-1-data': a, 'dev-broker-2-data': b, 'dev-zookeeper-1-data': a };

test('servers that are where their data are, and those that come new, may stay as they are declared', () => {
  expect(judge({}, { volumes: standing, base: ['docker_volume.dev-configuration-on-b'] })).toEqual([]);
  expect(judge({}, { volumes: { 'dev-broker-1-data': a } })).toEqual([]);
});

test('fails for a server that would begin with nothing on another host, and says how it is kept', () => {
  const volumes = { ...standing, 'dev-broker-2-data': a, 'dev-zookeeper-1-data': b };
  const found = judge({}, { volumes });
  expect(found[0]).toMatch(/^ServerMoved dev-broker-2: b, and its data are on a; .*brokers: \[2\]/);
  expect(found[1]).toMatch(/^ServerMoved dev-zookeeper-1: a, and its data are on b; .*metadataServers: \[1\]/);
  expect(found).toHaveLength(2);
});

test('a host that is named may get servers, or lose them, and no other', () => {
  const volumes = { ...standing, 'dev-broker-2-data': a, 'dev-zookeeper-1-data': c };
  const hosts = [a, b, c];
  expect(judge({ hosts }, { volumes }, 'c')).toEqual([expect.stringMatching(/^ServerMoved dev-broker-2: b, .* on a;/)]);
  expect(judge({ hosts }, { volumes }, 'b')).toEqual([expect.stringMatching(/^ServerMoved dev-zookeeper-1: a, /)]);
  expect(judge({ hosts }, { volumes }, 'a')).toEqual([]);
});

test('fails for a host that nobody has declared, and for the first one where that is to be drained', () => {
  expect(judge({}, { volumes: standing }, 'd')).toEqual([expect.stringMatching(/^HostUnknown host d: a, b;/)]);
  expect(drainViolations(manifest, 'a').map(({ code }) => code)).toEqual(['HostNotDrainable']);
  expect(drainViolations(manifest, 'b')).toEqual([]);
});

test('a server that was cut off on its way is known by where its container is, whatever connection has found it', () => {
  const on = (placement: typeof a) => ({ name: 'dev-broker-1', placement: { ...placement } });
  const data = (placement: typeof a) => ({ name: 'dev-broker-1-data', placement: { ...placement } });
  const at = (containers: readonly unknown[], volumes: readonly unknown[]) =>
    movedServers({ ...manifest, hosts: [a, b, c] }, { containers, volumes } as never).map(({ from, isThere }) => [
      from.host,
      isThere,
    ]);
  expect(at([on(a)], [data(a)])).toEqual([]);
  expect(at([on(c)], [data(a), data(b), data(c)])).toEqual([['c', false]]);
  expect(at([], [data(b), data(a)])).toEqual([['b', false]]);
  expect(at([on(a)], [data(b), data(a)])).toEqual([['b', true]]);
});

test('fails for a host that is declared no more while the state knows what is on it', () => {
  const base = ['docker_volume.dev-configuration', 'docker_volume.dev-configuration-on-c'];
  expect(judge({}, { base })).toEqual([expect.stringMatching(/^HostMissing cluster dev: c is declared no more/)]);
});

test('fails for networks of one engine where several hosts are declared, and the other way round', () => {
  expect(judge({}, { driver: 'bridge' })).toEqual([expect.stringMatching(/^NetworkKindChanged network dev-backplane/)]);
  expect(judge({ hosts: undefined, placements: undefined })).toEqual([
    expect.stringMatching(/^NetworkKindChanged network dev-backplane: overlay/),
  ]);
  expect(judge({ hosts: undefined, placements: undefined }, { driver: 'bridge' })).toEqual([]);
});
