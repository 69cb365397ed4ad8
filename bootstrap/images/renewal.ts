import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { OperationError } from '../../model/violation';
import { ifThere, removeContainer } from '../../runtime/engine/engine';
import { pullImage } from '../../runtime/engine/image-pull';
import { textIn } from '../../runtime/files/archive';
import { run } from '../../runtime/process/process';
import { explain } from '../../runtime/wait';
import type { ImageOrigin } from '../../model/setup/setup-record';
import type { ImageDefinition } from './image';
import { ENGINE_REMEDY, ensureKerberosImage, ensureRootFileSystem, findImage, tagOf, type WorkOptions } from './images';
import { KERBEROS, kerberosBase, kerberosTag } from './kerberos-image';
import { NODE } from './monitoring-images';
import {
  debianArchitecture,
  JRE,
  MONITORING_TOOLS,
  type RootFileSystem,
  rootFileSystem,
  rootFileSystemArchive,
  rootFileSystemTag,
} from './root-file-system';

/** What a cluster's images stand on, and the time at which that is renewed. */
export interface RenewalOptions extends WorkOptions {
  readonly origin: ImageOrigin;
  readonly definitions: readonly ImageDefinition[];
  /** Default: now. */
  readonly now?: Date;
}

/**
 * Gets anew what the images made here stand on, with whatever was mended in it since: Debian's packages, or the official images.
 *
 * @returns the time of renewal, which their tags have from then on; undefined where nothing has changed, and they stay as they are
 */
export async function renewBase(engine: Docker, options: RenewalOptions): Promise<string | undefined> {
  // Without what no tag of an image may have; the order of such times is that of their texts.
  const time = (options.now ?? new Date()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const hasChanged =
    options.origin === 'official' ? await pullAnew(engine, time, options) : await makeAnew(engine, time, options);
  return hasChanged ? time : undefined;
}

/** The same packages give another archive: programs that they run when they are installed write what differs each time. */
async function makeAnew(engine: Docker, time: string, options: RenewalOptions): Promise<boolean> {
  const { renewed: former } = options;
  const { Architecture: engineArchitecture } = (await engine.info()) as { readonly Architecture: string };
  const architecture = await debianArchitecture();
  const hasRealm = (await findImage(engine, rootFileSystemTag(KERBEROS, former))) !== undefined;
  const made: { readonly of: RootFileSystem; readonly archive: string; readonly hasChanged: boolean }[] = [];
  for (const of of [JRE, MONITORING_TOOLS, ...(hasRealm ? [KERBEROS] : [])]) {
    const archive = await rootFileSystem({ ...options, of, renewed: time, engineArchitecture });
    const before = rootFileSystemArchive(of, former, architecture);
    made.push({
      of,
      archive,
      hasChanged: !existsSync(before) || (await packagesIn(before)) !== (await packagesIn(archive)),
    });
  }
  if (!made.some(({ hasChanged }) => hasChanged)) {
    await Promise.all(made.map(({ archive }) => rm(archive)));
    return false;
  }
  for (const { of } of made) {
    await ensureRootFileSystem(engine, { ...options, renewed: time }, of);
    // That of the first time may be another cluster's on this machine.
    if (former !== undefined) {
      await rm(rootFileSystemArchive(of, former, architecture), { force: true });
    }
  }
  return true;
}

/** What dpkg says in an archive of a root file system: its packages, with their versions. */
export async function packagesIn(archive: string): Promise<string> {
  const { stdout } = await run('tar', ['--extract', '--to-stdout', '--file', archive, './var/lib/dpkg/status'], {
    timeout: 60_000,
    remedy: `delete ${archive} and run again: it is made anew`,
  });
  return stdout;
}

/** What a tag means may have changed: publishers build an image again on a base that was mended. */
async function pullAnew(engine: Docker, time: string, options: RenewalOptions): Promise<boolean> {
  const { definitions, renewed, progress } = options;
  const realm = kerberosTag('official', renewed);
  const hasRealm = (await findImage(engine, realm)) !== undefined;
  const made = [
    ...definitions.map((definition) => ({ base: definition.official, tag: tagOf(definition, 'official', renewed) })),
    ...(hasRealm ? [{ base: kerberosBase(), tag: realm }] : []),
  ];
  const names = [...definitions.map(({ official }) => official), NODE, ...(hasRealm ? [kerberosBase()] : [])];
  const before = await lookedAt(engine, names);
  for (const name of names) {
    progress?.(`pulling ${name}`);
    await pull(engine, name);
  }
  const [after, above] = await Promise.all([
    lookedAt(engine, names),
    lookedAt(
      engine,
      made.map(({ tag }) => tag),
    ),
  ]);
  return (
    names.some((name) => before.get(name)?.id !== after.get(name)?.id) ||
    made.some(({ base, tag }) => isOutdated(after.get(base), above.get(tag))) ||
    (hasRealm && (await makeRealmAnew(engine, time, options)))
  );
}

/** What is looked at of an image. */
interface LookedAt {
  readonly id: string;
  readonly layers: readonly string[];
}

/** Those of the images that the engine has, each looked at once. */
async function lookedAt(engine: Docker, names: readonly string[]): Promise<ReadonlyMap<string, LookedAt>> {
  const found = await Promise.all(
    names.map(async (name) => {
      const image = await ifThere(engine.getImage(name).inspect());
      return image === undefined ? [] : [[name, { id: image.Id, layers: image.RootFS.Layers ?? [] }] as const];
    }),
  );
  return new Map(found.flat());
}

/** Whether an image that was made stands on another base than is there by now: a pull for another cluster, or by hand, has brought it. */
const isOutdated = (base: LookedAt | undefined, made: LookedAt | undefined): boolean =>
  base !== undefined && made !== undefined && base.layers.some((layer, index) => made.layers[index] !== layer);

/** The realm's programs are no part of its base: whether Debian has others by now, only installing them tells. */
async function makeRealmAnew(engine: Docker, time: string, options: RenewalOptions): Promise<boolean> {
  const [former, next] = [kerberosTag('official', options.renewed), kerberosTag('official', time)];
  await ensureKerberosImage(engine, 'official', { ...options, renewed: time });
  const [before, after] = await Promise.all([former, next].map((tag) => packagesOnEngine(engine, tag)));
  if (before !== after) {
    return true;
  }
  await ifThere(engine.getImage(next).remove());
  return false;
}

/** What dpkg says in an image, of which a container is made that never runs. */
async function packagesOnEngine(engine: Docker, image: string): Promise<string> {
  const container = await engine.createContainer({ Image: image, Entrypoint: ['true'], Cmd: [] });
  try {
    return await textIn(await container.getArchive({ path: '/var/lib/dpkg/status' }));
  } finally {
    await removeContainer(engine, container.id);
  }
}

/** @throws OperationError `ImageNotBuilt` */
async function pull(engine: Docker, name: string): Promise<void> {
  try {
    await pullImage(engine, name);
  } catch (error) {
    throw new OperationError({
      code: 'ImageNotBuilt',
      subject: name,
      rule: 'must be had anew from its registry to be renewed',
      value: explain(error),
      remedy: `let the engine reach the registry, or ${ENGINE_REMEDY}`,
    });
  }
}
