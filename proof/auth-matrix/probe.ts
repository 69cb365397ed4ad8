import { Duration } from '../../model/units/duration';
import type { Duplex } from 'node:stream';
import { Interrupted, pause, TimedOut } from '../../runtime/wait';
import { secure, type Address, type Dial, type Tls } from '../../runtime/protocol/dial';
import { refusalOf } from '../../runtime/protocol/refused';
import { isExpected, NO_ANSWER, type Answer, type Attempt, type Expectation } from './attempt';

/** One server at one of its ports. */
export interface TargetServer {
  /** How the report names it, such as `broker 1`. */
  readonly at: string;
  readonly address: Address;
}

/** Servers at one of their ports, and the way to them. */
export interface ProbeTarget {
  readonly name: string;
  readonly dial: Dial;
  readonly servers: readonly TargetServer[];
}

/** What is tried with an open connection; whatever it throws is the refusal. */
export type ProbeAction = (stream: Duplex) => Promise<void>;

/** One identity to be tried, and what must come of it. */
export interface Probe {
  readonly by: string;
  readonly identity: string;
  readonly expected: Expectation;
  /** Absent for a client that speaks plaintext. */
  readonly tls?: Tls | ((server: TargetServer) => Tls);
  readonly action: ProbeAction;
  /** At each server, or at one of them in turn. Default at each. */
  readonly where?: 'each' | 'one';
}

/** Tries of one probe: a refusal for an unexpected reason may come from a busy server, so only the last try counts. */
const TRIES = 3;
/** Probes that run at the same time. */
const CONCURRENCY = 8;

/** Runs every probe against the target, some side by side. */
export async function runProbes(
  target: ProbeTarget,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<Attempt[]> {
  const planned = probes.map((probe, index) => ({ probe, servers: serversFor(target, probe, index) }));
  const answers = new Map<Probe, Answer[]>(probes.map((probe) => [probe, []]));
  const queue = planned.flatMap(({ probe, servers }) => servers.map((server) => ({ probe, server })));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { probe, server } = next;
      answers.get(probe)?.push({ at: server.at, actual: await retryProbe(target, probe, server, signal) });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return probes.map((probe) => ({
    listener: target.name,
    by: probe.by,
    identity: probe.identity,
    expected: probe.expected,
    answers: (answers.get(probe) ?? []).sort((a, b) => (a.at < b.at ? -1 : 1)),
  }));
}

function serversFor(target: ProbeTarget, { where }: Probe, index: number): readonly TargetServer[] {
  const turn = target.servers[index % Math.max(1, target.servers.length)];
  return where === 'one' && turn !== undefined ? [turn] : target.servers;
}

async function retryProbe(
  target: ProbeTarget,
  probe: Probe,
  server: TargetServer,
  signal: AbortSignal,
): Promise<string> {
  for (let left = TRIES; ; left--) {
    const actual = await runProbe(target, probe, server);
    if (left <= 1 || actual === 'let in' || isExpected(probe.expected, actual)) {
      return actual;
    }
    await pause(Duration.milliseconds(200), signal, `${probe.identity} at ${target.name}`);
  }
}

/** `let in`, or why not. */
export async function runProbe(
  target: ProbeTarget,
  { tls, action }: Pick<Probe, 'tls' | 'action'>,
  server: TargetServer,
): Promise<string> {
  let socket: Duplex | undefined;
  try {
    socket = await target.dial(server.address);
    const shown = typeof tls === 'function' ? tls(server) : tls;
    await action(shown === undefined ? socket : await secure(socket, server.address, shown));
    return 'let in';
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    return error instanceof TimedOut ? NO_ANSWER : refusalOf(error).reason;
  } finally {
    socket?.destroy();
  }
}
