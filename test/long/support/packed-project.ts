import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { LABELS } from '../../../model/names/names';
import { type CommandResult, outputLine } from '../../../runtime/process/output';

const execute = promisify(execFile);
const CHECKOUT = path.join(__dirname, '..', '..', '..');

/** A project of its own, which the packed file alone has made of an empty folder. */
export class PackedProject {
  private static tarball: Promise<string> | undefined;

  /** It has the packed file, and the project's folder. */
  private readonly parent = mkdtempSync(path.join(tmpdir(), 'own-project-'));
  private readonly engine = new Docker();

  /**
   * @param ports by the options of `init`, without `-port`
   * @param programs a folder whose programs go before those of this machine
   */
  public constructor(
    private readonly name: string,
    private readonly ports: Readonly<Record<string, number>>,
    private programs?: string,
  ) {}

  /** Has other programs go before those of this machine from now on, or none. */
  public goOnWith(programs?: string): void {
    this.programs = programs;
  }

  public get folder(): string {
    return path.join(this.parent, this.name);
  }

  /** Packs this checkout's package into a folder where nothing else is; what was packed for another project of a test serves this one, too. */
  public async pack(): Promise<string> {
    PackedProject.tarball ??= packCheckout();
    const packed = path.join(this.parent, 'packed');
    const tarball = await PackedProject.tarball;
    mkdirSync(packed);
    cpSync(tarball, path.join(packed, path.basename(tarball)));
    return path.join(packed, path.basename(tarball));
  }

  /** Has the packed file make the project, and npm install what it needs. */
  public async make(tarball: string, ...options: readonly string[]): Promise<void> {
    const ports = Object.entries(this.ports).flatMap(([name, port]) => [`--${name}-port`, String(port)]);
    const words = ['--package', tarball, 'cdktf-kafka', 'init', this.name, ...options, ...ports];
    await execute('npx', ['--yes', ...words], { cwd: this.parent, env: this.environment });
    await execute('npm', ['install', '--silent', '--no-audit', '--no-fund'], {
      cwd: this.folder,
      env: this.environment,
    });
  }

  /** What the package's command ended with, called as its page says, where nothing says more than a person would. */
  public async command(...words: readonly string[]): Promise<CommandResult> {
    const { stdout } = await execute('npx', ['cdktf-kafka', ...words, '--json'], {
      cwd: this.folder,
      env: this.environment,
      maxBuffer: 100 * 1024 * 1024,
    }).catch((error: unknown) => error as { readonly stdout: string });
    const last = outputLine.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
    if (last.type !== 'result') {
      throw new Error(`no result: ${stdout}`);
    }
    return last;
  }

  /** Runs any other program there. */
  public run(program: string, ...words: readonly string[]): Promise<{ readonly stdout: string }> {
    return execute(program, [...words], {
      cwd: this.folder,
      env: this.environment,
      maxBuffer: 100 * 1024 * 1024,
    });
  }

  public containers(): Promise<Docker.ContainerInfo[]> {
    return this.engine.listContainers({ all: true, filters: this.filters });
  }

  /** Takes away everything with this cluster's label; what a run that was killed has left behind, too. */
  public async removeCluster(): Promise<void> {
    for (const { Id } of await this.containers()) {
      await this.engine.getContainer(Id).remove({ force: true, v: true });
    }
    const { Volumes: volumes } = await this.engine.listVolumes({ filters: JSON.stringify(this.filters) as never });
    for (const { Name } of volumes) {
      await this.engine.getVolume(Name).remove();
    }
    for (const { Id } of await this.engine.listNetworks({ filters: this.filters })) {
      await this.engine.getNetwork(Id).remove();
    }
  }

  /** Takes away the cluster, and the folder. */
  public async remove(): Promise<void> {
    await this.removeCluster();
    rmSync(this.parent, { recursive: true, force: true });
  }

  private get environment(): NodeJS.ProcessEnv {
    const PATH = [this.programs, process.env['PATH']].filter((part) => part !== undefined).join(path.delimiter);
    return { ...process.env, PATH };
  }

  private get filters(): { readonly label: string[] } {
    return { label: [`${LABELS.cluster}=${this.name}`] };
  }
}

/** Packs it into a folder of this process, which goes with it. */
async function packCheckout(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'packed-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  await execute('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: CHECKOUT });
  const [file] = readdirSync(folder);
  if (file === undefined) {
    throw new Error('npm pack has made no file');
  }
  return path.join(folder, file);
}
