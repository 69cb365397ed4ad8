import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { handOverIdentity, identityViolations } from '../../../../runtime/credentials/hand-over-identity';
import { Engines } from '../../../../runtime/engine/engines';
import { entriesOf } from '../../../../runtime/files/archive';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `kafka-${name}`, host: name });
const [a, b, c] = [host('a'), host('b'), host('c')];
const KEEPERS = [1, 2, 3].map((id) => `dev-controller-${id}`);
const [one = '', two = '', three = ''] = KEEPERS;
const manifest = {
  ...{ name: 'dev', images: { kafka: 'kafka:1' }, engine: a.engine, hosts: [a, b, c] },
  placements: { 'dev-broker-1': b, [one]: a, [two]: b, [three]: c },
  brokers: [{ id: 1, container: 'dev-broker-1' }],
  metadata: {
    ...{ kind: 'kraft', controllers: 'metadata servers' },
    servers: KEEPERS.map((container, index) => ({ id: index + 1, container })),
  },
} as unknown as ClusterManifest;

type Files = Map<string, { readonly content: string; readonly mtime?: Date }>;

/** An engine with volumes that have files, by their paths in them. */
class FakeEngine {
  public readonly left = new Set<string>();
  public constructor(public readonly volumes: Map<string, Files>) {}

  /** Whether the image by which volumes are mounted is there. */
  public hasImage = true;
  public getImage = () => ({ inspect: () => (this.hasImage ? Promise.resolve({}) : Promise.reject(notFound())) });
  public listContainers = () => Promise.resolve([]);
  public listVolumes = () => Promise.resolve({ Volumes: [...this.volumes.keys()].map((Name) => ({ Name })) });
  public getVolume = (name: string) => ({
    inspect: () => (this.volumes.has(name) ? Promise.resolve({}) : Promise.reject(notFound())),
  });
  public createContainer = ({ HostConfig: { Mounts: mounts } }: Mounts) => {
    if (!this.hasImage) {
      return Promise.reject(notFound());
    }
    const id = String(this.left.size);
    this.left.add(id);
    const at = (path: string): readonly [Files, string] => {
      const mount = mounts.find(({ Target }) => path === Target || path.startsWith(`${Target}/`));
      return [this.volumes.get(mount?.Source ?? '') ?? new Map(), path.slice((mount?.Target.length ?? 0) + 1)];
    };
    return Promise.resolve({
      id,
      getArchive: ({ path }: { path: string }) => {
        const [files, name] = at(path);
        const file = files.get(name);
        if (file === undefined) {
          return Promise.reject(notFound());
        }
        const tar = pack();
        tar.entry({ name: name.replace(/.*\//, ''), mtime: file.mtime ?? new Date() }, file.content);
        tar.finalize();
        return Promise.resolve(tar);
      },
      putArchive: async (archive: Buffer, { path }: { path: string }) => {
        for await (const entry of entriesOf(Readable.from([archive]))) {
          at(path)[0].set(entry.header.name.replace(/\/$/, ''), { content: await text(entry) });
        }
      },
    });
  };
  public getContainer = (id: string) => ({ remove: () => Promise.resolve(this.left.delete(id)) });
}

interface Mounts {
  readonly HostConfig: { readonly Mounts: readonly { readonly Source: string; readonly Target: string }[] };
}

const notFound = (): Error => Object.assign(new Error('no such thing'), { statusCode: 404 });

const meta = (identity: string) => ['meta.properties', { content: `version=1\ncluster.id=${identity}\n` }] as const;
const RAN = ['__cluster_metadata-0/quorum-state', { content: '{}' }] as const;

/** Three hosts, with volumes that have these files beside the configuration's. */
function engines(
  files: Readonly<
    Record<string, readonly (readonly [string, { readonly content: string; readonly mtime?: Date }])[]>
  >[],
) {
  const byHost = new Map(
    [a, b, c].map(({ engine }, index) => {
      const volumes = Object.entries({ 'dev-configuration': [], ...files[index] });
      return [engine, new FakeEngine(new Map(volumes.map(([name, all]) => [name, new Map(all)])))] as const;
    }),
  );
  return { byHost, all: new Engines(manifest, ({ engine = '' }) => byHost.get(engine) as unknown as Docker) };
}

const EMPTY = [{ [`${one}-data`]: [] }, { [`${two}-data`]: [], 'dev-broker-1-data': [] }, { [`${three}-data`]: [] }];
const STANDING = [
  { [`${one}-data`]: [meta('one'), RAN] },
  { [`${two}-data`]: [meta('one'), RAN], 'dev-broker-1-data': [meta('one'), RAN] },
  { [`${three}-data`]: [meta('one'), RAN] },
];

const told = ({ byHost }: ReturnType<typeof engines>): readonly (string | undefined)[] =>
  [...byHost.values()].map(
    ({ volumes }) => volumes.get('dev-configuration')?.get('.identity/meta.properties')?.content,
  );

const handOver = async (all: ReturnType<typeof engines>): Promise<void> => {
  await handOverIdentity(manifest, () => undefined, all.all);
};

test('every host of a new cluster is told the same new identity, in Kafka’s form; no container is left', async () => {
  const all = engines(EMPTY);
  await handOver(all);
  expect(new Set(told(all)).size).toBe(1);
  expect(told(all)[0]).toMatch(/^cluster\.id=[A-Za-z0-9_][A-Za-z0-9_-]{21}\n$/);
  expect([...all.byHost.values()].flatMap(({ left }) => [...left])).toEqual([]);
});

test('whoever is cut off, or does it twice, tells the same: what one host was told, all are told', async () => {
  const all = engines(EMPTY);
  await handOver(all);
  const [first] = told(all);
  all.byHost.get(a.engine)?.volumes.get('dev-configuration')?.clear();
  all.byHost.get(c.engine)?.volumes.get('dev-configuration')?.clear();
  await handOver(all);
  expect(told(all)).toEqual([first, first, first]);
});

test('every host is told the identity of the volumes that stand, also where a first deployment was cut off before all were formatted', async () => {
  const standing = engines(STANDING);
  await handOver(standing);
  expect(told(standing)).toEqual(['cluster.id=one\n', 'cluster.id=one\n', 'cluster.id=one\n']);
  const cutOff = engines([{ [`${one}-data`]: [meta('one')] }, ...EMPTY.slice(1)]);
  await handOver(cutOff);
  expect(told(cutOff)).toEqual(['cluster.id=one\n', 'cluster.id=one\n', 'cluster.id=one\n']);
});

test('fails where hosts have volumes of two clusters, and tells none', async () => {
  const all = engines([{ [`${one}-data`]: [meta('other')] }, ...STANDING.slice(1)]);
  await expect(handOver(all)).rejects.toThrow(/\[ClusterIdsDiffer\].*other in dev-controller-1-data on a/s);
  expect(told(all)).toEqual([undefined, undefined, undefined]);
});

const alone = { ...manifest, metadata: { ...manifest.metadata, servers: manifest.metadata.servers.slice(0, 1) } };
const LOST = [...STANDING.slice(0, 2), { [`${three}-data`]: [] }];

test('fails for a controller that would begin with nothing beside others that have run, before anything is touched and again', async () => {
  const all = engines(LOST);
  await expect(identityViolations(manifest, all.all)).resolves.toMatchObject([
    { code: 'DataVolumeLost', subject: three },
  ]);
  await expect(handOver(all)).rejects.toThrow(
    /\[DataVolumeLost\] dev-controller-3.*docker --host ssh:\/\/kafka-c run .* -v dev-configuration:\/c kafka:1 \/c\/\.start-empty-dev-controller-3/s,
  );
  expect(told(all)).toEqual([undefined, undefined, undefined]);
});

test('of a host that has lost everything only the deployment tells, which makes the place for consent', async () => {
  const all = engines(LOST);
  all.byHost.get(c.engine)?.volumes.clear();
  await expect(identityViolations(manifest, all.all)).resolves.toEqual([]);
});

test('before an image that is yet to come, nothing is judged: the hand-over does', async () => {
  const all = engines(LOST);
  const withoutImage = all.byHost.get(b.engine);
  if (withoutImage !== undefined) {
    withoutImage.hasImage = false;
  }
  await expect(identityViolations(manifest, all.all)).resolves.toEqual([]);
});

const consent = (hoursAgo: number, container = three) =>
  [`.start-empty-${container}`, { content: '', mtime: new Date(Date.now() - hoursAgo * 3_600_000) }] as const;

test('a controller begins with nothing where somebody has said so in the last day', async () => {
  const agreed = engines([...LOST.slice(0, 2), { ...LOST[2], 'dev-configuration': [consent(1)] }]);
  await handOver(agreed);
  expect(told(agreed)[2]).toBe('cluster.id=one\n');
  const past = engines([...LOST.slice(0, 2), { ...LOST[2], 'dev-configuration': [consent(25)] }]);
  await expect(handOver(past)).rejects.toThrow('[DataVolumeLost] dev-controller-3');
});

test('nobody can consent to most controllers beginning with nothing, or to the only one', async () => {
  const most = engines([
    STANDING[0] ?? {},
    { ...STANDING[1], [`${two}-data`]: [], 'dev-configuration': [consent(1, two)] },
    { ...LOST[2], 'dev-configuration': [consent(1)] },
  ]);
  const refusal = /\[DataVolumeLost\] dev-controller-2(?!.*start-empty).*dev-controller-3(?!.*start-empty)/s;
  await expect(handOver(most)).rejects.toThrow(refusal);
  await expect(identityViolations(manifest, most.all)).resolves.toHaveLength(2);
  const only = engines([{ [`${one}-data`]: [], 'dev-configuration': [consent(1, one)] }, ...STANDING.slice(1)]);
  await expect(handOverIdentity(alone, () => undefined, only.all)).rejects.toThrow('[DataVolumeLost] dev-controller-1');
});

test('a controller that comes from another host, which has its data yet, begins with nothing', async () => {
  const moving = engines([
    STANDING[0] ?? {},
    { ...STANDING[1], [`${three}-data`]: [meta('one'), RAN] },
    { [`${three}-data`]: [] },
  ]);
  await expect(identityViolations(manifest, moving.all)).resolves.toEqual([]);
  await handOver(moving);
  expect(told(moving)[2]).toBe('cluster.id=one\n');
});

test('a broker that has lost its records is no matter of the identity’s', async () => {
  const all = engines([STANDING[0] ?? {}, { ...STANDING[1], 'dev-broker-1-data': [] }, STANDING[2] ?? {}]);
  await handOver(all);
  expect(told(all)[1]).toBe('cluster.id=one\n');
});

test('the only controller is never let begin with nothing beside brokers that have run', async () => {
  const { all } = engines([{ [`${one}-data`]: [] }, ...STANDING.slice(1)]);
  await expect(handOverIdentity(alone, () => undefined, all)).rejects.toThrow(/\[DataVolumeLost\](?!.*start-empty)/s);
});

const together = { ...manifest, placements: { 'dev-broker-1': b, [one]: a, [two]: a, [three]: a } };

test('a whole quorum that was lost on the one host that had it does not begin with nothing beside brokers elsewhere that have run', async () => {
  const onA = Object.fromEntries(KEEPERS.map((container) => [`${container}-data`, []]));
  const all = engines([onA, { 'dev-broker-1-data': [meta('one'), RAN] }, {}]);
  await expect(handOverIdentity(together, () => undefined, all.all)).rejects.toThrow(
    '[DataVolumeLost] dev-controller-1',
  );
  await expect(identityViolations(together, all.all)).resolves.toHaveLength(3);
  all.byHost.get(a.engine)?.volumes.clear();
  await expect(identityViolations(together, all.all)).resolves.toHaveLength(3);
});

test('where one host has all controllers, its own step judges them', async () => {
  const onA = { [`${one}-data`]: [], [`${two}-data`]: [meta('one'), RAN], [`${three}-data`]: [meta('one'), RAN] };
  const all = engines([onA, { 'dev-broker-1-data': [meta('one'), RAN] }, {}]);
  await handOverIdentity(together, () => undefined, all.all);
  expect(told(all).slice(0, 2)).toEqual(['cluster.id=one\n', 'cluster.id=one\n']);
});
