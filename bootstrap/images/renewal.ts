import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type Docker from 'dockerode';
import { OperationError } from '../../model/violation';
import { ifThere } from '../../runtime/engine/engine';
import { pullImage } from '../../runtime/engine/image-pull';
import { run } from '../../runtime/process/process';
import { explain } from '../../runtime/wait';
import type { ImageOrigin } from '../../model/setup/setup-record';
import type { ImageDefinition } from './image';
import { ENGINE_REMEDY, ensureRootFileSystem, findImage, tagOf, type WorkOptions } from './images';
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
    options.origin === 'official' ? await pullAnew(engine, options) : await makeAnew(engine, time, options);
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
async function pullAnew(engine: Docker, { definitions, renewed, progress }: RenewalOptions): Promise<boolean> {
  const hasRealm = (await findImage(engine, kerberosTag('official', renewed))) !== undefined;
  const names = [...definitions.map(({ official }) => official), NODE, ...(hasRealm ? [kerberosBase()] : [])];
  const before = await idsOf(engine, names);
  for (const name of names) {
    progress?.(`pulling ${name}`);
    await pull(engine, name);
  }
  const after = await idsOf(engine, names);
  const areOutdated = await Promise.all(
    definitions.map((definition) => isOutdated(engine, definition.official, tagOf(definition, 'official', renewed))),
  );
  return areOutdated.includes(true) || names.some((_, index) => before[index] !== after[index]);
}

/** Whether an image that was made stands on another base than is there by now: a pull for another cluster, or by hand, has brought it. */
async function isOutdated(engine: Docker, base: string, made: string): Promise<boolean> {
  const [below, above] = await Promise.all([layersOf(engine, base), layersOf(engine, made)]);
  return below !== undefined && above !== undefined && below.some((layer, index) => above[index] !== layer);
}

const layersOf = async (engine: Docker, name: string): Promise<readonly string[] | undefined> =>
  (await ifThere(engine.getImage(name).inspect()))?.RootFS.Layers;

const idsOf = (engine: Docker, names: readonly string[]): Promise<readonly (string | undefined)[]> =>
  Promise.all(names.map(async (name) => (await ifThere(engine.getImage(name).inspect()))?.Id));

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
