import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { cacheFolder } from '../cache';
import type { ImageOrigin } from '../../model/setup/setup-record';
import { ifThere, openEngine } from '../../runtime/engine/engine';
import { exclusively } from '../../runtime/files/lock';
import {
  ARCHIVE_LABEL,
  archiveArguments,
  archiveContext,
  baseContext,
  baseTag,
  IMAGE_LABEL,
  type ImageDefinition,
  imageTag,
  KAFKA_IMAGE,
  METRICS_AGENT,
  ORIGIN_LABEL,
  RENEWED_LABEL,
} from './image';
import { buildImage, importImage } from './image-build';
import { jars } from './jars';
import { KERBEROS, kerberosDockerfile, kerberosTag } from './kerberos-image';
import type { Progress } from '../packages';
import { type RootFileSystem, rootFileSystem, rootFileSystemTag } from './root-file-system';

export interface WorkOptions {
  /** When what the images stand on was last renewed; absent where it never was. */
  readonly renewed?: string;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const CLUSTER_LABEL = 'cdktf-kafka.cluster';
const ORIGIN_OF_CLUSTER_LABEL = 'cdktf-kafka.images';
const PROBE_MS = 5_000;

export interface Decision {
  readonly origin: ImageOrigin;
  /** Why, for the person who watches. */
  readonly reason: string;
}

/**
 * Whether a cluster's images stand on the official ones or on stand-ins made here. It is decided once for a cluster: a
 * registry that answers later, or no longer, must not replace its servers.
 */
export async function decideOrigin(sources: {
  /** Value of the label on the cluster's volumes, when it has any. */
  readonly onEngine: () => Promise<string | undefined>;
  readonly recorded: ImageOrigin | undefined;
  /** Value of `CDKTF_KAFKA_IMAGES`: for a person who wants the one or the other from the start. */
  readonly wanted: ImageOrigin | undefined;
  /** Whether a registry answers the engine. */
  readonly probe: () => Promise<boolean>;
}): Promise<Decision> {
  const label = await sources.onEngine();
  if (isOrigin(label)) {
    return { origin: label, reason: 'as the cluster on the engine has them' };
  }
  if (sources.recorded !== undefined) {
    return { origin: sources.recorded, reason: 'as decided at an earlier run' };
  }
  if (sources.wanted !== undefined) {
    return { origin: sources.wanted, reason: 'as CDKTF_KAFKA_IMAGES says' };
  }
  return (await sources.probe())
    ? { origin: 'official', reason: 'a registry answers the engine' }
    : { origin: 'local', reason: 'no registry answers the engine' };
}

function isOrigin(value: string | undefined): value is ImageOrigin {
  return value === 'official' || value === 'local';
}

/** The origin that the cluster's volumes are labelled with. */
export async function originOnEngine(engine: Docker, clusterName: string): Promise<string | undefined> {
  const filters = JSON.stringify({ label: [`${CLUSTER_LABEL}=${clusterName}`] });
  const { Volumes: volumes } = await engine.listVolumes({ filters });
  return volumes.map(({ Labels: labels }) => labelsOf(labels)[ORIGIN_OF_CLUSTER_LABEL]).find(isOrigin);
}

/** Asks the engine for the official image's digest: only an engine that a registry answers has one to give. */
export async function registryAnswersEngine(): Promise<boolean> {
  const engine = openEngine(undefined, { timeout: PROBE_MS });
  try {
    await engine.getImage(KAFKA_IMAGE.official).distribution();
    return true;
  } catch {
    return false;
  }
}

export interface BuiltImage {
  readonly tag: string;
  /** Path of the class-data archive in it; absent when making it failed. */
  readonly archive?: string;
}

/** When the images of a cluster's containers were last renewed, as the engine says that has them. */
export async function renewedOnEngine(engine: Docker, clusterName: string): Promise<string | undefined> {
  const containers = await engine.listContainers({
    all: true,
    filters: { label: [`${CLUSTER_LABEL}=${clusterName}`] },
  });
  return latest(containers.map(({ Labels: labels }) => labelsOf(labels)[RENEWED_LABEL]));
}

/** The last of several times, as far as they are known. */
export const latest = (times: readonly (string | undefined)[]): string | undefined =>
  times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);

/** The tag that an image must have for a given origin, and time of renewal. */
export const tagOf = (definition: ImageDefinition, origin: ImageOrigin, renewed?: string): string =>
  imageTag(definition, origin, rootFileSystemTag(undefined, renewed), renewed);

/** The image when the engine has it. */
export async function findImage(engine: Docker, tag: string): Promise<BuiltImage | undefined> {
  const labels = await imageLabels(engine, tag);
  if (labels === undefined) {
    return undefined;
  }
  const archive = labels[ARCHIVE_LABEL];
  return { tag, ...(archive === undefined || archive === '' ? {} : { archive }) };
}

async function imageLabels(engine: Docker, tag: string): Promise<Readonly<Record<string, string>> | undefined> {
  const image = await ifThere(engine.getImage(tag).inspect());
  return image && labelsOf(image.Config.Labels);
}

/** An engine answers `null` where there are no labels, whatever the types say. */
function labelsOf(labels: Readonly<Record<string, string>> | null | undefined): Readonly<Record<string, string>> {
  return labels ?? {};
}

/** Puts a root file system on the engine: the JRE's is below the stand-ins. */
export async function ensureRootFileSystem(
  engine: Docker,
  options: WorkOptions,
  of?: RootFileSystem,
): Promise<'the engine has it' | undefined> {
  const tag = rootFileSystemTag(of, options.renewed);
  return exclusively(lockOf(tag), options, async () => {
    if ((await findImage(engine, tag)) !== undefined) {
      return 'the engine has it';
    }
    const { Architecture: architecture } = (await engine.info()) as { readonly Architecture: string };
    const archive = await rootFileSystem({ engineArchitecture: architecture, of, ...options });
    await importImage(engine, {
      archive,
      tag,
      labels: { [IMAGE_LABEL]: 'root-file-system' },
      remedy: ENGINE_REMEDY,
      ...options,
    });
    return undefined;
  });
}

export const ENGINE_REMEDY = 'look at the engine’s log and its free space, then run again';

/**
 * Makes the image of a Kerberos realm's key distribution centre, unless the engine has it: nobody publishes one. It is
 * Debian's packages in either case, installed by the engine where a registry answers it.
 */
export async function ensureKerberosImage(engine: Docker, origin: ImageOrigin, options: WorkOptions): Promise<boolean> {
  const tag = kerberosTag(origin, options.renewed);
  if (origin === 'local') {
    return (await ensureRootFileSystem(engine, options, KERBEROS)) === undefined;
  }
  return exclusively(lockOf(tag), options, async () => {
    if ((await findImage(engine, tag)) !== undefined) {
      return false;
    }
    await buildImage(engine, {
      subject: tag,
      files: [kerberosDockerfile()],
      dockerfile: 'Dockerfile',
      arguments: { PACKAGES: KERBEROS.packages.join(' ') },
      labels: { [IMAGE_LABEL]: 'kerberos' },
      tag,
      network: 'default',
      // A step that was kept would bring the packages of that time.
      uncached: options.renewed !== undefined,
      remedy: 'make sure that containers of the engine reach Debian’s packages, then run again',
      ...options,
    });
    return true;
  });
}

/** Two runs at once would make the same image twice, and leave one of the two without a name. */
export function lockOf(tag: string): string {
  return join(cacheFolder(), 'locks', tag.replaceAll(/[^\w.-]/g, '_'));
}

/** Makes the stand-in for an official image. */
async function ensureBase(engine: Docker, definition: ImageDefinition, options: WorkOptions): Promise<void> {
  const rootFileSystem = rootFileSystemTag(undefined, options.renewed);
  const tag = baseTag(definition, rootFileSystem);
  if ((await findImage(engine, tag)) !== undefined) {
    return;
  }
  const folder = await jars(definition, options);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.jar')).sort();
  await buildImage(engine, {
    subject: tag,
    files: baseContext(definition),
    large: names.map((name) => ({ path: `${definition.jarFolder}/${name}`, source: join(folder, name) })),
    dockerfile: 'base.Dockerfile',
    arguments: { ROOT_FILE_SYSTEM: rootFileSystem },
    labels: { [IMAGE_LABEL]: `${definition.name}-base` },
    tag,
    remedy: ENGINE_REMEDY,
    ...options,
  });
}

/** The one jar that the agent is. */
async function agentJar(options: WorkOptions): Promise<string> {
  const folder = await jars(METRICS_AGENT, options);
  const [name = ''] = (await readdir(folder)).filter((file) => file.endsWith('.jar'));
  return join(folder, name);
}

const ARCHIVE_MADE = 'class-data archive: made';

/** Makes the image that the cluster runs, unless another run just has. */
export async function ensureImage(
  engine: Docker,
  definition: ImageDefinition,
  origin: ImageOrigin,
  options: WorkOptions,
): Promise<BuiltImage> {
  const tag = tagOf(definition, origin, options.renewed);
  return exclusively(lockOf(tag), options, async () => {
    const found = await findImage(engine, tag);
    if (found !== undefined) {
      return found;
    }
    if (origin === 'local') {
      await ensureBase(engine, definition, options);
    }
    return makeImage(engine, definition, origin, options);
  });
}

/**
 * The base, and a class-data archive when a server could be started on it. Only the finished image gets the tag.
 */
async function makeImage(
  engine: Docker,
  definition: ImageDefinition,
  origin: ImageOrigin,
  options: WorkOptions,
): Promise<BuiltImage> {
  const { renewed } = options;
  const tag = tagOf(definition, origin, renewed);
  const base = origin === 'official' ? definition.official : baseTag(definition, rootFileSystemTag(undefined, renewed));
  const remedy =
    origin === 'official'
      ? `make sure that "docker pull ${definition.official}" works (this cluster's images stand on it), then run again`
      : ENGINE_REMEDY;
  const { id, output } = await buildImage(engine, {
    subject: tag,
    files: archiveContext(definition),
    large: [{ path: METRICS_AGENT.file, source: await agentJar(options) }],
    dockerfile: 'Dockerfile',
    arguments: { BASE: base, ...archiveArguments(definition) },
    uncached: true,
    remedy,
    ...options,
  });
  const archive = output.includes(ARCHIVE_MADE) ? definition.archive : undefined;
  await buildImage(engine, {
    subject: tag,
    files: [{ path: 'Dockerfile', content: Buffer.from(`FROM ${id}\n`), executable: false }],
    dockerfile: 'Dockerfile',
    labels: {
      [IMAGE_LABEL]: definition.name,
      [ORIGIN_LABEL]: origin,
      ...(renewed !== undefined && { [RENEWED_LABEL]: renewed }),
      ...(archive === undefined ? {} : { [ARCHIVE_LABEL]: archive }),
    },
    tag,
    remedy,
    ...options,
  });
  return { tag, ...(archive === undefined ? {} : { archive }) };
}
