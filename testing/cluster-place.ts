import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../bootstrap/cache';
import { nameViolations } from '../model/declaration/cluster-violations';
import { recordPath } from '../model/setup/setup-record';
import { throwIfAny } from '../model/violation';
import { environmentEngine } from '../runtime/engine/engine';
import { exclusively } from '../runtime/files/lock';
import { readIfThere } from '../runtime/files/optional-file';
import { packageFolder } from '../runtime/package-folder';
import { privateFolder, writePrivately } from '../runtime/files/private-file';
import { hasEnded, ownMark } from '../runtime/files/process-mark';
import type { TestKafkaProps } from './test-kafka-props';

/** A cluster that nobody has asked for in that time goes when another one is made. */
export const KEPT_MS = 12 * 60 * 60 * 1_000;

const shortDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** How a test cluster's name ends, and no other folder's. */
const END = /-[0-9a-f]{10}$/;

/** Where this machine keeps what it needs of a test cluster: its manifest and its users' files. */
export class ClusterPlace {
  /**
   * The place of a declaration's cluster: equal ones have the same, unless nobody else is to have it.
   *
   * @throws ValidationError `ClusterNameIllegal`
   */
  public static async of(props: TestKafkaProps): Promise<ClusterPlace> {
    const { name = 'test', reuse = true } = props;
    throwIfAny(
      nameViolations('startKafka', { name: `${name}-${'0'.repeat(10)}` }).map((violation) => ({
        ...violation,
        rule: 'name must be 1 to 21 lower-case letters, digits and -, beginning with a letter',
        value: name,
        remedy: 'name it otherwise',
      })),
    );
    // How long it may take does not make it another.
    const declared = { ...props, reuse, startSeconds: undefined };
    const end = reuse
      ? shortDigest(
          JSON.stringify([
            inOrder(declared),
            packageVersion(),
            (await textOf(recordPath('out'))) ?? '',
            await ownIdentity(),
          ]),
        )
      : randomBytes(5).toString('hex');
    return new ClusterPlace(`${name}-${end}`);
  }

  /** All of this machine's, whose clusters are on the same engine. */
  public static async all(): Promise<readonly ClusterPlace[]> {
    const entries = existsSync(folderOfAll()) ? await readdir(folderOfAll(), { withFileTypes: true }) : [];
    return ClusterPlace.named(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name));
  }

  /** Those of names that a test cluster can have; whatever bears another one is somebody else's. */
  public static named(names: readonly string[]): readonly ClusterPlace[] {
    return [...new Set(names)]
      .filter((name) => END.test(name) && nameViolations('', { name }).length === 0)
      .map((name) => new ClusterPlace(name));
  }

  /**
   * What tells the clusters whose files are below the same folder, of the same user on the same machine, also when that folder is deleted and
   * made again.
   */
  public static home(): string {
    return shortDigest(JSON.stringify([hostname(), process.getuid?.(), path.resolve(folderOfAll())]));
  }

  /** The folder of all of its files. */
  public readonly folder: string;

  private constructor(public readonly name: string) {
    this.folder = path.join(folderOfAll(), name);
  }

  /** The name that it was declared under. */
  public get declaredName(): string {
    return this.name.replace(END, '');
  }

  /** Held while the cluster is made or removed. */
  public get lock(): string {
    return `${this.folder}.lock`;
  }

  /** Users' files. */
  public get clients(): string {
    return path.join(this.folder, 'clients');
  }

  /** Passwords, as for Terraform. */
  public get passwords(): string {
    return path.join(this.folder, 'passwords.tfvars.json');
  }

  /** Begins with an empty folder; it is noted from the first whether the cluster goes with this process. */
  public async empty({ owned }: { readonly owned: boolean }): Promise<void> {
    await this.forget();
    await privateFolder(folderOfAll());
    await privateFolder(this.folder);
    if (owned) {
      await writePrivately(this.ownerFile, await ownMark());
    }
  }

  /** Notes that the cluster is complete, and in use. */
  public async markComplete(): Promise<void> {
    await writePrivately(this.usedFile, '');
    await this.touch();
  }

  /** Notes that the cluster is not complete any more. */
  public async markIncomplete(): Promise<void> {
    await rm(this.usedFile, { force: true });
  }

  /** Notes that the cluster is in use; false where it is not complete. */
  public async touch(): Promise<boolean> {
    const now = new Date();
    try {
      await utimes(this.usedFile, now, now);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return false;
      }
      throw error;
    }
  }

  /** Whether nobody uses its cluster any more. */
  public async isForgotten(): Promise<boolean> {
    const owner = await textOf(this.ownerFile);
    const ended = owner === undefined ? undefined : await hasEnded(owner);
    if (ended !== undefined) {
      return ended;
    }
    const { mtimeMs } = await stat(this.usedFile).catch(() => stat(this.folder));
    return Date.now() - mtimeMs > KEPT_MS;
  }

  public async forget(): Promise<void> {
    // What is broken off here is not complete.
    await this.markIncomplete();
    await rm(this.folder, { recursive: true, force: true });
  }

  private get usedFile(): string {
    return path.join(this.folder, 'used');
  }

  private get ownerFile(): string {
    return path.join(this.folder, 'owner');
  }
}

const folderOfAll = (): string => path.join(cacheFolder(), 'testing', shortDigest(environmentEngine().host));

const textOf = async (file: string): Promise<string | undefined> => (await readIfThere(file))?.toString();

/** The same, with keys in one order, so that equal declarations are the same text. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, inOrder(each)]),
      )
    : value;
}

/** This package's own: another version may declare otherwise. */
const packageVersion = (): unknown =>
  (JSON.parse(readFileSync(path.join(packageFolder(), 'package.json'), 'utf8')) as { readonly version: unknown })
    .version;

/**
 * What tells the clusters of this folder from those of another one on the same engine, as of another user or another job: each has locks and
 * files of its own.
 */
async function ownIdentity(): Promise<string> {
  const file = path.join(folderOfAll(), 'identity');
  return (
    (await textOf(file)) ??
    (await exclusively(`${file}.lock`, {}, async () => {
      const made = await textOf(file);
      if (made !== undefined) {
        return made;
      }
      await privateFolder(folderOfAll());
      const identity = randomBytes(8).toString('hex');
      await writePrivately(file, identity);
      return identity;
    }))
  );
}
