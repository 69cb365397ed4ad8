import type { Early } from './early';

/** Work that is done before its turn, such as planning, and anew where it was not, or is out of date by then. */
export class Ahead<T> {
  #begun: (() => Promise<T>) | undefined;

  public constructor(private readonly work: () => Promise<T>) {}

  /** Begins it; what is given is awaited before. */
  public begin(early: Early, before?: () => Promise<unknown>): void {
    this.#begun = early.begin(before === undefined ? this.work : (): Promise<T> => before().then(this.work));
  }

  /** Whether it is under way, or done. */
  public get isBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Something has changed that it rests on. */
  public outdate(): void {
    this.#begun = undefined;
  }

  /** Gives what was begun, once; afterwards and otherwise does it. */
  public async take(): Promise<T> {
    const begun = this.#begun ?? this.work;
    this.#begun = undefined;
    return await begun();
  }
}
