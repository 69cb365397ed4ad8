import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { ClusterNames, LABELS } from '../../../model/names/names';
import { removeContainer } from '../../../runtime/engine/engine';
import { allStacks } from '../../../runtime/files/manifest-file';
import { expectSuccess, type Outcome } from './outcome';
import { tellsOfRace } from '../../../cli/terraform/provider-race';

const execute = promisify(execFile);
const PROJECT = path.join(__dirname, '..', '..', '..');

interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Milliseconds after which a command of the project's, or of Terraform's, hangs: none takes as long. A test with less time ends without being told. */
const HANGS = 20 * 60_000;

/** How many ports a cluster's are spread over. */
const HOST_PORTS = 300;
/** Where ports of outgoing connections begin on Linux: one of those may have a server's port just when it starts again. */
const FIRST_OUTGOING_PORT = 32_768;

/** Writes a command's input. One that ends without reading it breaks the pipe: how it ended is judged, and that alone. */
export function give(stdin: NodeJS.WritableStream, input = ''): void {
  stdin.on('error', () => undefined);
  stdin.end(input);
}

/** Never 0, which would be every process of its group, or of the machine. */
function pidOf({ pid, spawnfile }: ChildProcess): number {
  if (pid === undefined) {
    throw new Error(`${spawnfile} was not started`);
  }
  return pid;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its state, where in the kernel it waits, how long it is there, its command. */
  readonly text: string;
}

/** A process and all that it has started. */
function treeOf(root: number): readonly Process[] {
  const processes = execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,stat=,wchan=,etime=,args='], {
    encoding: 'utf8',
    maxBuffer: 100 * 1024 * 1024,
  })
    .split('\n')
    .map((line): Process => {
      const [, pid = '', parent = '', text = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), parent: Number(parent), text };
    });
  const tree = processes.filter(({ pid }) => pid === root);
  // It grows while it is gone through.
  for (const { pid: parent } of tree) {
    tree.push(...processes.filter(({ pid, parent: of }) => pid !== root && of === parent));
  }
  return tree;
}

/** Kills processes that have not ended meanwhile. */
function kill(tree: readonly Process[]): void {
  for (const { pid } of tree) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // It has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
        throw error;
      }
    }
  }
}

/** What a command was at that had to be killed: what it had said, and what it and all that it had started did then. */
function hangs(command: string, { stdout = '', stderr = '' }: Partial<Outcome>, tree: readonly Process[]): Error {
  const processes = tree.map(({ pid, parent, text }) => `${pid} of ${parent}: ${text}`);
  return new Error([`${command} hangs`, stdout, stderr, ...processes].join('\n'));
}

/** What the name of a checkout's folder begins with. */
const folderPrefix = (name: string): string => `cdktf-kafka-${name}-`;

/** A fresh copy of this project's files in a folder of its own, as a clone would be, with a cluster name and ports of its own. */
export class Checkout {
  public readonly folder: string;
  public readonly engine = new Docker();
  /** What this project's commands and Terraform have printed until now. */
  public readonly printed: { readonly by: string; readonly text: string }[] = [];
  public readonly environment: NodeJS.ProcessEnv;

  public static async make(name: string, firstPort: number, environment: NodeJS.ProcessEnv = {}): Promise<Checkout> {
    // What a run that was killed has left behind: nobody else has a cluster of this name.
    for (const folder of readdirSync(tmpdir()).filter((each) => each.replace(/\w{6}$/, '') === folderPrefix(name))) {
      rmSync(path.join(tmpdir(), folder), { recursive: true, force: true });
    }
    const checkout = new Checkout(name, firstPort, environment);
    await checkout.fill();
    await checkout.removeEverything();
    return checkout;
  }

  /** Another copy that declares the same cluster, with no state of its own. */
  public static async copyOf(other: Checkout): Promise<Checkout> {
    const checkout = new Checkout(other.name, other.firstPort);
    await checkout.fill();
    return checkout;
  }

  private constructor(
    public readonly name: string,
    private readonly firstPort: number,
    environment: NodeJS.ProcessEnv = {},
  ) {
    if (firstPort + HOST_PORTS > FIRST_OUTGOING_PORT) {
      throw new Error(
        `${name} must listen below port ${FIRST_OUTGOING_PORT}, from where outgoing connections take theirs`,
      );
    }
    this.folder = mkdtempSync(path.join(tmpdir(), folderPrefix(name)));
    this.environment = {
      ...process.env,
      KAFKA_CLUSTER: name,
      KAFKA_SCRAM_PORT: String(firstPort),
      KAFKA_MTLS_PORT: String(firstPort + 100),
      KAFKA_CONSOLE_PORT: String(firstPort + 200),
      ...environment,
    };
  }

  public get manifest(): ClusterManifest {
    return JSON.parse(readFileSync(this.path('cdktf.out', 'kafka', `${this.name}.json`), 'utf8')) as ClusterManifest;
  }

  public path(...segments: string[]): string {
    return path.join(this.folder, ...segments);
  }

  /** Runs a command in the folder and answers with how it ended, whichever way. */
  public async run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
    const isJudged = ['npm', 'terraform', 'cdktf'].includes(path.basename(command));
    const outcome = await this.outcomeOf(command, args, { ...options, ...(isJudged && { hangs: HANGS }) });
    if (isJudged) {
      this.printed.push({
        by: [path.basename(command), ...args].join(' '),
        text: `${outcome.stdout}\n${outcome.stderr}`,
      });
    }
    return outcome;
  }

  private async outcomeOf(
    command: string,
    args: readonly string[],
    options: RunOptions & { readonly hangs?: number },
  ): Promise<Outcome> {
    let hung: readonly Process[] | undefined;
    let watch: NodeJS.Timeout | undefined;
    try {
      const running = execute(command, [...args], {
        cwd: this.folder,
        env: { ...this.environment, ...options.environment },
        maxBuffer: 100 * 1024 * 1024,
      });
      if (options.hangs !== undefined) {
        watch = setTimeout(() => {
          try {
            hung = treeOf(pidOf(running.child));
          } catch {
            // It is told without what it has started.
            hung = [];
          }
          kill(hung);
          running.child.kill('SIGKILL');
        }, options.hangs);
      }
      if (running.child.stdin !== null) {
        give(running.child.stdin, options.input);
      }
      const { stdout, stderr } = await running;
      return { code: 0, stdout, stderr };
    } catch (error) {
      const failed = error as Partial<Outcome> & { readonly message: string };
      if (hung !== undefined) {
        throw hangs([command, ...args].join(' '), failed, hung);
      }
      if (typeof failed.code !== 'number') {
        throw error;
      }
      return { code: failed.code, stdout: failed.stdout ?? '', stderr: failed.stderr ?? failed.message };
    } finally {
      clearTimeout(watch);
    }
  }

  /** Starts a command as a terminal would, in a process group that Ctrl-C goes to as a whole. */
  public start(
    command: string,
    args: readonly string[],
  ): {
    readonly ended: Promise<Outcome>;
    readonly interrupt: () => void;
    /** Kills it, and leaves alone what it has started in groups of their own, as Terraform is. */
    readonly kill: () => void;
    /** Kills it with all that it has started: Terraform and its providers, too. */
    readonly killAll: () => void;
  } {
    const child = spawn(command, [...args], { cwd: this.folder, env: this.environment, detached: true });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString('utf8')));
    const signal = (name: NodeJS.Signals) => () => {
      process.kill(-pidOf(child), name);
    };
    return {
      ended: new Promise((resolve) => {
        child.once('close', (code) => {
          resolve({ code: code ?? -1, ...texts });
        });
      }),
      interrupt: signal('SIGINT'),
      kill: signal('SIGKILL'),
      killAll: () => {
        kill(treeOf(pidOf(child)));
      },
    };
  }

  /** Runs one of the project's npm scripts. */
  public npm(script: string, ...args: string[]): Promise<Outcome> {
    return this.run('npm', ['run', '--silent', script, '--', ...args]);
  }

  /** Terraform in a synthesized stack's folder, with the set-up's providers. */
  public terraform(stack: string, ...args: string[]): Promise<Outcome> {
    return this.terraformIn(this.path('cdktf.out', 'stacks', stack), ...args);
  }

  /** Terraform in a folder, with the set-up's providers; again, as the project's own commands do, when the kafka provider raced. */
  public terraformIn(folder: string, ...args: string[]): Promise<Outcome> {
    return this.despiteRace(folder, args, () => Promise.resolve());
  }

  /** Applies a stack's saved plan. It is made anew when the kafka provider raced, since what was done until then has made it stale. */
  public applySaved(stack: string, plan: string, ...args: string[]): Promise<Outcome> {
    return this.applySavedIn(this.path('cdktf.out', 'stacks', stack), plan, ...args);
  }

  /** The same in a folder. */
  public applySavedIn(folder: string, plan: string, ...args: string[]): Promise<Outcome> {
    return this.despiteRace(folder, ['apply', ...args, plan], async () => {
      expectSuccess(await this.terraformIn(folder, 'plan', ...args, `-out=${plan}`));
    });
  }

  private async despiteRace(
    folder: string,
    args: readonly string[],
    beforeAgain: () => Promise<void>,
  ): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.run('terraform', [`-chdir=${folder}`, ...args], { environment: this.providers() });
      if (outcome.code !== 1 || tries === 3 || !tellsOfRace(outcome.stderr)) {
        return outcome;
      }
      await beforeAgain();
    }
  }

  /** Environment of a Terraform that finds the set-up's providers. */
  public providers(): NodeJS.ProcessEnv {
    const setup = JSON.parse(readFileSync(this.path('out', 'setup.json'), 'utf8')) as {
      terraform: { cliConfigFile?: string };
    };
    const { cliConfigFile } = setup.terraform;
    return { CHECKPOINT_DISABLE: '1', ...(cliConfigFile && { TF_CLI_CONFIG_FILE: cliConfigFile }) };
  }

  /** The cdktf command line, as a person would call it, with the set-up's providers. */
  public cdktf(...args: string[]): Promise<Outcome> {
    return this.run(this.path('node_modules', '.bin', 'cdktf'), args, { environment: this.providers() });
  }

  /**
   * Stacks whose plan is not empty, with the exit code of `terraform plan -detailed-exitcode`: none, where nothing would change.
   * A plan that can't be made says nothing about that: it is tried again, and then throws.
   */
  public async pendingPlans(): Promise<Readonly<Record<string, number>>> {
    const planned = await Promise.all(
      allStacks(this.manifest).map(async (stack) => [stack, await this.planOf(stack)] as const),
    );
    return Object.fromEntries(planned.filter(([, code]) => code !== 0));
  }

  private async planOf(stack: string, tries = 3): Promise<number> {
    const passwords = `-var-file=${this.path('out', 'secrets', 'passwords.tfvars.json')}`;
    const { code, stdout, stderr } = await this.terraform(stack, 'plan', '-no-color', '-detailed-exitcode', passwords);
    if (code !== 1) {
      return code;
    }
    if (tries === 1) {
      throw new Error(`no plan of ${stack}: ${stdout}\n${stderr}`);
    }
    return this.planOf(stack, tries - 1);
  }

  /** Containers of this cluster, stopped ones too. */
  public containers(): Promise<Docker.ContainerInfo[]> {
    return this.engine.listContainers({ all: true, filters: { label: [`${LABELS.cluster}=${this.name}`] } });
  }

  public async volumes(): Promise<readonly string[]> {
    const filters = { label: [`${LABELS.cluster}=${this.name}`] };
    const { Volumes: volumes } = await this.engine.listVolumes({ filters: JSON.stringify(filters) as never });
    return volumes.map(({ Name }) => Name);
  }

  /** Takes away everything with this cluster's label, and the folder. */
  public async remove(): Promise<void> {
    try {
      await this.removeEverything();
    } finally {
      this.removeFolder();
    }
  }

  public removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async fill(): Promise<void> {
    const { stdout } = await execute('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      cwd: PROJECT,
    });
    for (const file of stdout.split('\n').filter((file) => file !== '' && existsSync(path.join(PROJECT, file)))) {
      const target = path.join(this.folder, file);
      mkdirSync(path.dirname(target), { recursive: true });
      cpSync(path.join(PROJECT, file), target);
    }
    symlinkSync(path.join(PROJECT, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  /** Takes away everything with this cluster's label. */
  public async removeEverything(): Promise<void> {
    for (const { Id } of await this.containers()) {
      await this.engine.getContainer(Id).remove({ force: true, v: true });
    }
    for (const volume of await this.volumes()) {
      await this.engine.getVolume(volume).remove();
    }
    // It bears no label of the cluster's, and would end by itself.
    await removeContainer(this.engine, new ClusterNames(this.name).rolloutTurn);
    const networks = await this.engine.listNetworks({ filters: { label: [`${LABELS.cluster}=${this.name}`] } });
    for (const { Id } of networks) {
      await this.engine.getNetwork(Id).remove();
    }
  }
}
