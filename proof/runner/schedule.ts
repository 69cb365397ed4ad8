import { Interrupted } from '../../runtime/wait';
import { standBeside, type Claim } from '../context/claim';

/** A check's place in the schedule: what it has, and what it waits for. */
export interface Turn {
  readonly held?: Claim | undefined;
  readonly wanted?: Claim | undefined;
}

/**
 * Which of the turns get what they want now, by their indices, from how all of them stand in the order of the suite. Those that hold
 * something come first, since others wait for their end; then the earlier ones. Nobody overtakes one whose wish is another than its own,
 * so that each comes to its turn.
 */
export function nextTurns(turns: readonly Turn[]): number[] {
  const waiting = turns
    .map(({ held, wanted }, index) => ({ index, isUnderWay: held !== undefined, wanted }))
    .filter((turn): turn is typeof turn & { readonly wanted: Claim } => turn.wanted !== undefined)
    .sort((one, other) => Number(other.isUnderWay) - Number(one.isUnderWay) || one.index - other.index);
  const next: number[] = [];
  for (const [place, { index, wanted }] of waiting.entries()) {
    const others = turns.flatMap(({ held }, other) => (other === index || held === undefined ? [] : [held]));
    const ahead = waiting.slice(0, place).map((turn) => turn.wanted);
    if ([...others, ...ahead].every((claim) => standBeside(wanted, claim))) {
      next.push(index);
    }
  }
  return next;
}

/** One check's claims: see {@link Schedule}. */
export interface Claimant {
  readonly held: Claim | undefined;
  /** Milliseconds that it has waited for others so far. */
  readonly waitedMs: number;
  /** Gives up what it has for something else, as soon as the others let it. */
  claim(claim: Claim, signal?: AbortSignal): Promise<void>;
  /** It is over. */
  release(): void;
}

interface MutableTurn {
  held?: Claim | undefined;
  wanted?: Claim | undefined;
  grant: () => void;
}

/**
 * Lets checks run side by side that don't disturb each other, and all others one after the other in the order of the suite: what each
 * begins with is known before the first one begins.
 */
export class Schedule {
  readonly #turns: readonly MutableTurn[];

  public constructor(first: readonly Claim[]) {
    this.#turns = first.map((wanted) => ({ wanted, grant: () => undefined }));
  }

  /** Of the check with an index in that order, which has to release it in the end. */
  public claimant(index: number): Claimant {
    const turn = this.#turns[index];
    if (turn === undefined) {
      throw new Error(`no check ${index} in the schedule`);
    }
    const settle = (): void => {
      this.settle();
    };
    let waitedMs = 0;
    return {
      get held() {
        return turn.held;
      },
      get waitedMs() {
        return waitedMs;
      },
      claim: async (claim, signal) => {
        const from = Date.now();
        await granted(turn, claim, signal, settle);
        waitedMs += Date.now() - from;
      },
      release: () => {
        turn.held = undefined;
        turn.wanted = undefined;
        settle();
      },
    };
  }

  private settle(): void {
    // Whoever goes on to another claim may make room for the next one.
    for (let next = nextTurns(this.#turns); next.length > 0; next = nextTurns(this.#turns)) {
      for (const turn of next.flatMap((index) => this.#turns[index] ?? [])) {
        turn.held = turn.wanted;
        turn.wanted = undefined;
        turn.grant();
      }
    }
  }
}

async function granted(
  turn: MutableTurn,
  claim: Claim,
  signal: AbortSignal | undefined,
  settle: () => void,
): Promise<void> {
  if (turn.held === claim && turn.wanted === undefined) {
    return;
  }
  await new Promise<void>((done, fail) => {
    const giveUp = (): void => {
      turn.wanted = undefined;
      fail(new Interrupted('waiting for the other checks'));
      settle();
    };
    turn.wanted = claim;
    turn.grant = () => {
      signal?.removeEventListener('abort', giveUp);
      done();
    };
    if (signal?.aborted === true) {
      giveUp();
    } else {
      signal?.addEventListener('abort', giveUp, { once: true });
      settle();
    }
  });
}
