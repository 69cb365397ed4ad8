import type { Duplex } from 'node:stream';
import { patient } from '../patience';
import { bounded } from '../wait';
import { CLOSED, Refused, refusalOf } from './refused';

/** Far above any answer that is asked for here: a longer one is no frame but another protocol's bytes. */
const LONGEST_FRAME = 1 << 24;
const ANSWER_SECONDS = 10;

/** A connection whose messages are preceded by their length in four bytes, as Kafka's are. */
export class FramedConnection {
  #received = Buffer.alloc(0);
  #failure: Refused | undefined;
  #wake: () => void = () => undefined;

  public constructor(private readonly stream: Duplex) {
    stream.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    const fail = (failure: Refused): void => {
      this.#failure ??= failure;
      this.#wake();
    };
    stream.on('error', (error) => {
      fail(refusalOf(error));
    });
    for (const ending of ['end', 'close']) {
      stream.on(ending, () => {
        fail(new Refused(CLOSED));
      });
    }
  }

  /** Sends a message and gives the next one that comes. */
  public async exchange(message: Buffer): Promise<Buffer> {
    const length = Buffer.alloc(4);
    length.writeInt32BE(message.length);
    this.stream.write(Buffer.concat([length, message]));
    return await bounded(this.frame(), { within: patient(ANSWER_SECONDS), awaiting: 'an answer' });
  }

  /** Sends bytes that are no frame, and gives everything that comes until the other side ends. */
  public async text(bytes: string): Promise<string> {
    this.stream.write(bytes);
    const all = async (): Promise<string> => {
      while (this.#failure === undefined) {
        await this.more();
      }
      return this.#received.toString('utf8');
    };
    return await bounded(all(), { within: patient(ANSWER_SECONDS), awaiting: 'the end of an answer' });
  }

  public close(): void {
    this.stream.destroy();
  }

  private async frame(): Promise<Buffer> {
    for (;;) {
      const length = this.#received.length < 4 ? undefined : this.#received.readInt32BE();
      if (length !== undefined && (length < 0 || length > LONGEST_FRAME)) {
        throw new Refused('answered in another protocol');
      }
      if (length !== undefined && this.#received.length >= 4 + length) {
        const frame = this.#received.subarray(4, 4 + length);
        this.#received = this.#received.subarray(4 + length);
        return frame;
      }
      if (this.#failure !== undefined) {
        throw this.#failure;
      }
      await this.more();
    }
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
