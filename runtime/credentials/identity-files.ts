import { Duration } from '../../model/units/duration';
import { posix } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { Mechanism } from '../../model/authentication/mechanism';
import { mechanismNamed } from '../../model/authentication/mechanism-lookup';
import { MECHANISMS } from '../../model/authentication/mechanisms';
import { mutualTls } from '../../model/authentication/mutual-tls';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest, ManifestIdentity, ManifestUser } from '../../model/manifest/manifest';
import { PASSWORD_FILES, STORE_FILES } from '../../model/names/paths';
import { ask, type HelperRole, LABELS, removeContainer, sweepHelpers } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { entriesOf } from '../files/archive';
import { bounded } from '../wait';

/** The files of one identity as they lie in its volume, by their names. */
export type IdentityFiles = ReadonlyMap<string, Buffer>;

/** What of an identity with a key and a certificate is read. */
export interface Stores {
  readonly keystore: Buffer;
  readonly password: string;
  readonly ca: string;
}

/** The mechanism whose users' secrets an identity holds; undefined for a server's, which holds its stores. */
const mechanismOf = ({ role }: ManifestIdentity): Mechanism | undefined =>
  MECHANISMS.find(({ users }) => users?.stored?.roles.includes(role));

/** Whether an identity has a key and a certificate. */
export const hasStores = (identity: ManifestIdentity): boolean =>
  (mechanismOf(identity)?.users?.secret ?? 'certificate') === 'certificate';

/** Whether nobody but the user has its secret, as in a Kerberos realm that stands already. */
export const keepsOwnKey = (manifest: ClusterManifest, { authentication }: ManifestUser): boolean =>
  mechanismNamed(authentication).users?.keepTheirOwn?.(manifest) === true;

const namesOf = (identity: ManifestIdentity): readonly string[] =>
  (mechanismOf(identity) ?? mutualTls).users?.stored?.files ?? [];

/** Far above any store; guards memory against a volume that is not what it should be. */
const LARGEST = 1 << 20;

/**
 * Reads identities out of their volumes over the engines' API alone, so that a remote engine works as well: a container that is
 * never started has the volumes of an engine mounted, and the engine hands out its files.
 */
export async function readIdentityFiles(
  engines: Engines,
  manifest: ClusterManifest,
  identities: readonly ManifestIdentity[],
): Promise<ReadonlyMap<string, IdentityFiles>> {
  const read = engines.all().flatMap((engine) => {
    const here = identities.filter(({ volume }) => engines.ofVolume(volume) === engine);
    return here.length === 0 ? [] : [readOn(engine, manifest, here)];
  });
  return new Map((await Promise.all(read)).flatMap((files) => [...files]));
}

async function readOn(
  engine: Docker,
  manifest: ClusterManifest,
  identities: readonly ManifestIdentity[],
): Promise<ReadonlyMap<string, IdentityFiles>> {
  const volumes = [...new Set(identities.map(({ volume }) => volume))];
  // Asked for first: the engine would make a volume that is missing, and Terraform would stumble over it.
  await Promise.all(volumes.map((volume) => ask(`volume ${volume}`, engine.getVolume(volume).inspect())));
  return withVolumes(engine, manifest, volumes, async (archiveOf) => {
    const read = identities.map(async (identity): Promise<[string, IdentityFiles]> => {
      const subject = `files of ${identity.name} in volume ${identity.volume}`;
      const archive = await ask(subject, archiveOf(identity.volume, identity.folder));
      const files = await bounded(filesIn(archive, namesOf(identity)), {
        within: Duration.seconds(30),
        awaiting: `the engine to hand out the ${subject}`,
      });
      OperationError.throwIfAny(
        namesOf(identity)
          .filter((name) => !files.has(name))
          .map((name) => missing(subject, name)),
      );
      return [identity.name, files];
    });
    return new Map(await Promise.all(read));
  });
}

/** Mounts volumes of an engine, which must be there, in a container that is never started, for the engine to hand out what is in them. */
export async function withVolumes<T>(
  engine: Docker,
  manifest: Pick<ClusterManifest, 'name' | 'images'>,
  volumes: readonly string[],
  read: (archiveOf: (volume: string, folder: string) => Promise<NodeJS.ReadableStream>) => Promise<T>,
): Promise<T> {
  return mountedVolumes(engine, manifest, { volumes, readOnly: true }, (container, mountOf) =>
    read((volume, folder) => container.getArchive({ path: posix.join(mountOf(volume), folder) })),
  );
}

/** Volumes that a container has mounted, and for what. */
export interface Mounting {
  readonly volumes: readonly string[];
  readonly readOnly: boolean;
  /** By default what is done by way of it takes less than two minutes: an older one was left by somebody who was killed. */
  readonly role?: Extract<HelperRole, 'copy' | 'fetch'>;
}

/** Mounts volumes of an engine, which must be there, in a container that is never started, and that is removed when its user has done. */
export async function mountedVolumes<T>(
  engine: Docker,
  manifest: Pick<ClusterManifest, 'name' | 'images'>,
  { volumes, readOnly, role = 'fetch' }: Mounting,
  use: (container: Docker.Container, mountOf: (volume: string) => string) => Promise<T>,
): Promise<T> {
  await sweepHelpers(engine, manifest.name, { role: 'fetch', olderThanSeconds: 120 });
  const mountOf = (volume: string) => `/identities/${volumes.indexOf(volume)}`;
  const container = await ask(
    `image ${manifest.images.kafka}`,
    engine.createContainer({
      Image: manifest.images.kafka,
      Entrypoint: ['true'],
      Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: role },
      HostConfig: {
        NetworkMode: 'none',
        Mounts: volumes.map((volume) => ({
          ...{ Type: 'volume', Source: volume, Target: mountOf(volume), ReadOnly: readOnly },
        })),
      },
    }),
  );
  try {
    return await use(container, mountOf);
  } finally {
    await removeContainer(engine, container.id);
  }
}

const missing = (subject: string, name: string): Violation => ({
  code: 'StoresMissing',
  subject,
  rule: `must hold ${name}`,
  remedy: 'have the certificates issued (npm run deploy)',
});

/** The stores among an identity's files. */
export function storesIn(files: IdentityFiles): Stores {
  const file = (name: string): Buffer => files.get(name) ?? Buffer.alloc(0);
  return {
    keystore: file(STORE_FILES.keystore),
    password: firstLine(file(STORE_FILES.keystorePassword)),
    ca: file(STORE_FILES.authority).toString('utf8'),
  };
}

/** The password among the files of who has one. */
export const passwordIn = (files: IdentityFiles): string =>
  firstLine(files.get(PASSWORD_FILES.password) ?? Buffer.alloc(0));

const firstLine = (content: Buffer): string => content.toString('utf8').split(/\r?\n/, 1)[0] ?? '';

/** The named files that lie directly in the archived folder. */
export const filesIn = (
  archive: NodeJS.ReadableStream,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> => filesWhere(archive, (file) => names.includes(file));

/** Files of an archived folder, by their paths in it. */
export async function filesWhere(
  archive: NodeJS.ReadableStream,
  isWanted: (file: string) => boolean,
): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of entriesOf(archive)) {
    const { size } = entry.header;
    const [, ...below] = entry.header.name.replace(/^\.?\//, '').split('/');
    const name = below.join('/');
    if (entry.header.type !== 'file' || !isWanted(name)) {
      continue;
    }
    if (size > LARGEST) {
      throw new OperationError({
        code: 'StoresMissing',
        subject: name,
        rule: `must be a store of at most ${LARGEST} bytes`,
        value: size,
        remedy: 'look at what lies in the volume',
      });
    }
    files.set(name, await buffer(entry));
  }
  return files;
}
