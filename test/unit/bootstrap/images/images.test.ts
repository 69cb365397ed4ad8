import type Docker from 'dockerode';
import { decideOrigin, findImage, originOnEngine } from '../../../../bootstrap/images/images';

type Sources = Parameters<typeof decideOrigin>[0];

function sources(overrides: Partial<Sources>): Sources {
  return {
    onEngine: () => Promise.resolve(undefined),
    recorded: undefined,
    wanted: undefined,
    probe: () => Promise.reject(new Error('asked a registry without need')),
    ...overrides,
  };
}

describe('Where the images of a cluster stand on is decided', () => {
  test("by the cluster's volumes first, whatever else says otherwise", async () => {
    const decision = await decideOrigin(
      sources({ onEngine: () => Promise.resolve('local'), recorded: 'official', wanted: 'official' }),
    );
    expect(decision).toEqual({ origin: 'local', reason: 'as the cluster on the engine has them' });
  });

  test('by an earlier run then', async () => {
    const decision = await decideOrigin(sources({ recorded: 'official', wanted: 'local' }));
    expect(decision).toEqual({ origin: 'official', reason: 'as decided at an earlier run' });
  });

  test('by a label only when it names an origin', async () => {
    const decision = await decideOrigin(sources({ onEngine: () => Promise.resolve('other'), recorded: 'local' }));
    expect(decision.origin).toBe('local');
  });

  test('by the person who starts a cluster then', async () => {
    const decision = await decideOrigin(sources({ wanted: 'local' }));
    expect(decision).toEqual({ origin: 'local', reason: 'as CDKTF_KAFKA_IMAGES says' });
  });

  test.each([
    [true, { origin: 'official', reason: 'a registry answers the engine' }],
    [false, { origin: 'local', reason: 'no registry answers the engine' }],
  ])('by whether a registry answers at last: %j', async (answers, decision) => {
    await expect(decideOrigin(sources({ probe: () => Promise.resolve(answers) }))).resolves.toEqual(decision);
  });
});

describe('The origin on the engine', () => {
  const engine = (...labels: (Record<string, string> | null)[]): { engine: Docker; filters: string[] } => {
    const filters: string[] = [];
    const listVolumes = (options: { filters: string }): unknown => {
      filters.push(options.filters);
      return Promise.resolve({ Volumes: labels.map((Labels) => ({ Labels })), Warnings: [] });
    };
    return { engine: { listVolumes } as unknown as Docker, filters };
  };

  test("is the label of the cluster's volumes", async () => {
    const { engine: labelled, filters } = engine(null, {}, { 'cdktf-kafka.images': 'official' });
    await expect(originOnEngine(labelled, 'orders')).resolves.toBe('official');
    expect(filters).toEqual(['{"label":["cdktf-kafka.cluster=orders"]}']);
  });

  test('is none where there are no volumes', async () => {
    await expect(originOnEngine(engine().engine, 'orders')).resolves.toBeUndefined();
  });
});

describe('An image', () => {
  const engine = (inspect: () => Promise<unknown>): Docker => ({ getImage: () => ({ inspect }) }) as unknown as Docker;
  const labelled = (Labels: Record<string, string> | null): Docker =>
    engine(() => Promise.resolve({ Config: { Labels } }));

  test('that the engine has tells the path of its archive', async () => {
    const found = await findImage(labelled({ 'cdktf-kafka.class-data-archive': '/a.jsa' }), 'k:1');
    expect(found).toEqual({ tag: 'k:1', archive: '/a.jsa' });
  });

  test.each([null, {}, { 'cdktf-kafka.class-data-archive': '' }])('labelled %j has no archive', async (labels) => {
    await expect(findImage(labelled(labels as Record<string, string> | null), 'k:1')).resolves.toEqual({ tag: 'k:1' });
  });

  test('that the engine lacks is none', async () => {
    const gone = engine(() => Promise.reject(Object.assign(new Error('no such image'), { statusCode: 404 })));
    await expect(findImage(gone, 'k:1')).resolves.toBeUndefined();
  });

  test("fails with the engine's own error when that is another", async () => {
    const broken = engine(() => Promise.reject(Object.assign(new Error('disk'), { statusCode: 500 })));
    await expect(findImage(broken, 'k:1')).rejects.toThrow('disk');
  });
});
