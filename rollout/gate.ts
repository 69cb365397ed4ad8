import { Duration } from '../model/units/duration';
import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import { OperationError } from '../model/violation';
import type { ClusterManifest } from '../model/manifest/manifest';
import { ANSWERS, viewCluster, viewPartitions } from '../runtime/kafka/cluster-view';
import { ask, statusOf } from '../runtime/engine/engine';
import { Engines } from '../runtime/engine/engines';
import { administrator, quietly } from '../runtime/kafka/kafka-admin';
import { messageOf, pause } from '../runtime/wait';
import { unmetConditionWithout } from './availability';
import { nextServer, rolloutRoles, type WaitingServer } from './rollout-order';
import type { RolloutState, RolloutStateFile } from './rollout-state';

export interface GateOptions {
  /** Folder of all users' files, once the administrator's are in it. */
  readonly clientsFolder: () => Promise<string>;
  /** How long at most between two replacements. Default 300s. */
  readonly within?: Duration;
  /** Told whenever it waits for something else. */
  readonly progress?: (line: string) => void;
}

const LOOK_AGAIN = Duration.milliseconds(500);
/** Gates of one run start within a moment of each other; the first must not take the turn before it knows of the others. */
const GATHERING_MS = 4_000;

/** Whether a server may be replaced now, or what that waits for. */
type Decision = { readonly go: true } | { readonly go: false; readonly awaiting: string };

interface Attempt {
  readonly decision: Decision;
  /** The server whose turn it is. */
  readonly turn: string | undefined;
}

/**
 * Waits until a server may be taken away: it is its turn, all others are back, and every replica of theirs is in sync, so that with
 * one server less nothing that was acknowledged is lost and nothing stops.
 *
 * @throws OperationError `RolloutStuck` when that takes too long: Terraform then leaves this server and all that follow as they are
 */
export async function passGate(
  manifest: ClusterManifest,
  server: string,
  file: RolloutStateFile,
  options: GateOptions,
): Promise<void> {
  const gate = new Gate(manifest, server, file, options);
  const within = options.within ?? Duration.seconds(300);
  const began = Date.now();
  let progressed = began;
  let lastTurn: string | undefined;
  let said = '';
  try {
    for (;;) {
      const { decision, turn } = await gate.tryToPass(Date.now() - began >= GATHERING_MS);
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
      if (Date.now() - progressed > within.milliseconds) {
        throw stuck(server, within, said);
      }
      await pause(LOOK_AGAIN);
    }
  } finally {
    await gate.close();
  }
}

/** Lets every gate of this run pass: all of the servers are being destroyed. */
export async function openGates(file: RolloutStateFile): Promise<void> {
  await file.change((state) => Promise.resolve({ state: { ...state, ending: true }, result: undefined }));
}

class Gate {
  readonly #engines: Engines;
  #admin: Admin | undefined;

  public constructor(
    private readonly manifest: ClusterManifest,
    private readonly server: string,
    private readonly file: RolloutStateFile,
    private readonly options: GateOptions,
  ) {
    this.#engines = new Engines(manifest);
  }

  /** Takes the turn when it is this server's. */
  public async tryToPass(gathered: boolean): Promise<Attempt> {
    return await this.file.change<Attempt>(async (before) => {
      if (before.ending) {
        return await this.leave(before, gathered);
      }
      const ended = before.turn !== undefined && (await this.isReplaced(before.turn));
      const { turn, ...rest } = before;
      const state: RolloutState = {
        ...rest,
        ...(turn !== undefined && !ended && { turn }),
        waiting: { ...before.waiting, [this.server]: process.pid },
      };
      const decision = await this.decide(state, gathered);
      if (!decision.go) {
        return { state, result: { decision, turn: state.turn?.server } };
      }
      const others = Object.fromEntries(Object.entries(state.waiting).filter(([server]) => server !== this.server));
      const container = (await this.inspect(this.server))?.Id ?? '';
      return {
        state: { ...state, waiting: others, turn: { server: this.server, container } },
        result: { decision, turn: this.server },
      };
    });
  }

  /** A broker hands its leaders over through the metadata store and would wait for it in vain: when all are destroyed, brokers go first. */
  private async leave(
    state: RolloutState,
    gathered: boolean,
  ): Promise<{ readonly state: RolloutState; readonly result: Attempt }> {
    if (this.isBroker(this.server)) {
      const leaving = [...new Set([...state.leaving, this.server])];
      return { state: { ...state, leaving }, result: { decision: { go: true }, turn: undefined } };
    }
    const containers = await Promise.all(state.leaving.map((server) => this.inspect(server)));
    const left = state.leaving.filter((_, index) => containers[index] !== undefined);
    const awaiting = gathered ? left.join(', ') : 'the brokers';
    const decision: Decision =
      gathered && left.length === 0 ? { go: true } : { go: false, awaiting: `${awaiting} to go` };
    return { state, result: { decision, turn: left.join() } };
  }

  public async close(): Promise<void> {
    if (this.#admin) {
      await quietly(this.#admin.disconnect());
    }
  }

  private async decide(state: RolloutState, gathered: boolean): Promise<Decision> {
    if (state.turn !== undefined) {
      return { go: false, awaiting: `${state.turn.server} to be replaced and healthy` };
    }
    if (!gathered) {
      return { go: false, awaiting: 'the other servers that are to be replaced' };
    }
    const controller = await this.controller();
    const waiting = await Promise.all(
      Object.keys(state.waiting).map((server) => this.waitingServer(server, controller.container)),
    );
    const next = nextServer(waiting, rolloutRoles(this.manifest));
    if (next?.server !== this.server) {
      return { go: false, awaiting: `its turn, after ${next?.server ?? 'none'}` };
    }
    const awaiting = next.serves ? await this.unmetConditionWithout(next, controller.reason) : undefined;
    return awaiting === undefined ? { go: true } : { go: false, awaiting };
  }

  private async waitingServer(server: string, controller: string | undefined): Promise<WaitingServer> {
    return {
      server,
      role: this.roleOf(server),
      serves: await this.isHealthy(server),
      controller: server === controller,
    };
  }

  /** What must be so before the cluster can do without a server, and is not yet; undefined when nothing. */
  private async unmetConditionWithout(
    next: WaitingServer,
    unreachable: string | undefined,
  ): Promise<string | undefined> {
    const others = [...this.manifest.metadata.servers, ...this.manifest.brokers]
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
        const unmet = unmetConditionWithout(leaving, { declared, registered: brokers, partitions });
        if (unmet !== undefined) {
          return unmet;
        }
        known.add(partitions.length);
      }
      // Not compared with the declaration: topics that it adds are made after the servers.
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

  /** A connection that failed is given up: the next try makes a new one. */
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

  private roleOf(server: string): string {
    const declared = this.manifest.metadata.servers.find(({ container }) => container === server);
    return this.isBroker(server) ? 'broker' : (declared?.role ?? '');
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
      return await this.#engines.of(server).getContainer(server).inspect();
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      return await ask(server, Promise.reject(error as Error));
    }
  }
}

function stuck(server: string, within: Duration, awaiting: string): OperationError {
  return new OperationError({
    code: 'RolloutStuck',
    subject: server,
    rule: `must be replaced only when the others can do without it, which they could not within ${within.toString()}`,
    value: `still awaiting ${awaiting}`,
    remedy:
      'mend that and apply again, which goes on from here; if there are more servers than Terraform’s -parallelism, raise it above their number',
  });
}
