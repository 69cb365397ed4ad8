import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import { OperationError } from '../model/violation';
import type { ClusterManifest } from '../model/manifest/manifest';
import { ANSWERS, viewCluster, viewPartitions } from '../runtime/kafka/cluster-view';
import { ask, connectEngine, statusOf } from '../runtime/engine/engine';
import { administrator, quietly } from '../runtime/kafka/kafka-admin';
import { messageOf, milliseconds, pause, type Span } from '../runtime/wait';
import { type Candidate, nextOf } from './rollout-order';
import { lackWithout } from './availability';
import type { Page, RollBook } from './rollout-state';

export interface GateOptions {
  /** Sees to the administrator's files, and gives the folder of all users' files. */
  readonly clientsFolder: () => Promise<string>;
  /** How long at most between two replacements. Default 300s. */
  readonly within?: Span;
  /** Told whenever it waits for something else. */
  readonly progress?: (line: string) => void;
}

const LOOK_AGAIN = '500ms';
/** Gates of one run begin within a moment; the first must not take the turn before it knows whom it should let go first. */
const GATHERING_MS = 4_000;

/** What a gate does after a look around. */
type Decision = { readonly go: true } | { readonly go: false; readonly awaiting: string };

interface Look {
  readonly decision: Decision;
  /** The server whose turn it is. */
  readonly turn: string | undefined;
}

/**
 * Ends when a server may be taken away: it is its turn, everyone else is back, and every replica of theirs is in sync, so that with one
 * server less nothing that was acknowledged is lost and nothing stops.
 *
 * @throws OperationError `RolloutStuck` when that doesn't come about in time: Terraform then leaves this server and all that follow as they are
 */
export async function passGate(
  manifest: ClusterManifest,
  server: string,
  book: RollBook,
  options: GateOptions,
): Promise<void> {
  const gate = new Gate(manifest, server, book, options);
  const within = options.within ?? '300s';
  const began = Date.now();
  let progressed = began;
  let lastTurn: string | undefined;
  let said = '';
  try {
    for (;;) {
      const { decision, turn } = await gate.look(Date.now() - began >= GATHERING_MS);
      if (decision.go) {
        return;
      }
      if (turn !== lastTurn) {
        lastTurn = turn;
        progressed = Date.now();
      }
      if (decision.awaiting !== said) {
        said = decision.awaiting;
        options.progress?.(`${server}: awaiting ${said}`);
      }
      if (Date.now() - progressed > milliseconds(within)) {
        throw stuck(server, within, said);
      }
      await pause(LOOK_AGAIN);
    }
  } finally {
    await gate.close();
  }
}

/** Lets every gate of this run pass: all of the servers are being destroyed. */
export async function openGates(book: RollBook): Promise<void> {
  await book.change((page) => Promise.resolve({ page: { ...page, ending: true }, result: undefined }));
}

class Gate {
  readonly #engine: Docker;
  #admin: Admin | undefined;

  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly server: string,
    private readonly book: RollBook,
    private readonly options: GateOptions,
  ) {
    this.#engine = connectEngine(manifest);
  }

  /** Looks around, and takes the turn when it is this server's. */
  public async look(gathered: boolean): Promise<Look> {
    return await this.book.change<Look>(async (before) => {
      if (before.ending) {
        return await this.leave(before, gathered);
      }
      const ended = before.turn !== undefined && (await this.isReplaced(before.turn));
      const { turn, ...rest } = before;
      const page: Page = {
        ...rest,
        ...(turn !== undefined && !ended && { turn }),
        waiting: { ...before.waiting, [this.server]: process.pid },
      };
      const decision = await this.decide(page, gathered);
      if (!decision.go) {
        return { page, result: { decision, turn: page.turn?.server } };
      }
      const others = Object.fromEntries(Object.entries(page.waiting).filter(([server]) => server !== this.server));
      const container = (await this.inspect(this.server))?.Id ?? '';
      return {
        page: { ...page, waiting: others, turn: { server: this.server, container } },
        result: { decision, turn: this.server },
      };
    });
  }

  /** A broker hands its leaders over by way of ZooKeeper, and waits for it in vain when that has gone before. */
  private async leave(page: Page, gathered: boolean): Promise<{ readonly page: Page; readonly result: Look }> {
    if (this.isBroker(this.server)) {
      const leaving = [...new Set([...page.leaving, this.server])];
      return { page: { ...page, leaving }, result: { decision: { go: true }, turn: undefined } };
    }
    const containers = await Promise.all(page.leaving.map((server) => this.inspect(server)));
    const left = page.leaving.filter((_, index) => containers[index] !== undefined);
    const awaiting = gathered ? left.join(', ') : 'the brokers';
    const decision: Decision =
      gathered && left.length === 0 ? { go: true } : { go: false, awaiting: `${awaiting} to go` };
    return { page, result: { decision, turn: left.join() } };
  }

  public async close(): Promise<void> {
    if (this.#admin) {
      await quietly(this.#admin.disconnect());
    }
  }

  private async decide(page: Page, gathered: boolean): Promise<Decision> {
    if (page.turn !== undefined) {
      return { go: false, awaiting: `${page.turn.server} to be replaced and healthy` };
    }
    if (!gathered) {
      return { go: false, awaiting: 'the other servers that are to be replaced' };
    }
    const controller = await this.controller();
    const candidates = await Promise.all(
      Object.keys(page.waiting).map((server) => this.candidate(server, controller.container)),
    );
    const next = nextOf(candidates);
    if (next?.server !== this.server) {
      return { go: false, awaiting: `its turn, after ${next?.server ?? 'none'}` };
    }
    const lacking = next.serves ? await this.lacking(next, controller.reason) : undefined;
    return lacking === undefined ? { go: true } : { go: false, awaiting: lacking };
  }

  private async candidate(server: string, controller: string | undefined): Promise<Candidate> {
    return {
      server,
      role: this.isBroker(server) ? 'broker' : 'zookeeper',
      serves: await this.isHealthy(server),
      controller: server === controller,
    };
  }

  /** What the cluster lacks before it can do without a server; undefined when nothing. */
  private async lacking(next: Candidate, unreachable: string | undefined): Promise<string | undefined> {
    const others = [...this.manifest.zookeepers, ...this.manifest.brokers]
      .map(({ container }) => container)
      .filter((container) => container !== next.server);
    for (const container of others) {
      if (!(await this.isHealthy(container))) {
        return `${container} to be healthy`;
      }
    }
    if (unreachable !== undefined) {
      return `an answer to the administrator (${unreachable})`;
    }
    try {
      const admin = await this.connect();
      const declared = this.manifest.brokers.map(({ id }) => id);
      const leaving = this.manifest.brokers.find(({ container }) => container === next.server)?.id;
      const known = new Set<number>();
      for (let answers = 0; answers < ANSWERS; answers++) {
        const { brokers } = await viewCluster(admin);
        const partitions = await viewPartitions(admin);
        const lack = lackWithout(leaving, { declared, registered: brokers, partitions });
        if (lack !== undefined) {
          return lack;
        }
        known.add(partitions.length);
      }
      // The declaration says nothing here: what it declares anew is made after the servers.
      return known.size === 1 ? undefined : 'every broker to know every partition';
    } catch (error) {
      return await this.unreachable(error);
    }
  }

  private async controller(): Promise<{ readonly container?: string; readonly reason?: string }> {
    try {
      const { controller } = await viewCluster(await this.connect());
      const broker = this.manifest.brokers.find(({ id }) => id === controller);
      return broker === undefined ? {} : { container: broker.container };
    } catch (error) {
      return { reason: await this.unreachable(error) };
    }
  }

  /** A connection that failed is given up: the next look makes a new one. */
  private async unreachable(error: unknown): Promise<string> {
    await this.close();
    this.#admin = undefined;
    return messageOf(error);
  }

  private async connect(): Promise<Admin> {
    if (this.#admin === undefined) {
      const folder = await this.options.clientsFolder();
      const kafka = await administrator(this.manifest, folder, { clientId: 'cdktf-kafka-gate' });
      const admin = kafka.admin();
      await admin.connect();
      this.#admin = admin;
    }
    return this.#admin;
  }

  private isBroker(server: string): boolean {
    return this.manifest.brokers.some(({ container }) => container === server);
  }

  /** Another container bears the name, and it is healthy. */
  private async isReplaced(turn: { readonly server: string; readonly container: string }): Promise<boolean> {
    const now = await this.inspect(turn.server);
    return now !== undefined && now.Id !== turn.container && now.State.Health?.Status === 'healthy';
  }

  private async isHealthy(server: string): Promise<boolean> {
    const { State } = (await this.inspect(server)) ?? {};
    return State?.Running === true && State.Health?.Status === 'healthy';
  }

  private async inspect(server: string): Promise<Docker.ContainerInspectInfo | undefined> {
    try {
      return await this.#engine.getContainer(server).inspect();
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      return await ask(server, Promise.reject(error as Error));
    }
  }
}

function stuck(server: string, within: Span, awaiting: string): OperationError {
  return new OperationError({
    code: 'RolloutStuck',
    subject: server,
    rule: `must not be replaced before the others can do without it, which did not come about within ${within}`,
    value: `still awaiting ${awaiting}`,
    remedy:
      'mend that and apply again, which goes on from here; with more servers than Terraform’s -parallelism, raise it above their number',
  });
}
