import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import type { ImageOrigin } from '../../model/setup/setup-record';
import { KafkaVersion } from '../../model/units/version';
import { OperationError } from '../../model/violation';
import { pinnedBy } from '../../model/setup/declared-otherwise';

/** One file of a build's context. */
export interface ContextFile {
  /** Path in the context. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** An image of this package: the official one, or its stand-in, with a class-data archive on top. */
export interface ImageDefinition extends JarSet {
  /** Of the image, its folder in `images/` and its part of the record. */
  readonly name: string;
  readonly version: string;
  /** The official image below, where a registry answers. */
  readonly official: string;
  /** Folder of the jars in the context and so in the stand-in. */
  readonly jarFolder: string;
  /** Path of the class-data archive in the image. */
  readonly archive: string;
  /** Folders of its folder that go into the stand-in. */
  readonly contents: readonly string[];
  /** What in its `base.Dockerfile` is otherwise in this version. */
  readonly rewritten?: { readonly from: string; readonly to: string };
}

/** Kafka's version where nobody asks for another one. */
const KAFKA_VERSION = KafkaVersion.V3_9_2.version;

/** The image of a broker, of a version of Kafka. */
export const kafkaImage = (version: string = KAFKA_VERSION): ImageDefinition => ({
  name: 'kafka',
  version,
  official: `apache/kafka:${version}`,
  jarFolder: 'libs',
  archive: '/opt/kafka/broker.jsa',
  contents: ['bin', 'config'],
  ...(version !== KAFKA_VERSION && { otherVersion: version }),
  ...(KafkaVersion.of(version).isAbove(KafkaVersion.V3_9_2) && { line: '4' }),
});

export const KAFKA_IMAGE = kafkaImage();

/** Jars that lie in a folder of `images/`, pinned there. */
export interface JarSet {
  readonly name: string;
  /** The version of them, where it is another one than the folder's `pom.xml` names by itself. */
  readonly otherVersion?: string;
  /** A folder in the folder, for the line of versions that it belongs to: what lies in it stands for what lies beside it. */
  readonly line?: string;
}

/** The agent that serves a JVM's metrics: in the upper part of every server's image. */
export const METRICS_AGENT = {
  name: 'metrics-agent',
  /** Its name in the build's context. */
  file: 'metrics-agent.jar',
  /** Its path in the images. */
  path: '/opt/metrics-agent/metrics-agent.jar',
} as const satisfies JarSet & Readonly<Record<string, string>>;

/** The folder of what the servers' images share. */
const SHARED = { name: 'server' } as const;

export const IMAGE_LABEL = 'cdktf-kafka.image';
export const ORIGIN_LABEL = 'cdktf-kafka.origin';
/** When what an image stands on was last renewed; a container made from it bears the label, too. */
export const RENEWED_LABEL = 'cdktf-kafka.renewed';
export const ARCHIVE_LABEL = 'cdktf-kafka.class-data-archive';

const IMAGES = resolve(__dirname, '../../images');

export function imageFolder(definition: { readonly name: string }): string {
  return join(IMAGES, definition.name);
}

/** The folder of it in which a file or a folder lies: that of its line, where that has one. */
export function folderWith(definition: JarSet, name: string): string {
  const folder = imageFolder(definition);
  const own = definition.line === undefined ? folder : join(folder, definition.line);
  return existsSync(join(own, name)) ? own : folder;
}

const ownContext = (definition: JarSet, names: readonly string[]): readonly ContextFile[] =>
  inOrder(names.flatMap((name) => filesBelow(folderWith(definition, name), name)));

/** What the upper part of an image is made of: what all share, and how its own server is started for the archive. */
export function archiveContext(definition: ImageDefinition): readonly ContextFile[] {
  return [
    ...readContext(imageFolder(SHARED), ['Dockerfile', 'throw-away.sh']),
    ...ownContext(definition, ['archive.sh']),
  ];
}

/** Arguments of the upper part's build. */
export function archiveArguments({ jarFolder, archive }: ImageDefinition): Readonly<Record<string, string>> {
  return { SERVER_HOME: posix.dirname(archive), LIBRARIES: jarFolder, ARCHIVE: archive };
}

/** What the stand-in for the official image is made of, except for the jars and the root file system. */
export function baseContext(definition: ImageDefinition): readonly ContextFile[] {
  const { rewritten, contents } = definition;
  const files = ownContext(definition, ['base.Dockerfile', ...contents]);
  return rewritten === undefined
    ? files
    : files.map((file) =>
        file.path === 'base.Dockerfile'
          ? { ...file, content: Buffer.from(file.content.toString('utf8').replaceAll(rewritten.from, rewritten.to)) }
          : file,
      );
}

/** The file that pins the jars of an image. */
export const jarsFile = (definition: JarSet): string =>
  join(
    imageFolder(definition),
    `jars${definition.otherVersion === undefined ? '' : `-${definition.otherVersion}`}.sha256`,
  );

/**
 * The jars by name with their SHA-256, as they were when the image was last changed by a person.
 *
 * @throws OperationError `JarsUnpinned` for a version of which nobody has looked at the jars
 */
export function jarList(definition: JarSet): string {
  const file = jarsFile(definition);
  if (definition.otherVersion !== undefined && !existsSync(file)) {
    throw new OperationError({
      code: 'JarsUnpinned',
      subject: `images/${definition.name}`,
      rule: 'an image must be made of jars whose checksums stand here, where no registry has its official one',
      value: definition.otherVersion,
      remedy: `let the engine reach a registry; or pin what Maven brings, once you trust it, ${pinnedBy(definition.name, definition.otherVersion)}`,
    });
  }
  return readFileSync(file, 'utf8');
}

/** Files and folders below a folder, sorted, by their paths in it. */
export function readContext(folder: string, names: readonly string[]): readonly ContextFile[] {
  return inOrder(names.flatMap((name) => filesBelow(folder, name)));
}

const inOrder = (files: readonly ContextFile[]): readonly ContextFile[] =>
  [...files].sort((a, b) => (a.path < b.path ? -1 : 1));

function filesBelow(folder: string, path: string): ContextFile[] {
  const full = join(folder, path);
  const stat = statSync(full);
  if (stat.isDirectory()) {
    return readdirSync(full).flatMap((name) => filesBelow(folder, `${path}/${name}`));
  }
  return [{ path, content: readFileSync(full), executable: (stat.mode & 0o100) !== 0 }];
}

/** Twelve digits that change with whatever goes into an image. */
export function contentHash(parts: readonly (string | readonly ContextFile[])[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    if (typeof part === 'string') {
      hash.update(`text ${part.length}\n${part}\n`);
    } else {
      for (const file of part) {
        hash.update(`file ${file.path} ${file.executable ? 'x' : '-'} ${file.content.length}\n`).update(file.content);
      }
    }
  }
  return hash.digest('hex').slice(0, 12);
}

/** Tag of the stand-in for the official image. */
export function baseTag(definition: ImageDefinition, rootFileSystem: string): string {
  const hash = contentHash([rootFileSystem, baseContext(definition), jarList(definition)]);
  return `cdktf-kafka/${definition.name}-base:${definition.version}-local-${hash}`;
}

/** Tag of the image that the cluster runs, by where its base comes from, and when that was renewed. */
export function imageTag(
  definition: ImageDefinition,
  origin: ImageOrigin,
  rootFileSystem: string,
  renewed?: string,
): string {
  const base = origin === 'official' ? definition.official : baseTag(definition, rootFileSystem);
  const hash = contentHash([
    base,
    jarList(METRICS_AGENT),
    archiveContext(definition),
    JSON.stringify(archiveArguments(definition)),
    // The stand-in's own tag changes with it.
    ...(origin === 'official' && renewed !== undefined ? [renewed] : []),
  ]);
  return `cdktf-kafka/${definition.name}:${definition.version}-${origin}-${hash}`;
}
