import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { handOverStores } from '../../../../runtime/credentials/hand-over-stores';
import { Engines } from '../../../../runtime/engine/engines';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `kafka-${name}`, host: name });
const [a, b, c] = [host('a'), host('b'), host('c')];
const manifest = {
  name: 'dev',
  images: { kafka: 'kafka:1' },
  engine: a.engine,
  hosts: [a, b, c],
  placements: { 'dev-broker-1': a, 'dev-broker-2': b, 'dev-broker-3': c, 'dev-zookeeper-1': b },
  brokers: [1, 2, 3].map((id) => ({ id, container: `dev-broker-${id}` })),
  metadata: { servers: [{ id: 1, container: 'dev-zookeeper-1' }] },
} as unknown as ClusterManifest;

interface Mounts {
  readonly HostConfig: { readonly Mounts: readonly { readonly Source: string; readonly Target: string }[] };
}

/** An engine with volumes, each with one text in it, and what containers there were left. */
class FakeEngine {
  public readonly left = new Set<string>();
  public constructor(public readonly volumes: Map<string, string>) {}

  public listContainers = () => Promise.resolve([]);
  public getVolume = (name: string) => ({
    inspect: () =>
      this.volumes.has(name)
        ? Promise.resolve({})
        : Promise.reject(Object.assign(new Error('no such volume'), { statusCode: 404 })),
  });
  public createContainer = ({ HostConfig: { Mounts: mounts } }: Mounts) => {
    const id = mounts.map(({ Source }) => Source).join();
    this.left.add(id);
    const at = (path: string) => mounts.find(({ Target }) => path === Target)?.Source ?? '';
    return Promise.resolve({
      id,
      // As an engine does, by the folder's name, within the one that it is in.
      getArchive: ({ path }: { path: string }) =>
        Promise.resolve(Readable.from([`${posix.basename(path)}/`, this.volumes.get(at(path)) ?? ''])),
      putArchive: async (archive: NodeJS.ReadableStream, { path }: { path: string }) => {
        const [, folder = '', content = ''] = /^([^/]+)\/(.*)$/.exec(await text(archive)) ?? [];
        this.volumes.set(at(posix.join(path, folder)), content);
      },
    });
  };
  public getContainer = (id: string) => ({ remove: () => Promise.resolve(this.left.delete(id)) });
}

const ISSUED = ['dev-broker-1', 'dev-broker-2', 'dev-broker-3', 'dev-zookeeper-1'].map(
  (server) => [`${server}-secrets`, `stores of ${server}`] as const,
);

function engines(changed: (byHost: Map<string, FakeEngine>) => void = () => undefined) {
  const byHost = new Map([
    [a.engine, new FakeEngine(new Map(ISSUED))],
    [
      b.engine,
      new FakeEngine(
        new Map([
          ['dev-broker-2-secrets', ''],
          ['dev-zookeeper-1-secrets', ''],
        ]),
      ),
    ],
    [c.engine, new FakeEngine(new Map([['dev-broker-3-secrets', '']]))],
  ]);
  changed(byHost);
  return { byHost, all: new Engines(manifest, ({ engine = '' }) => byHost.get(engine) as unknown as Docker) };
}

test('each host gets the stores of its own servers, and of no others; no container is left', async () => {
  const { byHost, all } = engines();
  const told: string[] = [];
  await handOverStores(manifest, (line) => told.push(line), all);
  expect([...(byHost.get(b.engine)?.volumes ?? [])]).toEqual([
    ['dev-broker-2-secrets', 'stores of dev-broker-2'],
    ['dev-zookeeper-1-secrets', 'stores of dev-zookeeper-1'],
  ]);
  expect([...(byHost.get(c.engine)?.volumes ?? [])]).toEqual([['dev-broker-3-secrets', 'stores of dev-broker-3']]);
  expect([...byHost.values()].flatMap(({ left }) => [...left])).toEqual([]);
  expect(told.sort()).toEqual(['b: has the stores of 2 servers', 'c: has the stores of 1 server']);
});

test('fails for a volume that is missing, which an engine would make, and hands over to the other hosts all the same', async () => {
  const { byHost, all } = engines((each) => each.get(b.engine)?.volumes.delete('dev-broker-2-secrets'));
  await expect(handOverStores(manifest, () => undefined, all)).rejects.toThrow('volume dev-broker-2-secrets');
  expect(byHost.get(c.engine)?.volumes.get('dev-broker-3-secrets')).toBe('stores of dev-broker-3');
});
