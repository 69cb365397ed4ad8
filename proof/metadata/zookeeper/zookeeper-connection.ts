import type { Duplex } from 'node:stream';
import { ByteReader, ByteWriter } from '../../../runtime/protocol/bytes';
import { FramedConnection } from '../../../runtime/protocol/framed-connection';
import { Refused } from '../../../runtime/protocol/refused';

const GET_CHILDREN = 8;
const CLOSE_SESSION = -11;
const SESSION_TIMEOUT_MS = 10_000;
const ERRORS: Readonly<Record<number, string>> = { [-101]: 'NoNode', [-102]: 'NoAuth', [-115]: 'AuthFailed' };

/** A session of one client with one ZooKeeper node, which reads and changes nothing. */
export class ZooKeeperConnection {
  private readonly frames: FramedConnection;

  public constructor(stream: Duplex) {
    this.frames = new FramedConnection(stream);
  }

  /** Names below a node of the tree. */
  public async childrenOf(path: string): Promise<string[]> {
    await this.frames.exchange(
      new ByteWriter().int32(0).int64(0).int32(SESSION_TIMEOUT_MS).int64(0).bytes(Buffer.alloc(16)).int8(0).toBuffer(),
    );
    const answer = new ByteReader(
      await this.frames.exchange(
        new ByteWriter().int32(1).int32(GET_CHILDREN).bytes(Buffer.from(path)).int8(0).toBuffer(),
      ),
    );
    const error = answer.skip(4 + 8).int32();
    if (error !== 0) {
      throw new Refused(ERRORS[error] ?? `error ${error}`);
    }
    const names = answer.array(() => answer.buffer().toString('utf8'));
    await this.frames.exchange(new ByteWriter().int32(2).int32(CLOSE_SESSION).toBuffer());
    return names;
  }

  /** The answer to one of the commands of four letters. */
  public async command(letters: string): Promise<string> {
    return await this.frames.text(letters);
  }

  public close(): void {
    this.frames.close();
  }
}
