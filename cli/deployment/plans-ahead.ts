import type { Early } from './early';

/** Plans that are made before their turn, and made anew where they were not, or are out of date by then. */
export class PlansAhead {
  #begun: (() => Promise<void>) | undefined;

  public constructor(private readonly plan: () => Promise<void>) {}

  /** Begins to make them. */
  public begin(early: Early): void {
    this.#begun = early.begin(this.plan);
  }

  /** Whether they are being made, or are there. */
  public get isBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Something has changed that they were made of. */
  public outdate(): void {
    this.#begun = undefined;
  }

  /** Gives those that were begun, once; afterwards and otherwise makes them. */
  public async take(): Promise<void> {
    const begun = this.#begun ?? this.plan;
    this.#begun = undefined;
    await begun();
  }
}
