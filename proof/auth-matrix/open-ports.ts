import type { Violation } from '../../model/violation';
import type { Engines } from '../../runtime/engine/engines';
import { socketsOf, type Socket } from '../protocol/sockets';

/** Ports on which something listens for others than its own machine. */
export function listeningPorts(sockets: readonly Socket[]): readonly number[] {
  const listening = sockets.filter(({ state, address }) => state === 'listening' && !isLoopback(address));
  return [...new Set(listening.map(({ local }) => local))].sort((a, b) => a - b);
}

/** The kernel writes addresses in words of four bytes, little-endian. */
function isLoopback(address: string): boolean {
  const isMapped = /^0{16}F{4}0{4}/i.test(address);
  return address.length === 8 || isMapped ? address.endsWith('7F') : /^0{24}01000000$/.test(address);
}

/** What is wrong with a server's open ports. */
export function undeclaredPortViolations(
  container: string,
  open: readonly number[],
  declared: ReadonlySet<number>,
): Violation[] {
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

/** What is wrong with the ports on which a container's processes listen. */
export async function openPortViolations(
  engines: Engines,
  container: string,
  declared: ReadonlySet<number>,
): Promise<Violation[]> {
  const sockets = await socketsOf(engines, container);
  return sockets === undefined
    ? [notRunning(container)]
    : undeclaredPortViolations(container, listeningPorts(sockets), declared);
}

function notRunning(container: string): Violation {
  return {
    code: 'PortsNotSeen',
    subject: container,
    rule: 'must run, so that the ports on which it listens can be seen',
    remedy: 'see why it does not (docker ps -a, docker logs), or run npm run deploy',
  };
}
