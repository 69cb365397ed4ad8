import type { Duplex } from 'node:stream';
import { Interrupted, pause, TimedOut } from '../../runtime/wait';
import { secure, type Address, type Dial, type Tls } from '../protocol/dial';
import { refusalOf } from '../protocol/refused';
import type { Answer, Expectation, Trial } from './attempt';
import { isExpected } from './attempt';

/** One server at one of its ports. */
export interface Place {
  /** How the report names it, such as `broker 1`. */
  readonly at: string;
  readonly address: Address;
}

/** A listener, and the way to it. */
export interface Gate {
  readonly name: string;
  readonly dial: Dial;
  readonly places: readonly Place[];
}

/** What is tried with an open connection; whatever it throws is the refusal. */
export type Act = (stream: Duplex) => Promise<void>;

/** One identity to be tried. */
export interface Visit {
  readonly by: string;
  readonly identity: string;
  readonly expected: Expectation;
  /** Absent for a client that speaks plaintext. */
  readonly tls?: Tls | ((place: Place) => Tls);
  readonly act: Act;
  /** At each place, or at one that takes turns. Default at each. */
  readonly where?: 'each' | 'one';
}

/** A refusal for another reason may be a server that is busy: only the last of these counts. */
const TRIES = 3;
const TOGETHER = 8;

/** Tries every visit at the gate, some side by side. */
export async function tryAll(gate: Gate, visits: readonly Visit[], signal: AbortSignal): Promise<Trial[]> {
  const trials = visits.map((visit, index) => ({ visit, places: placesFor(gate, visit, index) }));
  const answers = new Map<Visit, Answer[]>(visits.map((visit) => [visit, []]));
  const queue = trials.flatMap(({ visit, places }) => places.map((place) => ({ visit, place })));
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { visit, place } = next;
      answers.get(visit)?.push({ at: place.at, actual: await tryAgain(gate, visit, place, signal) });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return visits.map((visit) => ({
    listener: gate.name,
    by: visit.by,
    identity: visit.identity,
    expected: visit.expected,
    answers: (answers.get(visit) ?? []).sort((a, b) => (a.at < b.at ? -1 : 1)),
  }));
}

function placesFor(gate: Gate, { where }: Visit, index: number): readonly Place[] {
  const turn = gate.places[index % Math.max(1, gate.places.length)];
  return where === 'one' && turn !== undefined ? [turn] : gate.places;
}

async function tryAgain(gate: Gate, visit: Visit, place: Place, signal: AbortSignal): Promise<string> {
  for (let left = TRIES; ; left--) {
    const actual = await tryOnce(gate, visit, place);
    if (left <= 1 || actual === 'let in' || isExpected(visit.expected, actual)) {
      return actual;
    }
    await pause('200ms', signal, `${visit.identity} at ${gate.name}`);
  }
}

/** `let in`, or why not. */
export async function tryOnce(gate: Gate, { tls, act }: Pick<Visit, 'tls' | 'act'>, place: Place): Promise<string> {
  let socket: Duplex | undefined;
  try {
    socket = await gate.dial(place.address);
    const shown = typeof tls === 'function' ? tls(place) : tls;
    await act(shown === undefined ? socket : await secure(socket, place.address, shown));
    return 'let in';
  } catch (error) {
    if (error instanceof Interrupted) {
      throw error;
    }
    return error instanceof TimedOut ? 'no answer in time' : refusalOf(error).reason;
  } finally {
    socket?.destroy();
  }
}
