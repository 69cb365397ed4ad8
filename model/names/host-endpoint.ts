import { isIP } from 'node:net';
import type { Violation } from '../violation';
import { javaAddress } from './java-address';

/** A port on an address of the engine's host. */
export interface HostEndpoint {
  readonly hostAddress: string;
  readonly hostPort: number;
  /** The engine, by its endpoint; absent for what `DOCKER_HOST` or the default socket reaches. */
  readonly engine?: string;
}

/** Stand for every address of the host, or for so many that nobody should have to count them. */
const EVERY_ADDRESS: readonly string[] = ['0.0.0.0', '0:0:0:0:0:0:0:0'];

/**
 * Whether it is an IP address of one machine, or of all, that a certificate can bear and an engine can bind: without the name of a network
 * interface, and none of a group, which no machine has for itself.
 */
const isAddress = (host: string): boolean => isIP(host) !== 0 && !host.includes('%') && !isGroup(host);

/** Multicast, and IPv4's broadcast. */
const isGroup = (host: string): boolean => /^(22[4-9]|23\d)\.|^255\.255\.255\.255$|^ff..:/.test(javaAddress(host));

/** Whether it is an IP address that a connection can come from. */
export const isSource = (host: string): boolean => isAddress(host) && !isEveryAddress(host);

export const isEveryAddress = (host: string): boolean => EVERY_ADDRESS.includes(javaAddress(host));

/** Whether a host is reached from its own machine alone. */
export const isLoopback = (host: string): boolean =>
  /^localhost$/i.test(host) ||
  javaAddress(host) === '0:0:0:0:0:0:0:1' ||
  (isIP(host) !== 0 && javaAddress(host).startsWith('127.'));

/** Whether an engine could not give out both: the same port on the same address, or on one that stands for every one. */
export function collide(one: HostEndpoint, other: HostEndpoint): boolean {
  return (
    one.engine === other.engine &&
    one.hostPort === other.hostPort &&
    (javaAddress(one.hostAddress) === javaAddress(other.hostAddress) ||
      [one, other].some(({ hostAddress }) => isEveryAddress(hostAddress)))
  );
}

/** Endpoints that collide with an earlier one of the list. */
export function taken(endpoints: readonly HostEndpoint[]): readonly HostEndpoint[] {
  return endpoints.filter((endpoint, index) => endpoints.slice(0, index).some((earlier) => collide(endpoint, earlier)));
}

/** `host:port`, an IPv6 address in brackets. */
export const hostAndPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Whether it is `host:port` as above, with a port that there is. */
export function isHostAndPort(text: string): boolean {
  const [, name, address = '', port] = /^(?:([^[\]:]+)|\[([^[\]]+)\]):(\d{1,5})$/.exec(text) ?? [];
  // Names inside of networks may have underscores, which no certificate would take.
  const isHost = name === undefined ? isIP(address) === 6 && isAddress(address) : namesHost(name.replace(/_/g, 'x'));
  return port !== undefined && isHost && isPort(Number(port));
}

/** `host:port` in one spelling: hosts are the same in upper and lower case, and an IPv6 address however it is shortened. */
export function spelledOut(text: string): string {
  const [, name = '', address = '', port = ''] = /^(?:([^[\]]*)|\[([^[\]]+)\]):(\d+)$/.exec(text) ?? [];
  return port === '' ? text : `${(name || javaAddress(address)).toLowerCase()}:${Number(port)}`;
}

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/**
 * Whether it names one host, by an IP address or by a name that certificates and clients take, rather than every one. What ends in
 * a number is no name: it was meant for an address, and some clients take it for one.
 */
export const namesHost = (host: string): boolean =>
  isIP(host) === 0
    ? /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(host) &&
      !/(^|\.)(\d+|0x[0-9a-f]*)$/i.test(host)
    : isSource(host);

export const showEndpoint = ({ hostAddress, hostPort }: HostEndpoint): string => hostAndPort(hostAddress, hostPort);

export const portViolations = (subject: string, ports: readonly number[]): readonly Violation[] =>
  ports
    .filter((port) => !isPort(port))
    .map((value) => ({
      code: 'PortIllegal',
      subject,
      rule: 'a port must be a whole number from 1 to 65535',
      value,
      remedy: 'choose another',
    }));

/** Docker binds what is no address to every one, without a word. */
export function bindAddressViolations(subject: string, endpoints: readonly HostEndpoint[]): readonly Violation[] {
  const addresses = new Set(endpoints.map(({ hostAddress }) => hostAddress));
  return [...addresses]
    .filter((address) => !isAddress(address))
    .map((value) => ({
      code: 'BindAddressIllegal',
      subject,
      rule: 'bindAddress must be an IP address of the engine’s host: the engine binds anything else to every address',
      value,
      remedy: 'write 127.0.0.1 rather than localhost; host names belong into advertisedHost',
    }));
}
