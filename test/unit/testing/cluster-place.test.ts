import { mkdtempSync, rmSync } from 'node:fs';
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

test('what is declared alike is the same cluster, in whatever order, and however long it may take', () => {
  const one = ClusterPlace.of({ brokers: 1, topics: { a: {}, b: { partitions: 2 } } });
  const other = ClusterPlace.of({ startSeconds: 5, topics: { b: { partitions: 2 }, a: {} }, brokers: 1 });
  expect(other.name).toBe(one.name);
  expect(one.name).toMatch(/^test-[0-9a-f]{10}$/);
});

test('what is declared otherwise is another cluster', () => {
  const names = [
    ClusterPlace.of({}),
    ClusterPlace.of({ brokers: 3 }),
    ClusterPlace.of({ topics: { a: {} } }),
    ClusterPlace.of({ users: { a: { produce: ['b'] } } }),
    ClusterPlace.of({ users: { a: { consume: ['b'] } } }),
    ClusterPlace.of({ name: 'billing' }),
  ].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('one that is not to be reused is nobody else’s', () => {
  expect(ClusterPlace.of({ reuse: false }).name).not.toBe(ClusterPlace.of({ reuse: false }).name);
});

test('one is forgotten that nobody has used for half a day, or whose process is gone', async () => {
  const used = ClusterPlace.of({ name: 'used' });
  const old = ClusterPlace.of({ name: 'old' });
  const own = ClusterPlace.of({ reuse: false });
  for (const place of [used, old, own]) {
    await place.empty();
    await place.markUsed();
  }
  await own.own();
  const [yesterday] = [new Date(Date.now() - 24 * 60 * 60_000)];
  for (const place of [old, own]) {
    await utimes(path.join(place.folder, 'used'), yesterday, yesterday);
  }
  expect(await Promise.all([used, old, own].map((place) => place.isForgotten()))).toEqual([false, true, false]);
  expect((await ClusterPlace.all()).map(({ name }) => name).sort()).toEqual(
    [used, old, own].map(({ name }) => name).sort(),
  );
});

test('begins with nothing of what was there', async () => {
  const place = ClusterPlace.of({ name: 'empty' });
  await mkdir(place.clients, { recursive: true });
  await place.markUsed();
  await place.empty();
  expect(await readdir(place.folder)).toEqual([]);
  expect(place.isComplete).toBe(false);
});
