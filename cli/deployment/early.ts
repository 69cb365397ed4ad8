/**
 * Work that is begun before its turn comes, on processors that would be idle. What it fails with is told in its turn, by whoever asks
 * for the result, and by nobody where something before it fails.
 */
export class Early {
  private readonly underWay: Promise<unknown>[] = [];

  /** Begins it, and answers with what waits for its result. */
  public begin<T>(work: () => Promise<T>): () => Promise<T> {
    const result = work();
    this.underWay.push(result);
    // Nobody may come to ask: that is no error of its own.
    result.catch(() => undefined);
    return () => result;
  }

  /** Waits until none of it is under way any more, however it ended. */
  public async ended(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }
}
