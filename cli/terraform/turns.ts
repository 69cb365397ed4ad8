/** Work that is done one after another, whoever asks for it. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Does it when all that was asked for before has ended, in whichever way. */
  public take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
