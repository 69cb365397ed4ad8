import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../bootstrap/cache';
import { recordPath } from '../model/setup/setup-record';
import { environmentEngine } from '../runtime/engine/engine';
import { lives } from '../runtime/files/atomic-file';
import { readIfThere } from '../runtime/files/optional-file';
import { privateFolder, writePrivately } from '../runtime/files/private-file';
import type { TestKafkaProps } from './test-kafka-props';

/** A cluster that nobody has asked for in that time goes when another one is made. */
const KEPT_MS = 12 * 60 * 60 * 1_000;

const shortDigest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Where this machine keeps what it needs of a test cluster: its manifest and its users' files. */
export class ClusterPlace {
  /** The place of a declaration's cluster: equal ones have the same, unless nobody else is to have it. */
  public static of(props: TestKafkaProps): ClusterPlace {
    const { name = 'test', reuse = true } = props;
    // How long it may take does not make it another.
    const declared = { ...props, reuse, startSeconds: undefined };
    const end = reuse
      ? shortDigest(JSON.stringify([inOrder(declared), packageVersion(), readIfAny(recordPath('out'))]))
      : randomBytes(5).toString('hex');
    return new ClusterPlace(`${name}-${end}`);
  }

  /** All of this machine's, whose clusters are on the same engine. */
  public static async all(): Promise<readonly ClusterPlace[]> {
    const entries = existsSync(folderOfAll()) ? await readdir(folderOfAll(), { withFileTypes: true }) : [];
    return entries.filter((entry) => entry.isDirectory()).map((entry) => new ClusterPlace(entry.name));
  }

  /** The folder of all of its files. */
  public readonly folder: string;

  private constructor(public readonly name: string) {
    this.folder = path.join(folderOfAll(), name);
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

  /** Whether the cluster was once complete. */
  public get isComplete(): boolean {
    return existsSync(this.usedFile);
  }

  /** Begins with an empty folder. */
  public async empty(): Promise<void> {
    await this.forget();
    await privateFolder(folderOfAll());
    await privateFolder(this.folder);
  }

  /** Notes that the cluster goes with this process. */
  public async own(): Promise<void> {
    await writePrivately(this.ownerFile, process.pid.toString());
  }

  /** Notes that the cluster is complete, and in use. */
  public async markUsed(): Promise<void> {
    await writePrivately(this.usedFile, '');
    const now = new Date();
    await utimes(this.usedFile, now, now);
  }

  /** Whether nobody uses its cluster any more. */
  public async isForgotten(): Promise<boolean> {
    const owner = await readIfThere(this.ownerFile);
    if (owner !== undefined) {
      return !lives(Number(owner.toString()));
    }
    const { mtimeMs } = await stat(this.isComplete ? this.usedFile : this.folder);
    return Date.now() - mtimeMs > KEPT_MS;
  }

  public async forget(): Promise<void> {
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

const readIfAny = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

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
function packageVersion(): unknown {
  const file = ['..', '../..'].map((up) => path.join(__dirname, up, 'package.json')).find((each) => existsSync(each));
  return file === undefined ? '' : (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: unknown }).version;
}
