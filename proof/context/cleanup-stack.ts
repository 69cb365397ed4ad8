import { Duration } from '../../model/units/duration';
import { OperationError, type Violation } from '../../model/violation';
import { patient } from '../../runtime/patience';
import { bounded, messageOf } from '../../runtime/wait';

interface CleanupTask {
  readonly what: string;
  readonly within: Duration;
  run(): Promise<void>;
}

/**
 * What has to be undone, the last first: a killed broker comes back, a topic goes away. A task is pushed before the deed, so
 * that nothing is forgotten when the proof is interrupted in between; each task may find that there is nothing to do.
 */
export class CleanupStack {
  readonly #tasks: CleanupTask[] = [];
  #closed = false;

  /**
   * Pushes a task. The function that it returns undoes it now, and only once.
   *
   * @throws OperationError when the undoing has begun, so that the deed is not done; the task is run at once, since some deeds are
   * known only afterwards
   */
  public push(what: string, run: () => Promise<void>, within: Duration = patient(60)): () => Promise<void> {
    const task = { what, within, run };
    if (this.#closed) {
      void undone(task).catch(() => undefined);
      throw new OperationError({
        code: 'CleanupEnded',
        subject: what,
        rule: 'must be noted before the undoing begins',
        remedy: 'run the proof again',
      });
    }
    this.#tasks.push(task);
    return async () => {
      const at = this.#tasks.indexOf(task);
      if (at >= 0) {
        // Struck off only after it succeeded: what failed is tried once more at the end.
        await undone(task);
        this.#tasks.splice(this.#tasks.indexOf(task), 1);
      }
    };
  }

  /** Undoes everything that is left; what cannot be undone comes back as violations, and does not stop the rest. */
  public async runAll(): Promise<Violation[]> {
    this.#closed = true;
    const violations: Violation[] = [];
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      try {
        await undone(task);
      } catch (error) {
        violations.push({
          code: 'ChangeNotUndone',
          subject: task.what,
          rule: 'must be undone after the proof',
          value: messageOf(error),
          remedy: 'do it by hand, or run npm run deploy',
        });
      }
    }
    return violations;
  }
}

async function undone(task: CleanupTask): Promise<void> {
  await bounded(task.run(), { within: task.within, awaiting: task.what });
}
