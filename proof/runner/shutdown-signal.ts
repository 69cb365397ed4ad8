import { setMaxListeners } from 'node:events';
import type { Violation } from '../../model/violation';
import { messageOf } from '../../runtime/wait';

/** Ctrl-C, `kill` without a signal, and a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const OUTPUTS = [process.stdout, process.stderr] as const;

/** A closed output is no reason to end in an error: nobody reads what is still printed. */
const ignoreLoss = (): void => undefined;

/**
 * What ends a proof from outside: signals, a reader of its output that has gone (`| head`), an error that nobody caught. Checks end
 * early, and what they did is undone before the process ends.
 */
export class ShutdownSignal {
  readonly #controller = new AbortController();
  readonly #failures: Violation[] = [];
  readonly #onSignal = (): void => {
    this.#controller.abort();
  };
  readonly #onLoss = (error: Error): void => {
    this.fail(error, 'must be written to its end', 'write the output to a file');
  };
  readonly #onError = (error: unknown): void => {
    this.fail(error, 'must run to its end', 'see that every server runs (docker ps -a), and run it again');
  };

  public constructor() {
    // Every wait listens; Node would take more than ten for a leak.
    setMaxListeners(0, this.#controller.signal);
  }

  public get signal(): AbortSignal {
    return this.#controller.signal;
  }

  public get requested(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Errors that ended the proof early; nothing after them was judged. */
  public get failures(): readonly Violation[] {
    return this.#failures;
  }

  /** From now on signals and errors stop the proof rather than the process. */
  public listen(outer?: AbortSignal): this {
    for (const signal of SIGNALS) {
      process.on(signal, this.#onSignal);
    }
    process.on('uncaughtException', this.#onError);
    for (const output of OUTPUTS) {
      output.on('error', this.#onLoss);
    }
    if (outer?.aborted) {
      this.#onSignal();
    }
    outer?.addEventListener('abort', this.#onSignal, { once: true });
    return this;
  }

  /** Signals and errors end the process again, as they did before; an output that is lost stays so, and ends nothing. */
  public ignore(): void {
    for (const signal of SIGNALS) {
      process.off(signal, this.#onSignal);
    }
    process.off('uncaughtException', this.#onError);
    for (const output of OUTPUTS) {
      output.off('error', this.#onLoss).off('error', ignoreLoss).on('error', ignoreLoss);
    }
  }

  /** Ends the proof early for a reason that the report gives. */
  public fail(error: unknown, rule: string, remedy: string): void {
    // One that follows from the first says nothing new, and there may be one for every line.
    if (this.#failures.length === 0) {
      this.#failures.push({
        code: 'ProofBrokeOff',
        subject: 'the proof itself',
        rule,
        value: messageOf(error),
        remedy,
      });
    }
    this.#controller.abort();
  }
}
