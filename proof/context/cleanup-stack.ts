import { OperationError, type Violation } from '../../model/violation';
import { bounded, messageOf, type Span } from '../../runtime/wait';

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
  #closed = false;

  /**
   * Notes a step. The function that it returns undoes it now, and only once.
   *
   * @throws OperationError when the undoing has begun, so that the deed is not done; the step is run at once, since some deeds are
   * known only afterwards
   */
  public note(what: string, run: () => Promise<void>, within: Span = '60s'): () => Promise<void> {
    const step = { what, within, run };
    if (this.#closed) {
      void undone(step).catch(() => undefined);
      throw new OperationError({
        code: 'UndoneAlready',
        subject: what,
        rule: 'must be noted before the undoing begins',
        remedy: 'run the proof again',
      });
    }
    this.#steps.push(step);
    return async () => {
      const at = this.#steps.indexOf(step);
      if (at >= 0) {
        // Struck off only after it succeeded: what failed is tried once more at the end.
        await undone(step);
        this.#steps.splice(this.#steps.indexOf(step), 1);
      }
    };
  }

  /** Undoes everything that is left; what cannot be undone comes back as faults, and does not stop the rest. */
  public async all(): Promise<Violation[]> {
    this.#closed = true;
    const violations: Violation[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await undone(step);
      } catch (error) {
        violations.push({
          code: 'NotUndone',
          subject: step.what,
          rule: 'must be undone after the proof',
          value: messageOf(error),
          remedy: 'do it by hand, or run npm run deploy',
        });
      }
    }
    return violations;
  }
}

async function undone(step: Step): Promise<void> {
  await bounded(step.run(), { within: step.within, awaiting: step.what });
}
