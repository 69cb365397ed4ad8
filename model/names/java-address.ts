import { isIP } from 'node:net';

const GROUPS = 8;

/**
 * An IP address as Java's `InetAddress.getHostAddress` shows it, which is the text that Kafka's authorizer compares: IPv6 in
 * eight groups without leading zeros, and IPv4 for an address that maps it. What is no such address stays as it is.
 */
export function javaAddress(host: string): string {
  if (isIP(host) !== 6 || host.includes('%')) {
    return host;
  }
  // A URL's form is in lower case already, without leading zeros, and with an IPv4 end as two groups.
  const [head = [], tail] = new URL(`http://[${host}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(GROUPS - head.length - tail.length).fill('0'), ...tail];
  const text = groups.join(':');
  return text.startsWith('0:0:0:0:0:ffff:') ? groups.slice(-2).flatMap(octets).join('.') : text;
}

const octets = (group: string): readonly number[] => {
  const value = parseInt(group, 16);
  return [value >> 8, value & 0xff];
};
