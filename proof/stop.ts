import { setMaxListeners } from 'node:events';

/** Ctrl-C and a polite kill: checks end early, and what they did is undone before the process ends. */
export class Stop {
  readonly #controller = new AbortController();
  readonly #onSignal = (): void => {
    this.#controller.abort();
  };

  public constructor() {
    // Every wait listens; Node would take more than ten for a leak.
    setMaxListeners(0, this.#controller.signal);
  }

  public get signal(): AbortSignal {
    return this.#controller.signal;
  }

  public get asked(): boolean {
    return this.#controller.signal.aborted;
  }

  /** From now on signals stop the proof rather than the process. */
  public listen(outer?: AbortSignal): this {
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal);
    if (outer?.aborted) {
      this.#onSignal();
    }
    outer?.addEventListener('abort', this.#onSignal, { once: true });
    return this;
  }

  /** Signals end the process again, as they did before. */
  public ignore(): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal);
  }
}
