import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { copyImages, wantedImages } from '../../../cli/host-images';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { Engines } from '../../../runtime/engine/engines';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `kafka-${name}`, host: name });
const [a, b, empty] = [host('a'), host('b'), host('empty')];
const manifest = {
  engine: a.engine,
  hosts: [a, b, empty],
  placements: { 'dev-broker-1': a, 'dev-broker-2': b },
} as unknown as ClusterManifest;

const [onA, onB] = [(name: string) => ({ name }), (name: string) => ({ name, provider: 'docker-b' })];
const stack = (images: readonly { readonly name: string; readonly provider?: string }[]) => ({
  ...{ addresses: [], containers: [], images, networks: [], volumes: [] },
});
const DECLARED = [
  stack(['kafka:1', 'zookeeper:1'].flatMap((name) => [onA(name), onB(name)])),
  stack([]),
  stack([onA('prometheus:1'), onA('disks:1'), onB('disks:1')]),
];

/** An engine that has images, hands out their names for their contents, and takes such or refuses. */
function engineWith(...images: readonly string[]) {
  const has = new Set(images);
  const engine = {
    refuses: false,
    has,
    getImage: (name: string) => ({
      inspect: () =>
        has.has(name) ? Promise.resolve({ Size: 3 }) : Promise.reject(Object.assign(new Error(), { statusCode: 404 })),
      get: () => Promise.resolve(Readable.from([Buffer.from(name)])),
    }),
    loadImage: async (file: NodeJS.ReadableStream) => {
      const name = (await buffer(file)).toString();
      if (!engine.refuses) {
        has.add(name);
      }
      return Readable.from([engine.refuses ? '{"errorDetail":{"message":"no space left"}}' : '{}']);
    },
  };
  return engine;
}

/** Three hosts, the first of which has one image already. */
function hosts() {
  const byHost = new Map(
    [a, b, empty].map(({ engine }, index) => [engine, engineWith(...(index === 0 ? ['kafka:1'] : []))]),
  );
  const engines = new Engines(manifest, ({ engine = '' }) => byHost.get(engine) as unknown as Docker);
  const of = ({ engine }: typeof a) => byHost.get(engine) ?? engineWith();
  return { engines, of };
}

const source = engineWith('kafka:1', 'zookeeper:1', 'other:1');

test('each host with servers needs the images that stacks declare there, of servers as of services', () => {
  expect(wantedImages(manifest, DECLARED, hosts().engines).map(({ host, names }) => [host, names])).toEqual([
    ['a', ['kafka:1', 'zookeeper:1', 'prometheus:1', 'disks:1']],
    ['b', ['kafka:1', 'zookeeper:1', 'disks:1']],
  ]);
});

test('a host is handed what it lacks and this machine has; what a registry has is left to it', async () => {
  const { engines, of } = hosts();
  const told = await copyImages(manifest, DECLARED, () => undefined, { engines, source: source as unknown as Docker });
  expect(told).toBe('3 handed over');
  expect([...of(a).has].sort()).toEqual(['kafka:1', 'zookeeper:1']);
  expect([...of(b).has].sort()).toEqual(['kafka:1', 'zookeeper:1']);
  expect([...of(empty).has]).toEqual([]);
});

test('nothing is copied where all is there, nor for a cluster on one engine', async () => {
  const { engines } = hosts();
  const options = { engines, source: source as unknown as Docker };
  await copyImages(manifest, DECLARED, () => undefined, options);
  expect(await copyImages(manifest, DECLARED, () => undefined, options)).toBe('each host has them');
  const single = { engine: a.engine } as unknown as ClusterManifest;
  expect(await copyImages(single, DECLARED, () => undefined, options)).toBe('none');
});

test('fails with what an engine says that does not take one', async () => {
  const { engines, of } = hosts();
  of(b).refuses = true;
  await expect(
    copyImages(manifest, DECLARED, () => undefined, { engines, source: source as unknown as Docker }),
  ).rejects.toThrow(/\[ImageNotTaken\] Docker engine of b: .*no space left/);
});
