import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ClusterPlace } from '../../../testing/cluster-place';

const cache = mkdtempSync(path.join(tmpdir(), 'test-places-'));
const former = process.env['CDKTF_KAFKA_CACHE'];

beforeAll(() => {
  process.env['CDKTF_KAFKA_CACHE'] = cache;
});

afterAll(() => {
  if (former === undefined) {
    delete process.env['CDKTF_KAFKA_CACHE'];
  } else {
    process.env['CDKTF_KAFKA_CACHE'] = former;
  }
  rmSync(cache, { recursive: true, force: true });
});

test('what is declared alike is the same cluster, in whatever order, and however long it may take', async () => {
  const one = await ClusterPlace.of({ brokers: 1, topics: { a: {}, b: { partitions: 2 } } });
  const other = await ClusterPlace.of({ startSeconds: 5, topics: { b: { partitions: 2 }, a: {} }, brokers: 1 });
  expect(other.name).toBe(one.name);
  expect(one.name).toMatch(/^test-[0-9a-f]{10}$/);
  expect(one.declaredName).toBe('test');
});

test('what is declared otherwise is another cluster', async () => {
  const places = await Promise.all([
    ClusterPlace.of({}),
    ClusterPlace.of({ brokers: 3 }),
    ClusterPlace.of({ topics: { a: {} } }),
    ClusterPlace.of({ users: { a: { produce: ['b'] } } }),
    ClusterPlace.of({ users: { a: { consume: ['b'] } } }),
    ClusterPlace.of({ name: 'billing' }),
  ]);
  expect(new Set(places.map(({ name }) => name)).size).toBe(places.length);
});

test('what is declared alike from another folder is another cluster: its locks and files are there', async () => {
  const here = await ClusterPlace.of({});
  process.env['CDKTF_KAFKA_CACHE'] = path.join(cache, 'another');
  try {
    const names = (await Promise.all([1, 2, 3].map(() => ClusterPlace.of({})))).map(({ name }) => name);
    expect(new Set(names).size).toBe(1);
    expect(names).not.toContain(here.name);
  } finally {
    process.env['CDKTF_KAFKA_CACHE'] = cache;
  }
});

test('one that is not to be reused is nobody else’s', async () => {
  const [one, other] = [await ClusterPlace.of({ reuse: false }), await ClusterPlace.of({ reuse: false })];
  expect(one.name).not.toBe(other.name);
});

test.each(['kafka/orders', '../orders', 'Orders', '', 'a'.repeat(22)])(
  'fails for the name %j, and makes nothing',
  async (name) => {
    const before = await readdir(cache, { recursive: true });
    await expect(ClusterPlace.of({ name })).rejects.toThrow(
      /^\[ClusterNameIllegal\] startKafka: name must be 1 to 21 lower-case letters, digits and -, beginning with a letter, got /,
    );
    expect(await readdir(cache, { recursive: true })).toEqual(before);
  },
);

test('a folder that is none of a test cluster is left alone, whatever it is named', async () => {
  const place = await ClusterPlace.of({ name: 'beside' });
  await place.empty({ owned: false });
  await mkdir(path.join(place.folder, '..', 'kafka'));
  await mkdir(path.join(place.folder, '..', 'Kafka-0123456789'));
  expect((await ClusterPlace.all()).map(({ name }) => name)).toEqual([place.name]);
  expect(ClusterPlace.named(['kafka', '../test-0123456789', 'test-0123456789', 'test-0123456789'])).toMatchObject([
    { name: 'test-0123456789' },
  ]);
  await place.forget();
});

const HALF_A_DAY = 12 * 60 * 60_000;

test('one is forgotten that nobody has used for half a day', async () => {
  const [used, old, unfinished] = await Promise.all(
    ['used', 'old', 'unfinished'].map((name) => ClusterPlace.of({ name })),
  );
  const places = [used, old, unfinished].filter((place) => place !== undefined);
  for (const place of places) {
    await place.empty({ owned: false });
    await place.markComplete();
  }
  const before = new Date(Date.now() - 2 * HALF_A_DAY);
  await unfinished?.markIncomplete();
  await utimes(path.join(old?.folder ?? '', 'used'), before, before);
  await utimes(unfinished?.folder ?? '', before, before);
  const forgotten = (): Promise<readonly boolean[]> => Promise.all(places.map((place) => place.isForgotten()));
  expect(await forgotten()).toEqual([false, true, true]);
  expect(await Promise.all(places.map((place) => place.touch()))).toEqual([true, true, false]);
  expect(await forgotten()).toEqual([false, false, true]);
});

describe('One that goes with its process', () => {
  let place: ClusterPlace;
  let owner: string;

  beforeEach(async () => {
    place = await ClusterPlace.of({ reuse: false });
    await place.empty({ owned: true });
    owner = path.join(place.folder, 'owner');
  });

  test('is not forgotten while that runs, however long ago it was used', async () => {
    await place.markComplete();
    const before = new Date(Date.now() - 2 * HALF_A_DAY);
    await utimes(path.join(place.folder, 'used'), before, before);
    expect(await place.isForgotten()).toBe(false);
  });

  test('is forgotten once that has ended, from the first on', async () => {
    writeFileSync(owner, String(2 ** 22 + 1));
    expect(await place.isForgotten()).toBe(true);
  });

  test('is forgotten once another process has its number', async () => {
    const [id, space] = readFileSync(owner, 'utf8').split('\n');
    writeFileSync(owner, [id, space, 'long ago'].join('\n'));
    expect(await place.isForgotten()).toBe(true);
  });

  test('is kept for half a day where its process can’t be looked at', async () => {
    const [id, , began] = readFileSync(owner, 'utf8').split('\n');
    writeFileSync(owner, [id, 'another container', began].join('\n'));
    expect(await place.isForgotten()).toBe(false);
  });
});

test('begins with nothing of what was there', async () => {
  const place = await ClusterPlace.of({ name: 'empty' });
  await mkdir(place.clients, { recursive: true });
  await place.markComplete();
  await place.empty({ owned: false });
  expect(await readdir(place.folder)).toEqual([]);
  expect(await place.touch()).toBe(false);
});
