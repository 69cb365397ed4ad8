import { mkdtempSync, rmSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exclusively } from '../../../runtime/files/lock';
import { ClusterPlace } from '../../../testing/cluster-place';
import { removeDeclared, removeForgotten } from '../../../testing/removal';
import { findRunning } from '../../../testing/running';
import { type Belongings, labelledEngine } from './labelled-engine';

const cache = mkdtempSync(path.join(tmpdir(), 'test-removal-'));
const former = process.env['CDKTF_KAFKA_CACHE'];
let counter = 0;

beforeEach(() => {
  process.env['CDKTF_KAFKA_CACHE'] = path.join(cache, String(counter++));
});

afterAll(() => {
  if (former === undefined) {
    delete process.env['CDKTF_KAFKA_CACHE'];
  } else {
    process.env['CDKTF_KAFKA_CACHE'] = former;
  }
  rmSync(cache, { recursive: true, force: true });
});

/** What the engine has of a cluster: one that is deployed has no mark. */
function standing(cluster: string, marks: Readonly<Record<string, string>>): Belongings {
  const labels = { 'cdktf-kafka.cluster': cluster, ...marks };
  return {
    containers: [{ id: `${cluster}-broker-1`, labels: { ...labels, 'cdktf-kafka.role': 'broker' } }],
    networks: [{ id: `${cluster}-clients`, labels }],
    volumes: [{ id: `${cluster}-broker-1-data`, labels }],
  };
}

const tested = (cluster: string): Belongings => standing(cluster, { 'cdktf-kafka.testing': cluster });

const together = (...all: readonly Belongings[]): Belongings => ({
  containers: all.flatMap(({ containers }) => containers),
  networks: all.flatMap(({ networks }) => networks),
  volumes: all.flatMap(({ volumes }) => volumes),
});

const idsOf = ({ containers, networks, volumes }: Belongings): readonly string[] =>
  [...containers, ...networks, ...volumes].map(({ id }) => id);

async function placeOf(name: string, { isOld = false } = {}): Promise<ClusterPlace> {
  const place = await ClusterPlace.of({ name });
  await place.empty({ owned: false });
  await place.markComplete();
  if (isOld) {
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000);
    await utimes(path.join(place.folder, 'used'), yesterday, yesterday);
  }
  return place;
}

const names = async (): Promise<readonly string[]> => (await ClusterPlace.all()).map(({ name }) => name).sort();

describe('Removing test clusters', () => {
  test('takes all of one away, with what fetched its users’ files', async () => {
    const { name } = await placeOf('shop');
    const has = tested(name);
    has.containers.push({ id: 'fetch', labels: { 'cdktf-kafka.cluster': name, 'cdktf-kafka.role': 'fetch' } });
    await removeDeclared(labelledEngine(has), ['shop']);
    expect(idsOf(has)).toEqual([]);
    expect(await names()).toEqual([]);
  });

  test('leaves a deployed cluster alone, whatever lies in the folder and whatever it is named', async () => {
    const place = await placeOf('kafka');
    const has = together(standing('kafka', {}), standing(place.name, {}));
    const before = idsOf(has);
    await removeDeclared(labelledEngine(has));
    expect(idsOf(has)).toEqual(before);
  });

  test('by names takes those that were declared so from here, and nobody else’s', async () => {
    const [shop, billing] = [await placeOf('shop'), await placeOf('billing')];
    const [ours, others] = [tested(billing.name), tested('shop-0123456789')];
    const has = together(tested(shop.name), ours, others);
    await removeDeclared(labelledEngine(has), ['shop']);
    expect(idsOf(has)).toEqual(idsOf(together(ours, others)));
    expect(await names()).toEqual([billing.name]);
  });

  test('without names takes every one of the engine, also where its folder is lost', async () => {
    const { name } = await placeOf('shop');
    const deployed = standing('kafka', {});
    const has = together(tested(name), tested('lost-0123456789'), deployed);
    await removeDeclared(labelledEngine(has));
    expect(idsOf(has)).toEqual(idsOf(deployed));
    expect(await names()).toEqual([]);
  });

  test('fails where somebody uses a network, and takes the others away all the same', async () => {
    const [shop, billing] = [await placeOf('shop'), await placeOf('billing')];
    const has = together(tested(shop.name), tested(billing.name));
    await expect(removeDeclared(labelledEngine(has, [`${shop.name}-clients`]))).rejects.toThrow('in use');
    expect(idsOf(has)).toEqual([`${shop.name}-clients`]);
    expect(await names()).toEqual([shop.name]);
  });
});

describe('What nobody uses any more', () => {
  test('goes when another one is started, and what is in use does not', async () => {
    const own = await ClusterPlace.of({});
    const [old, used] = [await placeOf('old', { isOld: true }), await placeOf('used')];
    const has = together(tested(old.name), tested(used.name));
    await removeForgotten(labelledEngine(has), own);
    expect(idsOf(has)).toEqual(idsOf(tested(used.name)));
    expect(await names()).toEqual([used.name]);
  });

  test('goes, too, where its files are gone with their folder, once it is as old as one that nobody has asked for', async () => {
    const own = await ClusterPlace.of({});
    const lost = (name: string, home: string, created?: number): Belongings => {
      const has = standing(name, { 'cdktf-kafka.testing': name, 'cdktf-kafka.testing-home': home });
      return { ...has, containers: has.containers.map((each) => ({ ...each, created })) };
    };
    const kept = together(
      lost('shop-0000000001', ClusterPlace.home(), Date.now() / 1_000 - 60),
      lost('shop-0000000002', 'of another folder'),
      tested('shop-0000000003'),
    );
    const has = together(lost('shop-0000000004', ClusterPlace.home()), kept);
    await removeForgotten(labelledEngine(has), own);
    expect(idsOf(has)).toEqual(idsOf(kept));
  });

  test('stays where somebody has just asked for it', async () => {
    const own = await ClusterPlace.of({});
    const old = await placeOf('old', { isOld: true });
    const has = tested(old.name);
    const judged = jest.spyOn(ClusterPlace.prototype, 'isForgotten');
    judged.mockImplementationOnce(async () => {
      await old.touch();
      return true;
    });
    await removeForgotten(labelledEngine(has), own);
    expect(judged).toHaveBeenCalledTimes(2);
    expect(idsOf(has)).toEqual(idsOf(tested(old.name)));
    judged.mockRestore();
  });

  test('is left to whoever makes or removes it now', async () => {
    const own = await ClusterPlace.of({});
    const old = await placeOf('old', { isOld: true });
    const has = tested(old.name);
    await exclusively(old.lock, {}, () => removeForgotten(labelledEngine(has), own));
    expect(idsOf(has)).toEqual(idsOf(tested(old.name)));
  });

  test('keeps nobody from starting where it can’t be removed, and is no cluster that runs from then on', async () => {
    const own = await ClusterPlace.of({});
    const old = await placeOf('old', { isOld: true });
    const engine = labelledEngine(tested(old.name), [`${old.name}-clients`]);
    await removeForgotten(engine, own);
    expect(await findRunning(engine, old)).toBeUndefined();
    expect(await names()).toEqual([old.name]);
  });
});

test('a cluster whose files are gone but for the mark of its use does not run, and is made anew', async () => {
  const place = await placeOf('shop');
  expect(await findRunning(labelledEngine(tested(place.name)), place)).toBeUndefined();
});
