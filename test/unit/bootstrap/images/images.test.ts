import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { consoleTag } from '../../../../bootstrap/images/console-image';
import { KAFKA_IMAGE } from '../../../../bootstrap/images/image';
import { kerberosTag } from '../../../../bootstrap/images/kerberos-image';
import { packagesIn, renewBase } from '../../../../bootstrap/images/renewal';
import { MONITORING_TOOLS, rootFileSystemTag } from '../../../../bootstrap/images/root-file-system';
import { SERVER_IMAGES } from '../../../../bootstrap/server-images';
import {
  decideOrigin,
  findImage,
  latest,
  originOnEngine,
  renewedOnEngine,
  tagOf,
} from '../../../../bootstrap/images/images';

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

describe('What images stand on', () => {
  test('was renewed when the newest container of the cluster says that it was', async () => {
    const filters: unknown[] = [];
    const listContainers = (options: { readonly filters: unknown }): unknown => {
      filters.push(options.filters);
      const labels = [
        {},
        { 'cdktf-kafka.renewed': '20261127T0743Z' },
        null,
        { 'cdktf-kafka.renewed': '20260101T000000Z' },
      ];
      return Promise.resolve(labels.map((Labels) => ({ Labels })));
    };
    await expect(renewedOnEngine({ listContainers } as unknown as Docker, 'orders')).resolves.toBe('20261127T0743Z');
    expect(filters).toEqual([{ label: ['cdktf-kafka.cluster=orders'] }]);
  });

  test('was never renewed where nobody says so', () => {
    expect(latest([undefined, undefined])).toBeUndefined();
    expect(latest([undefined, '20260101T000000Z', '20251231T000000Z'])).toBe('20260101T000000Z');
  });

  test.each(['official', 'local'] as const)(
    'gives each image another tag when it is renewed, and the same without (%s)',
    (origin) => {
      for (const tag of [
        (renewed?: string) => tagOf(KAFKA_IMAGE, origin, renewed),
        (renewed?: string) => kerberosTag(origin, renewed),
        ...(origin === 'local' ? [consoleTag, (renewed?: string) => rootFileSystemTag(MONITORING_TOOLS, renewed)] : []),
      ]) {
        expect(new Set([tag(), tag('20260101T000000Z'), tag('20260102T000000Z')]).size).toBe(3);
        expect(tag(undefined)).toBe(tag());
      }
    },
  );
});

test('packages of a root file system are told by dpkg’s own list, whatever else differs in its archive', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'archives-'));
  const archiveOf = (name: string, status: string, other: string): string => {
    const root = path.join(folder, name);
    mkdirSync(path.join(root, 'var', 'lib', 'dpkg'), { recursive: true });
    writeFileSync(path.join(root, 'var', 'lib', 'dpkg', 'status'), status);
    writeFileSync(path.join(root, 'cacerts'), other);
    execFileSync('tar', ['--create', '--file', `${root}.tar`, '--directory', root, '.']);
    return `${root}.tar`;
  };
  try {
    const former = await packagesIn(archiveOf('former', 'Package: bash\nVersion: 1\n', 'made at ten'));
    expect(former).toContain('Version: 1');
    expect(await packagesIn(archiveOf('same', 'Package: bash\nVersion: 1\n', 'made at noon'))).toBe(former);
    expect(await packagesIn(archiveOf('next', 'Package: bash\nVersion: 2\n', 'made at noon'))).not.toBe(former);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('Official images', () => {
  const now = new Date('2026-11-27T07:43:12.345Z');
  /** An engine that has images, and gets others when it is asked to pull. */
  const engineWith = (
    changes: ReadonlySet<string>,
    layersOf: (name: string) => readonly string[] = () => ['base'],
  ): { readonly engine: Docker; readonly pulled: string[] } => {
    const pulled: string[] = [];
    const engine = {
      // What the realm's image has is the same in all of them.
      createContainer: () =>
        Promise.resolve({
          id: 'packages',
          getArchive: () => {
            const archive = pack();
            archive.finalize();
            return Promise.resolve(archive);
          },
        }),
      getContainer: () => ({ remove: () => Promise.resolve() }),
      getImage: (name: string) => ({
        remove: () => Promise.resolve(),
        inspect: () => {
          const Id = changes.has(name) && pulled.includes(name) ? 'sha256:new' : 'sha256:old';
          return Promise.resolve({ Id, Config: { Labels: {} }, RootFS: { Layers: layersOf(name) } });
        },
      }),
      pull: (name: string) => {
        pulled.push(name);
        return Promise.resolve({});
      },
      modem: {
        followProgress: (_: unknown, ended: (error: Error | null) => void) => {
          ended(null);
        },
      },
    } as unknown as Docker;
    return { engine, pulled };
  };

  test('are renewed when one of them has become another', async () => {
    const { engine, pulled } = engineWith(new Set(['zookeeper:3.8.6']));
    await expect(renewBase(engine, { origin: 'official', definitions: SERVER_IMAGES, now })).resolves.toBe(
      '20261127T074312Z',
    );
    expect(pulled).toEqual(['apache/kafka:3.9.2', 'zookeeper:3.8.6', 'node:22-bookworm-slim', 'debian:bookworm-slim']);
  });

  test('stay as they are when none has', async () => {
    await expect(
      renewBase(engineWith(new Set()).engine, { origin: 'official', definitions: SERVER_IMAGES, now }),
    ).resolves.toBeUndefined();
  });

  test('are renewed where a pull for another cluster has brought what theirs don’t stand on yet', async () => {
    const made = tagOf(KAFKA_IMAGE, 'official');
    const renew = (layers: readonly string[]): Promise<string | undefined> => {
      const { engine } = engineWith(new Set(), (name) => (name === made ? layers : ['base']));
      return renewBase(engine, { origin: 'official', definitions: SERVER_IMAGES, now });
    };
    await expect(renew(['base of before', 'jars'])).resolves.toBe('20261127T074312Z');
    await expect(renew(['base', 'jars'])).resolves.toBeUndefined();
  });

  test.each([
    ['has others', 'Version: 2\n', '20261127T074312Z', []],
    ['has the same', 'Version: 1\n', undefined, [kerberosTag('official', '20261127T074312Z')]],
  ])('are renewed for the realm’s packages alone where Debian %s', async (_, packages, renewed, removed) => {
    const former = kerberosTag('official');
    const { engine } = engineWith(new Set());
    const gone: string[] = [];
    const getImage = engine.getImage.bind(engine);
    Object.assign(engine, {
      getImage: (name: string) => Object.assign(getImage(name), { remove: () => Promise.resolve(gone.push(name)) }),
      createContainer: ({ Image }: { readonly Image: string }) =>
        Promise.resolve({
          id: Image,
          getArchive: () => {
            const archive = pack();
            archive.entry({ name: 'status' }, Image === former ? 'Version: 1\n' : packages);
            archive.finalize();
            return Promise.resolve(archive);
          },
        }),
      getContainer: () => ({ remove: () => Promise.resolve() }),
    });
    await expect(renewBase(engine, { origin: 'official', definitions: SERVER_IMAGES, now })).resolves.toBe(renewed);
    expect(gone).toEqual(removed);
  });

  test('fail to be renewed where the registry does not give them', async () => {
    const { engine } = engineWith(new Set());
    Object.assign(engine, { pull: () => Promise.reject(new Error('no such host')) });
    await expect(renewBase(engine, { origin: 'official', definitions: SERVER_IMAGES, now })).rejects.toThrow(
      /^\[ImageNotBuilt\] apache\/kafka:3\.9\.2: must be had anew from its registry to be renewed, got no such host/,
    );
  });
});
