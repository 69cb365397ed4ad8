import { Duration } from '../../model/units/duration';
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { OperationError } from '../../model/violation';
import { renderProperties } from '../../model/formats/properties';
import { ask, ifThere, LABELS } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { archiveOf } from '../files/archive';
import { patient } from '../patience';
import { bounded } from '../wait';
import { endOf, openCommand, type Opened, type Output } from './container-command';
import { collect } from './container-stream';
import { toolFailure } from './tool-failure';
import { type Configuration, type ContainerFile, KRB5_CONF, userFiles } from './user-files';

/** Where the brokers keep their logs, as far as the brokers see. */
const DATA_FOLDER = '/var/lib/kafka/data';
/** Where the toolbox sees them: one folder for each broker, named by its id. */
export const REPLICAS = '/replicas';

/** What a toolbox is for: a proof's sees the brokers' logs, too. */
export type ToolboxRole = 'proof' | 'tools';

/** Where a toolbox is started, and for how long. */
export interface ToolboxEnvironment {
  readonly engines: Engines;
  /** The one that it runs on. */
  readonly engine: Docker;
  readonly manifest: ClusterManifest;
  /** Folder with the users' files. */
  readonly clients: string;
  /** Ends what runs in it early. */
  readonly signal: AbortSignal;
  /** When it ends by itself, should nobody remove it. */
  readonly lifetimeSeconds: number;
  /** Its container's role. */
  readonly role: ToolboxRole;
  /**
   * Whether its users come in by the listeners inside the network, or by published ones, on the network of its host.
   *
   * @default internal
   */
  readonly scope?: 'internal' | 'published';
}

/**
 * Kafka's own programs in a container of the brokers' image: a second opinion beside kafkajs, from inside the network. A proof's sees
 * the log of every broker on its engine read-only. It is not a broker's container: a JVM more would count against the broker's memory.
 */
export class Toolbox {
  readonly #installed = new Map<string, Promise<Configuration>>();
  readonly #files = new Map<string, Promise<string>>();
  #owner: Promise<{ uid: number; gid: number }> | undefined;

  private constructor(
    /** For who needs more of it than Kafka's tools. */
    public readonly container: Docker.Container,
    private readonly clients: string,
    private readonly signal: AbortSignal,
    private readonly isOutside: boolean,
  ) {}

  /** Starts one that runs as the brokers do; `created` learns its id at once. */
  public static async start(environment: ToolboxEnvironment, created: (id: string) => void): Promise<Toolbox> {
    const { engines, engine, manifest, clients, signal, lifetimeSeconds, role, scope } = environment;
    const found = await Promise.all(
      manifest.brokers.map(async ({ id, container }) => ({
        id,
        isHere: engines.of(container) === engine,
        // One that is yet to be made, or was removed, is missed by nobody here.
        inspected: await ask(`container ${container}`, ifThere(engines.container(container).inspect())),
      })),
    );
    const brokers = found.flatMap(({ inspected, ...broker }) =>
      inspected === undefined ? [] : [{ ...broker, inspected }],
    );
    const container = await ask(
      `image ${manifest.images.kafka}`,
      engine.createContainer({
        Image: manifest.images.kafka,
        // It ends by itself, also when whoever started it was killed and can remove nothing any more.
        Entrypoint: ['sleep', String(lifetimeSeconds)],
        Cmd: [],
        User: brokers[0]?.inspected.Config.User ?? '',
        Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: role },
        // Java reads the realm's settings when a user logs in by Kerberos, and not before.
        // The start scripts of Kafka's distribution make their log folder where the image may not be written.
        Env: ['LOG_DIR=/tmp', 'KAFKA_HEAP_OPTS=-Xmx192m', `KAFKA_OPTS=-Djava.security.krb5.conf=${KRB5_CONF}`],
        HostConfig: {
          AutoRemove: true,
          Init: true,
          NetworkMode: scope === 'published' ? 'host' : manifest.networks.clients,
          CapDrop: ['ALL'],
          SecurityOpt: ['no-new-privileges:true'],
          Mounts: brokers
            .filter(({ isHere }) => isHere && role === 'proof')
            .map(({ id, inspected }) => ({
              Type: 'volume',
              Source: dataVolume(inspected),
              Target: `${REPLICAS}/${id}`,
              ReadOnly: true,
            })),
        },
      }),
    );
    created(container.id);
    await bounded(container.start(), {
      within: patient(30),
      awaiting: 'the container with Kafka’s tools to start',
      signal,
    });
    return new Toolbox(container, clients, signal, scope === 'published');
  }

  /**
   * Puts a user's files into the container, once, and gives the path of their configuration for Kafka's tools. The files are as
   * the user has them, only that several users' folders cannot be mounted at one point. `settings` are added to the configuration;
   * each combination is a file of its own.
   */
  public async propertiesOf(user: string, settings: Readonly<Record<string, string>> = {}): Promise<string> {
    const base = await once(this.#installed, user, () => this.install(user));
    const added = renderProperties(settings);
    if (added === '') {
      return base.path;
    }
    const text = `${base.text}${added}`;
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const path = posix.join(posix.dirname(base.path), `${digest}.properties`);
    return await once(this.#files, path, async () => {
      await this.put([{ path, content: text }]);
      return path;
    });
  }

  private async install(user: string): Promise<Configuration> {
    const { files, ...configuration } = await userFiles(this.clients, user, this.isOutside);
    await this.put(files);
    return configuration;
  }

  /** Puts files into the container, readable by its user alone. */
  public async put(files: readonly ContainerFile[]): Promise<void> {
    const { uid, gid } = await (this.#owner ??= this.owner());
    const folders = [...new Set(files.map(({ path }) => posix.dirname(path)))];
    const archive = await archiveOf([
      ...folders.map((folder) => ({ uid, gid, name: folder.slice(1), type: 'directory' as const, mode: 0o700 })),
      ...files.map(({ path, content }) => ({ uid, gid, name: path.slice(1), mode: 0o400, content })),
    ]);
    await bounded(this.container.putArchive(archive, { path: '/' }), {
      within: patient(30),
      awaiting: `files to reach the container with Kafka’s tools`,
      signal: this.signal,
    });
  }

  private async owner(): Promise<{ uid: number; gid: number }> {
    const [uid = 0, gid = 0] = (await this.run(['sh', '-c', 'id -u; id -g'], patient(10))).stdout
      .split('\n')
      .map(Number);
    return { uid, gid };
  }

  /** Puts files into a folder of the container, once, and gives the folder. */
  public async folder(folder: string, files: Readonly<Record<string, Buffer>>): Promise<string> {
    return await once(this.#files, folder, async () => {
      await this.put(Object.entries(files).map(([name, content]) => ({ path: posix.join(folder, name), content })));
      return folder;
    });
  }

  /** Starts a command, and gives its output as it comes. The command goes on when nobody reads any more. */
  public async open(command: readonly string[]): Promise<Opened> {
    return await openCommand(this.container, command);
  }

  /** Runs a command to its end; one that puts something back runs `despiteStop`, when its user has been told to end. */
  public async run(command: readonly string[], within: Duration, { despiteStop = false } = {}): Promise<Output> {
    const opened = await this.open(command);
    const [stdout, stderr] = [collect(opened.stdout), collect(opened.stderr)];
    try {
      const signal = despiteStop ? undefined : this.signal;
      await bounded(opened.ended, { within, awaiting: endOf(command), signal });
    } finally {
      opened.detach();
    }
    return { code: await opened.exitCode(), stdout: await stdout, stderr: await stderr };
  }

  /** Runs one of Kafka's tools, and fails when it does. One that takes too long is ended, so that none is left behind. */
  public async kafka(tool: string, args: readonly string[], within: Duration = patient(60)): Promise<string> {
    const { code, stdout, stderr } = await this.tool(tool, args, within);
    if (code !== 0) {
      throw toolFailure(tool, code, within, `${stderr}\n${stdout}`);
    }
    return stdout;
  }

  /** Runs one of Kafka's tools, whatever comes of it. */
  public async tool(tool: string, args: readonly string[], within: Duration): Promise<Output> {
    const seconds = Math.ceil(within.milliseconds / 1_000);
    const command = ['timeout', String(seconds), `/opt/kafka/bin/${tool}.sh`, ...args];
    return await this.run(command, Duration.seconds(seconds + 10));
  }

  /** The brokers that let a user in, by their ids, with the addresses that they are found at from one of them. */
  public async reachedBrokers(user: string, bootstrap: string, within: Duration): Promise<ReadonlyMap<number, string>> {
    const login = ['--bootstrap-server', bootstrap, '--command-config', await this.propertiesOf(user)];
    return parseReachedBrokers(await this.kafka('kafka-broker-api-versions', login, within));
  }
}

/** `host:port (id: 1 rack: null) -> (` is how kafka-broker-api-versions names each broker that it reached. */
export function parseReachedBrokers(output: string): ReadonlyMap<number, string> {
  return new Map(
    [...output.matchAll(/^(\S+:\d+) \(id: (\d+) rack: .*?\) -> \(/gm)].map(([, address = '', id]) => [
      Number(id),
      address,
    ]),
  );
}

/** What was begun under a name is not begun again. */
function once<T>(begun: Map<string, Promise<T>>, name: string, begin: () => Promise<T>): Promise<T> {
  const value = begun.get(name) ?? begin();
  begun.set(name, value);
  return value;
}

function dataVolume(inspected: Docker.ContainerInspectInfo): string {
  const mount = inspected.Mounts.find(({ Destination }) => Destination === DATA_FOLDER);
  if (mount?.Name === undefined) {
    throw new OperationError({
      code: 'DataVolumeMissing',
      subject: inspected.Name.slice(1),
      rule: `must have a volume at ${DATA_FOLDER}`,
      remedy: 'run npm run deploy',
    });
  }
  return mount.Name;
}
