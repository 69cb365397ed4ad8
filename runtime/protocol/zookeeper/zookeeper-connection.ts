import type { Duplex } from 'node:stream';
import { ByteReader, ByteWriter } from '../bytes';
import { FramedConnection } from '../framed-connection';
import { Refused } from '../refused';

const DELETE = 2;
const GET_DATA = 4;
const GET_CHILDREN = 8;
const CLOSE_SESSION = -11;
const SESSION_TIMEOUT_MS = 10_000;
const ERRORS: Readonly<Record<number, string>> = { [-101]: 'NoNode', [-102]: 'NoAuth', [-115]: 'AuthFailed' };

const NO_NODE = -101;
const ANY_VERSION = -1;

/** A session of one client with one ZooKeeper node. */
export class ZooKeeperConnection {
  private readonly frames: FramedConnection;

  public constructor(stream: Duplex) {
    this.frames = new FramedConnection(stream);
  }

  /** Names below a node of the tree. */
  public async childrenOf(path: string): Promise<string[]> {
    return await this.inSession(async (request) => {
      const { error, answer } = await request(GET_CHILDREN, (body) => body.bytes(Buffer.from(path)).int8(0));
      refuse(error);
      return answer.array(() => answer.buffer().toString('utf8'));
    });
  }

  /** What a node of the tree holds; undefined where there is no such node. */
  public async dataOf(path: string): Promise<string | undefined> {
    return await this.inSession(async (request) => {
      const { error, answer } = await request(GET_DATA, (body) => body.bytes(Buffer.from(path)).int8(0));
      refuse(error === NO_NODE ? 0 : error);
      return error === NO_NODE ? undefined : answer.buffer().toString('utf8');
    });
  }

  /** Takes a node of the tree away, whoever has made it; one that is not there is fine. */
  public async remove(path: string): Promise<void> {
    await this.inSession(async (request) => {
      const { error } = await request(DELETE, (body) => body.bytes(Buffer.from(path)).int32(ANY_VERSION));
      refuse(error === NO_NODE ? 0 : error);
    });
  }

  /** The answer to one of the commands of four letters. */
  public async command(letters: string): Promise<string> {
    return await this.frames.text(letters);
  }

  public close(): void {
    this.frames.close();
  }

  /** A session of one request: a connection begins with it, and ends with it. */
  private async inSession<T>(work: (request: RequestSender) => Promise<T>): Promise<T> {
    await this.frames.exchange(
      new ByteWriter().int32(0).int64(0).int32(SESSION_TIMEOUT_MS).int64(0).bytes(Buffer.alloc(16)).int8(0).toBuffer(),
    );
    const result = await work(async (operation, write) => {
      const body = new ByteWriter().int32(1).int32(operation);
      write(body);
      const answer = new ByteReader(await this.frames.exchange(body.toBuffer()));
      return { error: answer.skip(4 + 8).int32(), answer };
    });
    await this.frames.exchange(new ByteWriter().int32(2).int32(CLOSE_SESSION).toBuffer());
    return result;
  }
}

/** Sends one request, and gives its answer after the error. */
type RequestSender = (
  operation: number,
  write: (body: ByteWriter) => unknown,
) => Promise<{ readonly error: number; readonly answer: ByteReader }>;

function refuse(error: number): void {
  if (error !== 0) {
    throw new Refused(ERRORS[error] ?? `error ${error}`);
  }
}
