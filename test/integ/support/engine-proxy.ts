import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

const SOCKET = '/var/run/docker.sock';

/** A way to the engine over TCP, as to one on another machine; it can be cut while the engine itself goes on. */
export class EngineProxy {
  private readonly sockets = new Set<Socket>();
  // Half open: who has sent all of its input still reads the output.
  private readonly server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: SOCKET, allowHalfOpen: true });
    for (const socket of [client, engine]) {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    }
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
    (this.limitsSwap ? client : client.pipe(withoutSwapLimit())).pipe(engine);
    engine.pipe(client);
  });

  /** @param limitsSwap whether the engine counts swap; one that doesn't takes containers as without that limit */
  public constructor(private readonly limitsSwap = true) {}

  /** Value for `DOCKER_HOST`. */
  public async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends every connection and takes no new one. */
  public cut(): void {
    this.server.close();
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }
}

/** Requests that set a container's limits, from the first byte; clients begin one by a write of its own. */
const SETS_LIMITS = /^POST \S*\/containers\/(?:create|[^/]+\/update)[? ]/;

/** What an engine does whose machine counts no swap: it drops the limit, and says so of the container. */
function withoutSwapLimit(): Transform {
  let held = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _, done) {
      held = Buffer.concat([held, chunk]);
      const request = held.toString('latin1');
      if (!SETS_LIMITS.test(request)) {
        done(undefined, held);
        held = Buffer.alloc(0);
        return;
      }
      const [head = '', body] = request.split('\r\n\r\n', 2);
      const length = /^content-length: (\d+)$/im.exec(head)?.[1];
      if (body === undefined || length === undefined || body.length < Number(length)) {
        done();
        return;
      }
      held = Buffer.alloc(0);
      const limited = body.replace(/"MemorySwap":[1-9]\d*/, '"MemorySwap":-1');
      const text = `${head.replace(/^(content-length: )\d+$/im, `$1${limited.length}`)}\r\n\r\n${limited}`;
      done(undefined, Buffer.from(text, 'latin1'));
    },
  });
}
