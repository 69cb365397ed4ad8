import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

const SOCKET = '/var/run/docker.sock';

/** A way to the engine over TCP, as to one on another machine; it can be cut while the engine itself goes on. */
export class EngineProxy {
  private readonly sockets = new Set<Socket>();
  // Half open: who has sent all of its input still reads the output.
  private readonly server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: SOCKET, allowHalfOpen: true });
    for (const [from, to] of [
      [client, engine],
      [engine, client],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => this.sockets.delete(from));
    }
  });

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
