import { Duration } from '../../model/units/duration';
import { posix } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { patient } from '../../runtime/patience';
import { bounded, until, type Wait } from '../../runtime/wait';
import { JAVA_CLASSES, type JavaProgram } from '../java/generated/classes';
import { lastWords, reasonFor, ToolFailed, toolFailure } from '../../runtime/toolbox/tool-failure';
import type { Opened } from '../../runtime/toolbox/container-command';
import type { Toolbox } from '../../runtime/toolbox/toolbox';

/** A line of JSON that a program printed, such as `{"name":"producer_send_success","value":"1",…}`. */
export type ToolEvent = Readonly<Record<string, unknown>>;

/** What is told of each event, and when it arrived, in milliseconds of `Date.now()`. */
export type OnEvent = (event: ToolEvent, at: number) => void;

/** `KILL` leaves a program no time for anything; `TERM` lets it end in order; between `STOP` and `CONT` it stands still. */
export type Signal = 'KILL' | 'TERM' | 'STOP' | 'CONT';

/** Collects clean-up tasks for the end of the proof. */
export interface Cleanup {
  push(what: string, run: () => Promise<void>): unknown;
}

/** Who starts programs in the toolbox, and has them killed at the end at the latest. */
export interface ToolUser {
  readonly cleanup: Cleanup;
  toolbox(): Promise<Toolbox>;
}

/** How long a program has to be gone after SIGKILL. */
const GONE_SECONDS = 20;
/** How much of what a program said beside its events is kept, for the reason of a failure. */
const KEPT_LINES = 200;

/** The object that a line holds, if it holds one. Kafka's programs print their events so, among other lines. */
export function parseEvent(line: string): ToolEvent | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    return JSON.parse(line) as ToolEvent;
  } catch {
    return undefined;
  }
}

/**
 * One of Kafka's long-running programs (VerifiableProducer, VerifiableConsumer, TransactionalMessageCopier …) in the toolbox. It
 * is a process of its own: a kill is a real one, which the program cannot notice.
 */
export class ToolProcess {
  /** Every event so far, in order. */
  public readonly events: ToolEvent[] = [];
  /** Settles when the program has ended and all of its output was read. */
  public readonly ended: Promise<void>;
  readonly #said: string[] = [];
  readonly #id: Promise<number>;
  #running = true;

  /**
   * @param name what it is called in errors
   * @param opened a command that prints its process id first: see {@link announced}
   * @param send sends a signal to the group of processes with an id
   * @param onEvent is told of each event as it comes
   */
  public constructor(
    public readonly name: string,
    private readonly opened: Opened,
    private readonly send: (id: number, signal: Signal) => Promise<void>,
    private readonly onEvent: OnEvent = () => undefined,
  ) {
    let found: (id: number) => void = () => undefined;
    let missed: (error: Error) => void = () => undefined;
    this.#id = new Promise((done, fail) => {
      [found, missed] = [done, fail];
    });
    // Whoever needs the id learns that there is none.
    this.#id.catch(() => undefined);
    let announcedYet = false;
    const out = readLines(opened.stdout, (line) => {
      if (announcedYet) {
        this.hear(line);
      } else {
        announcedYet = true;
        found(Number(line));
      }
    });
    const err = readLines(opened.stderr, (line) => {
      this.keep(line);
    });
    this.ended = Promise.all([opened.ended, out, err]).then(
      () => undefined,
      (error: unknown) => {
        this.keep(String(error));
      },
    );
    void this.ended.then(() => {
      this.#running = false;
      missed(new ToolFailed(name, 'it never started'));
    });
  }

  /** Starts one; it is killed at the end of the proof at the latest. Its arguments are visible to everybody on the machine. */
  public static async start(
    proof: ToolUser,
    program: string,
    args: readonly string[],
    onEvent?: OnEvent,
  ): Promise<ToolProcess> {
    return await launch(proof, program, [`/opt/kafka/bin/${program}.sh`, ...args], onEvent);
  }

  /** Starts one of this package's own programs on Kafka's Java clients. */
  public static async startJava(
    proof: ToolUser,
    program: JavaProgram,
    args: readonly string[],
    onEvent?: OnEvent,
  ): Promise<ToolProcess> {
    return await launch(proof, program, await javaCommand(await proof.toolbox(), program, args), onEvent);
  }

  public get running(): boolean {
    return this.#running;
  }

  /** Waits for an event, also one that came before. */
  public async event(wanted: (event: ToolEvent) => boolean, wait: Wait): Promise<ToolEvent> {
    return await this.until(() => this.events.find(wanted), wait);
  }

  /** Waits for a condition that the program brings about. That it ends before is a failure of the program. */
  public async until<T extends object | true>(
    condition: () => T | false | undefined | Promise<T | false | undefined>,
    wait: Wait,
  ): Promise<T> {
    const met = await until(
      async () => {
        const ended = !this.#running;
        const value = await condition();
        return value === undefined || value === false ? ended && ('ended' as const) : value;
      },
      { ...wait, every: Duration.milliseconds(20) },
    );
    if (met !== 'ended') {
      return met;
    }
    throw new ToolFailed(this.name, `${await this.reason()}, before ${wait.awaiting}`);
  }

  /** How many events of a name there were. */
  public count(name: string): number {
    return this.events.filter((event) => event['name'] === name).length;
  }

  /** How many lines beside its events match, of the last that it said. */
  public mentions(pattern: RegExp): number {
    return this.#said.filter((line) => pattern.test(line)).length;
  }

  /** Waits until it has ended by itself, and fails when it ended badly. */
  public async end(within: Duration, signal?: AbortSignal): Promise<void> {
    await bounded(this.ended, { within, awaiting: `${this.name} to end`, signal });
    if ((await this.opened.exitCode()) !== 0) {
      throw new ToolFailed(this.name, await this.reason());
    }
  }

  /** SIGKILL: it writes, sends and commits nothing more. Comes back when it is gone. */
  public async kill(): Promise<void> {
    await this.signal('KILL');
    await bounded(this.ended, { within: patient(GONE_SECONDS), awaiting: `${this.name} gone after SIGKILL` });
  }

  /** SIGTERM: Kafka's programs close their clients. Comes back when it is gone. */
  public async stop(within: Duration = patient(30)): Promise<void> {
    await this.signal('TERM');
    await bounded(this.ended, { within, awaiting: `${this.name} gone after SIGTERM` });
  }

  /** It stands still from now on, as a program does whose machine hangs, until {@link goOn}. */
  public async standStill(): Promise<void> {
    await this.signal('STOP');
  }

  public async goOn(): Promise<void> {
    await this.signal('CONT');
  }

  /** What it said last about something that went wrong, with its exit code. */
  private async reason(): Promise<string> {
    return `exit code ${await this.opened.exitCode()}: ${lastWords(this.#said.join('\n'))}`;
  }

  private async signal(signal: Signal): Promise<void> {
    if (this.#running) {
      const awaiting = `${this.name} to begin`;
      await this.send(await bounded(this.#id, { within: patient(GONE_SECONDS), awaiting }), signal);
    }
  }

  private hear(line: string): void {
    const event = parseEvent(line);
    if (event === undefined) {
      this.keep(line);
      return;
    }
    this.events.push(event);
    this.onEvent(event, Date.now());
  }

  private keep(line: string): void {
    this.#said.push(line);
    if (this.#said.length > KEPT_LINES) {
      this.#said.shift();
    }
  }
}

/** As Kafka's start scripts have it, on the broker's class-data archive where there is one. */
const JAVA = [
  ...['java', '-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:SharedArchiveFile=/opt/kafka/broker.jsa'],
  ...['-Xlog:disable', '-Xlog:all=error:stderr', '-Dlog4j.configuration=file:/opt/kafka/config/tools-log4j.properties'],
  // What Kafka 4 reads, and what came before it passes over.
  '-Dlog4j2.configurationFile=/opt/kafka/config/tools-log4j2.yaml',
];

async function javaCommand(toolbox: Toolbox, program: JavaProgram, args: readonly string[]): Promise<string[]> {
  const classes = await toolbox.folder('/opt/cdktf-kafka/classes', classFiles());
  return [...JAVA, '-cp', `/opt/kafka/libs/*:${classes}`, program, ...args];
}

/**
 * Runs one of this package's own programs on Kafka's Java clients to its end, and gives what it printed. One that takes too long is ended, so
 * that none is left behind.
 */
export async function runJava(
  toolbox: Toolbox,
  program: JavaProgram,
  args: readonly string[],
  within: Duration,
): Promise<string> {
  const seconds = Math.ceil(within.milliseconds / 1_000);
  const command = ['timeout', String(seconds), ...(await javaCommand(toolbox, program, args))];
  const { code, stdout, stderr } = await toolbox.run(command, Duration.seconds(seconds + 10));
  if (code !== 0) {
    throw toolFailure(program, code, within, `${stderr}\n${stdout}`);
  }
  return stdout;
}

async function launch(
  proof: ToolUser,
  name: string,
  command: readonly string[],
  onEvent: OnEvent | undefined,
): Promise<ToolProcess> {
  const toolbox = await proof.toolbox();
  const send = async (id: number, signal: Signal): Promise<void> => {
    const within = patient(GONE_SECONDS);
    const { code, stderr } = await toolbox.run(['sh', '-c', `kill -s ${signal} -- -${id}`], within, {
      despiteStop: true,
    });
    // It may have ended by itself a moment ago.
    if (code !== 0 && !stderr.includes('No such process')) {
      throw new ToolFailed('kill', reasonFor(code, within, stderr));
    }
  };
  const process = new ToolProcess(name, await toolbox.open(announced(command)), send, onEvent);
  proof.cleanup.push(`${name} ended`, () => process.kill());
  return process;
}

/** The command, which first prints its process id: within the container, which is where it can be killed. */
export function announced(command: readonly string[]): string[] {
  return ['sh', '-c', 'echo $$; exec "$@"', posix.basename(command[0] ?? ''), ...command];
}

async function readLines(stream: Readable, hear: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    hear(line);
  }
}

/** The package's own Java programs, by the names of their files. */
const classFiles = (): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    Object.entries(JAVA_CLASSES).map(([name, lines]) => [`${name}.class`, Buffer.from(lines.join(''), 'base64')]),
  );
