import type Docker from 'dockerode';
import { PassThrough } from 'node:stream';
import type { Fault } from '../../constructs/private/fault';
import { ask } from '../../tools/clients/engine';
import { bounded } from '../../tools/clients/wait';
import { demultiplex } from '../toolbox';

const LISTEN = '0A';

/** Ports on which something listens for others than its own machine, from the kernel's tables of sockets. */
export function listeningPorts(tables: string): readonly number[] {
  const ports = tables.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === LISTEN && !isLoopback(address) ? [parseInt(port, 16)] : [];
  });
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Addresses are written in words of four bytes, each back to front. */
function isLoopback(address: string): boolean {
  const isMapped = /^0{16}F{4}0{4}/i.test(address);
  return address.length === 8 || isMapped ? address.endsWith('7F') : /^0{24}01000000$/.test(address);
}

/** What is wrong with a server's open ports. */
export function portFaults(container: string, open: readonly number[], declared: ReadonlySet<number>): Fault[] {
  return open
    .filter((port) => !declared.has(port))
    .map((port) => ({
      code: 'PortUndeclared',
      subject: container,
      rule: `must listen on the declared ports alone (${[...declared].join(', ')})`,
      value: port,
      remedy: 'see what listens there (docker exec, /proc/net/tcp); take it away, or declare it as a listener',
    }));
}

/** Ports on which a container's processes listen. */
export async function openPorts(engine: Docker, container: string): Promise<readonly number[]> {
  const exec = await ask(
    `container ${container}`,
    engine.getContainer(container).exec({
      Cmd: ['cat', '/proc/net/tcp', '/proc/net/tcp6'],
      AttachStdout: true,
      AttachStderr: true,
    }),
  );
  const stream = await exec.start({});
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  demultiplex(engine.getContainer(container), stream, stdout, stderr);
  stderr.resume();
  stream.once('end', () => stdout.end());
  const read = async (): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stdout) {
      chunks.push(chunk as Buffer);
    }
    return Buffer.concat(chunks).toString('utf8');
  };
  return listeningPorts(await bounded(read(), { within: '15s', awaiting: `the table of sockets of ${container}` }));
}
