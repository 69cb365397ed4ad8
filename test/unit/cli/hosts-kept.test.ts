import { hostViolations } from '../../../cli/hosts-kept';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import type { Inventory } from '../../../runtime/engine/inventory';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `10.0.0.${name}`, host: name });
const [a, b] = [host('a'), host('b')];
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
): readonly string[] {
  const inventory = {
    containers: [],
    volumes: Object.entries(volumes as Readonly<Record<string, typeof a>>).map(([name, on]) => ({
      name,
      // Whoever has found it had connections of its own.
      placement: { ...on },
    })),
    networks: [{ name: 'dev-backplane', id: '1', driver, placement: a }],
  } as unknown as Inventory;
  return hostViolations({ ...manifest, ...changes }, inventory, base).map(
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
