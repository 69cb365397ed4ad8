import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { OperationError } from '../model/violation';

/** Below those that Linux, macOS and Windows give to whoever asks for any, and above those of well-known services. */
const RANGE = { first: 20_000, beyond: 32_000 } as const;
const TRIES = 50;

/** Ports on 127.0.0.1 that are nobody's. */
export interface HeldPorts {
  readonly first: number;
  /** Lets go of them, for a server to take. */
  release(): Promise<void>;
}

/**
 * Finds that many free ports in a row, and holds them: whoever else looks for some meanwhile gets others.
 *
 * @throws OperationError `PortsTaken`
 */
export async function holdPorts(count: number): Promise<HeldPorts> {
  for (let tries = 0; tries < TRIES; tries++) {
    const first = randomInt(RANGE.first, RANGE.beyond - count);
    const taken = await Promise.all(Array.from({ length: count }, (_, i) => listen(first + i)));
    const release = async (): Promise<void> => {
      await Promise.all(taken.map(async (server) => server && closed(server)));
    };
    if (taken.every((server) => server !== undefined)) {
      return { first, release };
    }
    await release();
  }
  throw new OperationError({
    code: 'PortsTaken',
    subject: '127.0.0.1',
    rule: `must have ${count} free ports in a row between ${RANGE.first} and ${RANGE.beyond}`,
    remedy: 'end what listens there',
  });
}

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => {
      resolve(undefined);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      resolve(server);
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
