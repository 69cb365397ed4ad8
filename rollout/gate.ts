import type { ClusterManifest } from '../model/manifest/manifest';
import { ClusterNames } from '../model/names/names';
import { Duration } from '../model/units/duration';
import { OperationError, type Violation } from '../model/violation';
import type { QuorumView } from '../runtime/kafka/quorum-view';
import { pause } from '../runtime/wait';
import { isServing, unmetConditionInQuorum, unmetConditionOf } from './availability';
import { type EndingInputs, isEnding, serversOf } from './ending';
import type { EngineTurn, HeldTurn } from './engine-turn';
import { otherNeverReturns, rolloutStuck, serverOfAnotherCluster, slotsTooFew } from './gate-refusals';
import type { KafkaAnswers } from './observed-cluster';
import { nextServer, rolloutRoles, type WaitingServer } from './rollout-order';
import type { LeavingServer, RolloutState } from './rollout-state';
import { isSameRun } from './terraform-run';

/** All that a gate goes by. */
export interface GateInputs extends EndingInputs {
  /** The turn that all runs of Terraform share. */
  readonly turn: Pick<EngineTurn, 'find' | 'take' | 'remove'>;
}

export interface GateOptions {
  /** Whether somebody has said that all servers may go at once. */
  readonly open?: boolean;
  /** How long at most between two replacements. Default 300s, and a minute more than a server may take to start. */
  readonly within?: Duration;
  /** How long gates of one run may take to begin. Default 4s. */
  readonly gathering?: Duration;
  /** Told whenever it waits for something else. */
  readonly progress?: (line: string) => void;
}

const LOOK_AGAIN = Duration.milliseconds(500);
/** Gates of one run start within a moment of each other; the first must not take the turn before it knows of the others. */
const GATHERING = Duration.seconds(4);

/** Whether a server may be replaced now, what that waits for, or why it never will be in this run. */
type Decision =
  | { readonly go: true }
  | { readonly go: false; readonly awaiting: string }
  | { readonly go: false; readonly refused: Violation };

interface Attempt {
  readonly decision: Decision;
  /** The server whose turn it is. */
  readonly turn: string | undefined;
}

interface Step {
  readonly state: RolloutState;
  readonly result: Attempt;
}

/**
 * Waits until a server may be taken away: it is its turn, all others are back, and every replica of theirs is in sync, so that with
 * one server less nothing that was acknowledged is lost and nothing stops. What can't be told counts as not so.
 *
 * @throws OperationError `RolloutStuck` when that takes too long, `SlotsTooFew` when the replacements could not be made, what a step has
 * refused, `VersionNotJoinable` or `VersionLowered` when none may be: Terraform then leaves this server and all that follow as they are
 */
export async function passGate(server: string, inputs: GateInputs, options: GateOptions = {}): Promise<void> {
  const gate = new Gate(server, inputs, options);
  const longest = Duration.seconds(Math.max(300, 60 + (inputs.manifest.startSeconds ?? 0)));
  const { within = longest, gathering = GATHERING, progress } = options;
  const began = Date.now();
  let progressed = began;
  let lastTurn: string | undefined;
  let said = '';
  try {
    for (;;) {
      const { decision, turn } = await gate.tryToPass(Date.now() - began >= gathering.milliseconds);
      if (decision.go) {
        return;
      }
      if ('refused' in decision) {
        throw new OperationError(decision.refused);
      }
      if (turn !== lastTurn) {
        lastTurn = turn;
        progressed = Date.now();
      }
      if (decision.awaiting !== said) {
        said = decision.awaiting;
        progress?.(`${server}: awaiting ${said}`);
      }
      if (Date.now() - progressed > within.milliseconds) {
        throw new OperationError(rolloutStuck(server, within, said));
      }
      await pause(LOOK_AGAIN);
    }
  } finally {
    await inputs.cluster.close();
  }
}

class Gate {
  private readonly manifest: ClusterManifest;

  public constructor(
    private readonly server: string,
    private readonly inputs: GateInputs,
    private readonly options: GateOptions,
  ) {
    this.manifest = inputs.manifest;
  }

  /** Takes the turn when it is this server's. */
  public async tryToPass(gathered: boolean): Promise<Attempt> {
    return await this.inputs.file.change<Attempt>(async (before) => {
      if (before.refused !== undefined) {
        return answer(before, {
          go: false,
          refused: slotsTooFew(this.server, before.refused, serversOf(this.manifest).length),
        });
      }
      const ending = await isEnding(this.inputs, before, this.options.open === true);
      const { cluster } = await this.inputs.cluster.server(this.server);
      if (
        !ending &&
        !serversOf(this.manifest).includes(this.server) &&
        (cluster ?? this.manifest.name) !== this.manifest.name
      ) {
        return answer(before, { go: false, refused: serverOfAnotherCluster(this.server, cluster, this.manifest.name) });
      }
      if (!ending && !this.inputs.run.arguments.destroys) {
        OperationError.throwIfAny(await this.inputs.cluster.refusals());
      }
      const waiting = { ...before.waiting, [this.server]: process.pid };
      const state: RolloutState = { ...before, ending, waiting, turn: await this.turnLeft(before.turn) };
      return ending ? await this.leave(state, gathered) : await this.enter(state, gathered);
    });
  }

  private async turnLeft(turn: LeavingServer | undefined): Promise<LeavingServer | undefined> {
    // What is declared no more need not come back.
    const isRetired =
      turn !== undefined && this.inputs.run.arguments.destroys && !serversOf(this.manifest).includes(turn.server);
    return turn !== undefined && ((await this.isReplaced(turn)) || (isRetired && (await this.isGone(turn))))
      ? undefined
      : turn;
  }

  private async enter(state: RolloutState, gathered: boolean): Promise<Step> {
    const begun = await this.inputs.run.gates();
    const { slots, destroys } = this.inputs.run.arguments;
    const holding = new Set([...begun, ...Object.keys(state.waiting)]);
    // Where nobody else can come, the first to go leaves the slot that its replacement needs.
    if (!destroys && holding.size >= slots && serversOf(this.manifest).some((server) => !holding.has(server))) {
      const refused = String(slots);
      return answer(
        { ...state, refused },
        { go: false, refused: slotsTooFew(this.server, refused, serversOf(this.manifest).length) },
      );
    }
    const known = begun.every((server) => server in state.waiting || !serversOf(this.manifest).includes(server));
    const decision = await this.decide(state, gathered && known);
    if (!decision.go) {
      return answer(state, decision);
    }
    const { [this.server]: own, ...waiting } = state.waiting;
    const container = (await this.inputs.cluster.server(this.server)).container ?? '';
    const taken = await this.takeTurn(container);
    return taken.go
      ? answer({ ...state, waiting, turn: { server: this.server, container } }, taken)
      : answer(own === undefined ? { ...state, waiting } : state, taken);
  }

  /** Of all runs of Terraform, one at a time takes a server away. */
  private async takeTurn(container: string): Promise<Decision> {
    const { turn, cluster, run, manifest } = this.inputs;
    const found = await turn.find();
    if (found !== undefined && !(await this.isOver(found))) {
      return { go: false, awaiting: describe(found) };
    }
    if (found !== undefined) {
      await turn.remove(found);
    }
    const { image = manifest.images.kafka } = await cluster.server(turnHolder(manifest));
    const returns = !run.arguments.destroys;
    return (await turn.take({ run: run.name, server: this.server, container, returns }, image))
      ? { go: true }
      : { go: false, awaiting: 'another run of Terraform, which has been quicker' };
  }

  /** A turn of this run is another one's by now; that of another run ends with it, or when its server is back. */
  private async isOver({ turn }: HeldTurn): Promise<boolean> {
    return (
      turn !== undefined &&
      (isSameRun(turn.run, this.inputs.run.name) ||
        (await this.inputs.run.isOver(turn.run)) ||
        (await this.isReplaced(turn)) ||
        (!turn.returns && (await this.isGone(turn))))
    );
  }

  /** A broker hands its leaders over through the metadata store and would wait for it in vain: when all are destroyed, brokers go first. */
  private async leave(state: RolloutState, gathered: boolean): Promise<Step> {
    if (this.isBroker(this.server)) {
      const { container = '' } = await this.inputs.cluster.server(this.server);
      const others = state.leaving.filter(({ server }) => server !== this.server);
      const leaving = container === '' ? others : [...others, { server: this.server, container }];
      return answer({ ...state, leaving }, { go: true });
    }
    // No broker gets anything from it.
    if ((await this.inputs.cluster.server(this.server)).isStopped) {
      return answer(state, { go: true });
    }
    const now = await Promise.all(state.leaving.map(({ server }) => this.inputs.cluster.server(server)));
    const left = state.leaving.filter(({ container }, index) => now[index]?.container === container);
    const unheard = (await this.inputs.run.gates()).filter(
      (server) => this.isBroker(server) && state.leaving.every((other) => other.server !== server),
    );
    const names = [...left.map(({ server }) => server), ...unheard].join(', ');
    const decision: Decision =
      gathered && names === '' ? { go: true } : { go: false, awaiting: `${gathered ? names : 'the brokers'} to go` };
    return { state, result: { decision, turn: names } };
  }

  private async decide(state: RolloutState, gathered: boolean): Promise<Decision> {
    if (state.turn !== undefined) {
      return await this.awaitTurn(state.turn);
    }
    if (!gathered) {
      return { go: false, awaiting: 'the other servers that are to be replaced' };
    }
    // A server that it has stopped, or another one, may be needed the next moment.
    if (!(await this.inputs.cluster.server(new ClusterNames(this.manifest.name).proofLock)).isStopped) {
      return { go: false, awaiting: 'the proof to end that is under way, and takes servers away too' };
    }
    const kafka = await this.inputs.cluster.kafka();
    const waiting = await Promise.all(Object.keys(state.waiting).map((server) => this.waitingServer(server, kafka)));
    const next = nextServer(waiting, rolloutRoles(this.manifest));
    if (next?.server !== this.server) {
      return { go: false, awaiting: `its turn, after ${next?.server ?? 'none'}` };
    }
    const awaiting = next.serves ? await this.unmetConditionWithout(next, kafka) : undefined;
    return awaiting === undefined ? { go: true } : { go: false, awaiting };
  }

  /** A server that is only destroyed does not come back, and all who follow would wait for it in vain. */
  private async awaitTurn(turn: LeavingServer): Promise<Decision> {
    const { server } = turn;
    return this.inputs.run.arguments.destroys && (await this.isGone(turn))
      ? { go: false, refused: otherNeverReturns(this.server, server) }
      : { go: false, awaiting: `${server} to be replaced and healthy` };
  }

  private async waitingServer(server: string, kafka: KafkaAnswers): Promise<WaitingServer> {
    const { isStopped, isHealthy, isStuck } = await this.inputs.cluster.server(server);
    const id = this.manifest.brokers.find(({ container }) => container === server)?.id;
    // A health test that fails tells nothing of what others get from it; that of a broker, the other brokers know.
    const isUseless =
      isStopped || (!isHealthy && id !== undefined && 'answers' in kafka && !isServing(id, kafka.answers));
    return {
      server,
      role: this.roleOf(server),
      serves: !isUseless,
      ...{ isHealthy, isStuck },
      controller: 'answers' in kafka && this.isController(server, kafka),
    };
  }

  private isController(
    server: string,
    { answers, quorum }: Extract<KafkaAnswers, { readonly answers: unknown }>,
  ): boolean {
    const node = this.nodeIdOf(server);
    // Until the metadata are taken, a broker leads beside the quorum.
    const isLed = quorum === undefined || this.manifest.metadata.migration?.brokers === 'migrating';
    return node !== undefined && (node === quorum?.leader || (isLed && node === answers[0]?.controller));
  }

  /** Kafka's number of a server that is one of Kafka's own. */
  private nodeIdOf(server: string): number | undefined {
    const { brokers, metadata } = this.manifest;
    return (
      brokers.find(({ container }) => container === server)?.id ??
      metadata.servers.find(({ container }) => container === server)?.nodeId
    );
  }

  /** What must be so before the cluster can do without a server, and is not yet; undefined when nothing. */
  private async unmetConditionWithout(next: WaitingServer, kafka: KafkaAnswers): Promise<string | undefined> {
    const others = [...this.manifest.metadata.servers, ...this.manifest.brokers]
      .map(({ container }) => container)
      .filter((container) => container !== next.server);
    const stuck = next.isStuck === true ? [next.server] : [];
    for (const container of others) {
      const { isHealthy, isStuck } = await this.inputs.cluster.server(container);
      if (!isHealthy) {
        return `${container} to be healthy`;
      }
      if (isStuck === true) {
        stuck.push(container);
      }
    }
    if ('silence' in kafka) {
      return `an answer to the administrator (${kafka.silence})`;
    }
    const { brokers } = this.manifest;
    const declared = brokers.map(({ id }) => id);
    const leaving = brokers.find(({ container }) => container === next.server)?.id;
    const stuckBrokers = brokers.filter(({ container }) => stuck.includes(container)).map(({ id }) => id);
    return (
      unmetConditionOf(leaving, declared, kafka.answers, stuckBrokers) ??
      (kafka.quorum &&
        ((await this.unmetMembers(next, kafka.quorum)) ??
          unmetConditionInQuorum(this.nodeIdOf(next.server), kafka.quorum, (node) => this.staysVoter(node))))
    );
  }

  /** One that leaves is still a voter; whoever comes has a vote before a server goes that has one. */
  private async unmetMembers({ server }: WaitingServer, quorum: QuorumView): Promise<string | undefined> {
    return serversOf(this.manifest).includes(server)
      ? await this.inputs.cluster.members(quorum, this.nodeIdOf(server))
      : undefined;
  }

  private staysVoter(node: number): boolean {
    const { quorum, servers } = this.manifest.metadata;
    return quorum === undefined || servers.some(({ nodeId }) => nodeId === node);
  }

  private roleOf(server: string): string {
    const declared = this.manifest.metadata.servers.find(({ container }) => container === server);
    return this.isBroker(server) ? 'broker' : (declared?.role ?? '');
  }

  private isBroker(server: string): boolean {
    return this.manifest.brokers.some(({ container }) => container === server);
  }

  private async isGone({ server, container }: LeavingServer): Promise<boolean> {
    return (await this.inputs.cluster.server(server)).container !== container;
  }

  /** Another container bears the name, and it is healthy. */
  private async isReplaced(turn: LeavingServer): Promise<boolean> {
    const { container, isHealthy } = await this.inputs.cluster.server(turn.server);
    return container !== turn.container && isHealthy;
  }
}

const answer = (state: RolloutState, decision: Decision): Step => ({
  state,
  result: { decision, turn: state.turn?.server },
});

/** The server on whose engine, and with whose image, the turn stands. */
export const turnHolder = ({ brokers, name }: Pick<ClusterManifest, 'brokers' | 'name'>): string =>
  brokers[0]?.container ?? name;

function describe({ turn, id }: HeldTurn): string {
  const who =
    turn === undefined ? '' : ` of process ${turn.run.process} on ${turn.run.host}, which replaces ${turn.server}`;
  return `another run of Terraform${who} (where there is none any more: docker rm -f ${id.slice(0, 12)})`;
}
