import type { Fault } from '../constructs/private/fault';
import { bounded, messageOf, type Span } from '../tools/clients/wait';

interface Step {
  readonly what: string;
  readonly within: Span;
  run(): Promise<void>;
}

/**
 * What has to be undone, the last first: a killed broker comes back, a topic goes away. A step is noted before the deed, so
 * that nothing is forgotten when the proof is interrupted in between; each step may find that there is nothing to do.
 */
export class Undo {
  readonly #steps: Step[] = [];

  /** Notes a step. The function that it returns undoes it now, and only once. */
  public note(what: string, run: () => Promise<void>, within: Span = '60s'): () => Promise<void> {
    const step = { what, within, run };
    this.#steps.push(step);
    return async () => {
      const at = this.#steps.indexOf(step);
      if (at >= 0) {
        // Struck off only after it succeeded: what failed is tried once more at the end.
        await bounded(run(), { within, awaiting: what });
        this.#steps.splice(this.#steps.indexOf(step), 1);
      }
    };
  }

  /** Undoes everything that is left; what cannot be undone comes back as faults, and does not stop the rest. */
  public async all(): Promise<Fault[]> {
    const faults: Fault[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await bounded(step.run(), { within: step.within, awaiting: step.what });
      } catch (error) {
        faults.push({
          code: 'NotUndone',
          subject: step.what,
          rule: 'must be undone after the proof',
          value: messageOf(error),
          remedy: 'do it by hand, or run npm run deploy',
        });
      }
    }
    return faults;
  }
}
