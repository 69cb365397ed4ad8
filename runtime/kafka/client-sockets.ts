import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { Duration } from '../../model/units/duration';

/** Between two signs of life on a connection on which nobody says anything, as kafkajs has it. */
const ALIVE = Duration.seconds(60);

/** What kafkajs opens a connection by. */
interface Connecting {
  readonly host: string;
  readonly port: number;
  /** Absent where it is without TLS, whatever the library's own types say. */
  readonly ssl?: ConnectionOptions | null;
  readonly onConnect: () => void;
}

/**
 * Connections of a client of kafkajs, which goes on to wait for answers whoever has given it up, and then tries again: with these it can be ended at
 * any time.
 */
export class ClientSockets {
  readonly #open = new Set<Socket>();
  #haveEnded = false;

  /** Opens connections as kafkajs does by itself; none any more once they were ended. */
  public readonly factory = ({ host, port, ssl, onConnect }: Connecting): Socket => {
    if (this.#haveEnded) {
      throw new Error(ENDED);
    }
    const socket = ssl
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
      : connectTcp({ host, port }, onConnect);
    socket.setKeepAlive(true, ALIVE.milliseconds);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Ends all of them; what was asked on them fails. */
  public end(): void {
    this.#haveEnded = true;
    for (const socket of this.#open) {
      // An end without an error would leave the library waiting.
      socket.destroy(new Error(ENDED));
    }
  }
}

const ENDED = 'nobody waits for it any more';
