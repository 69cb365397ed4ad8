import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePackages, isOnPath } from '../../../bootstrap/packages';

const execute = promisify(execFile);

/** Whoever has no rights of his own: PostgreSQL refuses to be run by root. */
const NOBODY = 65_534;
/** Where Debian puts each version's own commands. */
const DEBIAN = '/usr/lib/postgresql';

/** A PostgreSQL of this test's own, to which one user is let in by a password. */
export class Postgres {
  public readonly password = 'p0stgr3s-of-no-consequence';

  public static async start(port: number): Promise<Postgres> {
    const postgres = new Postgres(await commands(), mkdtempSync(path.join(tmpdir(), 'postgres-')), port);
    await postgres.make();
    return postgres;
  }

  private constructor(
    private readonly commands: string,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /** For `PG_CONN_STR`. */
  public get connection(): string {
    return `postgres://terraform:${this.password}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  public async stop(): Promise<void> {
    await this.run('pg_ctl', '-D', this.data, '-m', 'immediate', '-w', 'stop');
    rmSync(this.folder, { recursive: true });
  }

  private get data(): string {
    return path.join(this.folder, 'data');
  }

  private async make(): Promise<void> {
    mkdirSync(this.data);
    const secret = path.join(this.folder, 'password');
    writeFileSync(secret, this.password, { mode: 0o600 });
    if (process.getuid?.() === 0) {
      [this.folder, this.data, secret].forEach((each) => {
        chownSync(each, NOBODY, NOBODY);
      });
    }
    await this.run(
      'initdb',
      '-D',
      this.data,
      '-U',
      'terraform',
      '--auth=scram-sha-256',
      `--pwfile=${secret}`,
      '--no-sync',
    );
    const options = `-p ${this.port} -k ${this.folder} -c listen_addresses=127.0.0.1 -c fsync=off`;
    await this.run('pg_ctl', '-D', this.data, '-o', options, '-l', path.join(this.folder, 'log'), '-w', 'start');
  }

  private async run(command: string, ...args: readonly string[]): Promise<void> {
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    await execute(path.join(this.commands, command), [...args], { ...user, cwd: this.folder });
  }
}

/** Folder of its commands, which Debian brings where they are missing. */
async function commands(): Promise<string> {
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).find((folder) => isOnPath('initdb', folder));
  if (onPath === undefined && debian() === undefined) {
    await ensurePackages([{ command: 'pg_lsclusters', package: 'postgresql', purpose: 'PostgreSQL keeps states' }]);
  }
  const found = onPath ?? debian();
  if (found === undefined) {
    throw new Error('there is no initdb on PATH, and none of Debian’s');
  }
  return found;
}

const debian = (): string | undefined =>
  (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .map((version) => path.join(DEBIAN, version, 'bin'))
    .find((folder) => existsSync(path.join(folder, 'initdb')));
