import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { Duration } from '../../../model/units/duration';
import { openEngine } from '../../../runtime/engine/engine';
import { until } from '../../../runtime/wait';
import { EngineCertificates } from './engine-certificates';

const execute = promisify(execFile);
const run = async (command: string, ...args: readonly string[]): Promise<string> =>
  (await execute(command, args)).stdout.trim();

/** What namespaces and folders begin with, before the number of the process that made them. */
const PREFIX = 'swarm-engines';
/** Swarm's own port, between managers and workers. */
const SWARM_PORT = 2377;
/** An engine looks for networks, storage and rules of the firewall before it answers. */
const START = { within: Duration.minutes(2) };

/** One engine: a daemon in a network namespace of its own, with all that it keeps in a folder of its own. */
export interface SwarmEngine {
  /** As for `DOCKER_HOST`. */
  readonly endpoint: string;
  /** At which the others, and this machine, reach its ports. */
  readonly address: string;
  readonly docker: Docker;
  /** Network namespace that is its host. */
  readonly namespace: string;
}

interface Daemon extends SwarmEngine {
  process: ChildProcess;
  /** Its namespace's link to the bridge, as it is called on this side. */
  readonly link: string;
  /** All that it keeps. */
  readonly folder: string;
  /** Arguments of its own. */
  readonly more: readonly string[];
}

export interface SwarmEnginesOptions {
  /** Whether each also answers by TCP, to who has a certificate for that. */
  readonly tls?: boolean;
}

/** Several engines on this machine that know nothing of each other but what goes over a bridge, as hosts do over their network. */
export class SwarmEngines {
  /**
   * Starts so many, joined in one Swarm: the first is its manager. What a killed run has left is removed before. It needs root.
   *
   * @param octet of their subnet, `10.OCTET.99.0/24`, which nothing else on this machine may use
   */
  public static async start(
    count: number,
    octet: number,
    { tls = false }: SwarmEnginesOptions = {},
  ): Promise<SwarmEngines> {
    await sweep();
    const made = new SwarmEngines(octet);
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    try {
      await made.connect();
      if (tls) {
        const addresses = numbers.map((number) => made.addressOf(number));
        made.certificates = new EngineCertificates(path.join(made.folder, 'certificates'), addresses);
      }
      for (const number of numbers) {
        await made.add(number);
      }
      await made.join();
    } catch (error) {
      await made.remove();
      throw error;
    }
    return made;
  }

  /** By which they are reached by TCP, where they are. */
  public certificates: EngineCertificates | undefined;
  private readonly daemons: Daemon[] = [];
  private readonly folder = mkdtempSync(path.join(tmpdir(), `${PREFIX}-${process.pid}-`));
  private readonly bridge = `se${process.pid}`;

  private constructor(private readonly octet: number) {}

  public get all(): readonly SwarmEngine[] {
    return this.daemons;
  }

  /** Hands them images of this machine's own engine, by this process. */
  public async load(...images: readonly string[]): Promise<void> {
    for (const { docker } of this.daemons) {
      for (const image of images) {
        const answer = await text(await docker.loadImage(await openEngine().getImage(image).get()));
        if (answer.includes('"errorDetail"')) {
          throw new Error(answer);
        }
      }
    }
  }

  /** What is served at a URL to who is on a host, also by what is bound to its loopback. */
  public async read(index: number, url: string): Promise<string> {
    const program = 'fetch(process.argv[1]).then((answer) => answer.text()).then((text) => process.stdout.write(text))';
    const { namespace } = this.daemonAt(index);
    return await run('nsenter', `--net=/var/run/netns/${namespace}`, process.execPath, '--eval', program, url);
  }

  /** Has a host die: every process of it ends at once, and nobody says a word. */
  public async kill(index: number): Promise<void> {
    const daemon = this.daemonAt(index);
    const processes = (await run('ps', '-eo', 'pid=,ppid=,args=')).split('\n').map((line) => {
      const [, pid = '', parent = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return { pid: Number(pid), parent: Number(parent), args };
    });
    const dying = processes.filter(({ args }) => args.includes(`${daemon.folder}/`)).map(({ pid }) => pid);
    // It grows while it is gone through: a container's processes are those of its shim.
    for (const each of dying) {
      dying.push(...processes.flatMap(({ pid, parent }) => (parent === each && !dying.includes(pid) ? [pid] : [])));
    }
    for (const pid of dying) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
          throw error;
        }
      }
    }
    await until(() => dying.every((pid) => !isAlive(pid)), { ...START, awaiting: `host ${index + 1} to be dead` });
  }

  /** Switches a host on again that has died: what it had in memory is gone. */
  public async revive(index: number): Promise<void> {
    const daemon = this.daemonAt(index);
    rmSync(path.join(daemon.folder, 'pid'), { force: true });
    rmSync(path.join(daemon.folder, 'run'), { recursive: true, force: true });
    // Networks, addresses and the firewall's rules are memory, too.
    await run('ip', 'link', 'delete', daemon.link);
    await run('ip', 'netns', 'delete', daemon.namespace);
    await this.wire(daemon);
    daemon.process = startDaemon(daemon);
    await answers(daemon);
  }

  /** Makes a host's engine a manager of the Swarm, beside the first. */
  public async promote(index: number): Promise<void> {
    const { docker } = this.daemonAt(0);
    const about = (await this.daemonAt(index).docker.info()) as { readonly Swarm: { readonly NodeID: string } };
    const node = docker.getNode(about.Swarm.NodeID);
    const { Spec: spec, Version: version } = (await node.inspect()) as {
      readonly Spec: object;
      readonly Version: { readonly Index: number };
    };
    await node.update({ ...spec, Role: 'manager', version: version.Index });
    const isManager = async (): Promise<boolean> =>
      ((await this.daemonAt(index).docker.info()) as { readonly Swarm: { readonly ControlAvailable: boolean } }).Swarm
        .ControlAvailable;
    await until(isManager, { ...START, awaiting: `host ${index + 1} to be a manager` });
  }

  private daemonAt(index: number): Daemon {
    const daemon = this.daemons[index];
    if (daemon === undefined) {
      throw new Error(`there is no engine ${index}`);
    }
    return daemon;
  }

  /** Stops them, and leaves nothing behind. */
  public async remove(): Promise<void> {
    const ending = this.daemons.splice(0);
    await Promise.all(
      ending.map(async (daemon) => {
        // One may be dead.
        const containers = await daemon.docker.listContainers({ all: true }).catch(() => []);
        await Promise.all(
          containers.map(({ Id }) => daemon.docker.getContainer(Id).remove({ force: true, v: true })),
        ).catch(() => undefined);
        await daemon.docker.swarmLeave({ force: true }).catch(() => undefined);
        daemon.process.kill();
      }),
    );
    await until(() => ending.every(({ process: { exitCode, signalCode } }) => (exitCode ?? signalCode) !== null), {
      ...START,
      awaiting: 'the engines to end',
    });
    await removeAll(String(process.pid), this.folder);
  }

  /** A bridge for their traffic: rules that Docker has made for its own networks alone would drop it. */
  private async connect(): Promise<void> {
    const address = `10.${this.octet}.99.254`;
    // One that a killed run has left would get the packets for these engines, also where its folder and number are found no more.
    for (const left of (await run('ip', '-oneline', 'address', 'show', 'to', address)).matchAll(/^\d+: (se\d+)\s/gm)) {
      await removeBridge(left[1] ?? '');
    }
    await run('ip', 'link', 'add', this.bridge, 'type', 'bridge');
    await run('ip', 'address', 'add', `${address}/24`, 'dev', this.bridge);
    await run('ip', 'link', 'set', this.bridge, 'up');
    await run('iptables', '-I', ...forwarding(this.bridge));
  }

  private addressOf(number: number): string {
    return `10.${this.octet}.99.${number}`;
  }

  private async add(number: number): Promise<void> {
    const folder = path.join(this.folder, String(number));
    mkdirSync(folder);
    const endpoint = `unix://${folder}/socket`;
    const address = this.addressOf(number);
    const made = {
      ...{ endpoint, address, docker: openEngine(endpoint), folder },
      more: this.certificates?.daemonArguments(address) ?? [],
      ...{ namespace: `${PREFIX}-${process.pid}-${number}`, link: `${this.bridge}v${number}` },
    };
    await this.wire(made);
    const daemon: Daemon = { ...made, process: startDaemon(made) };
    this.daemons.push(daemon);
    await answers(daemon);
  }

  /** Makes a host's namespace, and connects it with the others. */
  private async wire({ namespace, link, address }: Omit<Daemon, 'process'>): Promise<void> {
    await run('ip', 'netns', 'add', namespace);
    await run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    await run('ip', 'link', 'set', link, 'master', this.bridge, 'up');
    const inside = (...args: readonly string[]) => run('ip', '-n', namespace, ...args);
    await inside('address', 'add', `${address}/24`, 'dev', 'eth0');
    await inside('link', 'set', 'eth0', 'up');
    await inside('link', 'set', 'lo', 'up');
    await inside('route', 'add', 'default', 'via', `10.${this.octet}.99.254`);
  }

  private async join(): Promise<void> {
    const [first, ...others] = this.daemons;
    if (first === undefined) {
      return;
    }
    const listening = { ListenAddr: `0.0.0.0:${SWARM_PORT}` };
    await first.docker.swarmInit({ ...listening, AdvertiseAddr: first.address });
    const { JoinTokens } = (await first.docker.swarmInspect()) as { readonly JoinTokens: { readonly Worker: string } };
    for (const { docker, address } of others) {
      await docker.swarmJoin({
        ...{ ...listening, AdvertiseAddr: address },
        ...{ RemoteAddrs: [`${first.address}:${SWARM_PORT}`], JoinToken: JoinTokens.Worker },
      });
    }
  }
}

/** Starts a daemon in its namespace. */
function startDaemon({ namespace, folder, endpoint, more }: Omit<Daemon, 'process'>): ChildProcess {
  const log = openSync(path.join(folder, 'log'), 'a');
  // Not by ip netns exec: it mounts /sys anew, without control groups.
  return spawn(
    'nsenter',
    [
      ...[`--net=/var/run/netns/${namespace}`, 'unshare', '--mount', '--propagation', 'private', 'dockerd'],
      ...['--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'run')],
      ...['--pidfile', path.join(folder, 'pid'), '--host', endpoint],
      ...['--cgroup-parent', `/${namespace}`, ...more],
    ],
    { stdio: ['ignore', log, log] },
  );
}

/** Waits until a daemon answers that was started. */
async function answers({ process: child, docker, folder, namespace }: Daemon): Promise<void> {
  await until(
    async () => {
      if (child.exitCode !== null) {
        throw new Error(`the engine has ended: ${readFileSync(path.join(folder, 'log'), 'utf8').slice(-800)}`);
      }
      return docker.ping().then(
        () => true,
        () => false,
      );
    },
    { ...START, awaiting: `the engine of ${namespace} to answer` },
  );
}

/** A process that has ended, and that nobody has taken note of yet, is dead too. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const forwarding = (bridge: string): readonly string[] => ['FORWARD', '-i', bridge, '-o', bridge, '-j', 'ACCEPT'];

/** Removes a bridge with its rule, as far as they are there. */
async function removeBridge(bridge: string): Promise<void> {
  if (existsSync(`/sys/class/net/${bridge}`)) {
    await run('ip', 'link', 'delete', bridge);
  }
  await run('iptables', '-D', ...forwarding(bridge)).catch(() => undefined);
}

/** Removes what processes have made that are no more. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}-(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) {
      const folder = path.join(tmpdir(), name);
      for (const file of readdirSync(folder).map((number) => path.join(folder, number, 'pid'))) {
        await end(file);
      }
      await removeAll(pid, folder);
    }
  }
}

/** Ends a daemon by the file with its number, if it is still there. */
async function end(file: string): Promise<void> {
  const pid = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const isOurs = (): boolean =>
    pid !== '' &&
    existsSync(`/proc/${pid}`) &&
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path.dirname(file));
  if (isOurs()) {
    process.kill(Number(pid));
    await until(() => !isOurs(), { ...START, awaiting: `engine ${pid} to end` });
  }
}

/** Removes namespaces, the bridge, its rule, control groups and folders of a process' engines, which have ended. */
async function removeAll(pid: string, folder: string): Promise<void> {
  const names = (await run('ip', 'netns', 'list')).split('\n').map((line) => line.split(' ')[0] ?? '');
  for (const name of names.filter((each) => each.startsWith(`${PREFIX}-${pid}-`))) {
    await run('ip', 'netns', 'delete', name);
  }
  await removeBridge(`se${pid}`);
  await run('find', '/sys/fs/cgroup', '-depth', '-path', `*/${PREFIX}-${pid}-*`, '-type', 'd', '-delete');
  rmSync(folder, { recursive: true, force: true });
}
