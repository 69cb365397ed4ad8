import { PassThrough } from 'node:stream';
import { ask, statusOf } from '../../runtime/engine/engine';
import type { Engines } from '../../runtime/engine/engines';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import { collect, demultiplex } from '../../runtime/toolbox/container-stream';

/** A socket of TCP, as the kernel lists it. */
export interface Socket {
  /** Its own address, in the kernel's spelling. */
  readonly address: string;
  readonly local: number;
  /** The port at the other end; 0 where it listens. */
  readonly remote: number;
  readonly state: 'listening' | 'established' | 'other';
}

const STATES: Readonly<Record<string, Socket['state']>> = { '0A': 'listening', '01': 'established' };

/** Reads `/proc/net/tcp` and `/proc/net/tcp6`. */
export function parseSockets(tables: string): readonly Socket[] {
  const lines = tables.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) /gm);
  return [...lines].map(([, address = '', local = '', remote = '', state = '']) => ({
    address,
    local: parseInt(local, 16),
    remote: parseInt(remote, 16),
    state: STATES[state] ?? 'other',
  }));
}

/** A container's sockets; undefined when none of its processes runs, or all of them stand still. */
export async function socketsOf(
  engines: Engines,
  name: string,
  signal?: AbortSignal,
): Promise<readonly Socket[] | undefined> {
  const container = engines.container(name);
  try {
    const exec = await ask(
      `container ${name}`,
      container.exec({ Cmd: ['cat', '/proc/net/tcp', '/proc/net/tcp6'], AttachStdout: true, AttachStderr: true }),
    );
    const stream = await ask(`container ${name}`, exec.start({}));
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    demultiplex(container, stream, stdout, stderr);
    stderr.resume();
    stream.once('error', (error) => stdout.destroy(error));
    stream.once('end', () => stdout.end()).once('close', () => stdout.end());
    try {
      const awaiting = `the table of sockets of ${name}`;
      const tables = await bounded(collect(stdout), { within: patient(15), awaiting, signal });
      // A process that ended amid this has no table to show, not even an empty one.
      return tables.includes('local_address') ? parseSockets(tables) : undefined;
    } finally {
      stream.destroy();
    }
  } catch (error) {
    if (statusOf(error) === 409) {
      return undefined;
    }
    throw error;
  }
}
