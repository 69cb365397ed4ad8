import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import type { Violation } from '../../model/violation';

/** What of a broker decides whether others can be replaced beside it. */
export interface BrokerSoftware {
  /** Kafka's version, such as `3.9.2`. */
  readonly version: string;
  /** What its {@link INTER_BROKER_PROTOCOL} says, such as `3.8` or `3.8-IV0`; absent for its own version's. */
  readonly interBrokerProtocol?: string;
}

/**
 * What is wrong with replacing brokers one at a time by such as are declared. Brokers of both kinds run beside each other meanwhile:
 * what the new ones send must be known to the old ones, and Kafka with ZooKeeper never goes back from a protocol that has been in use.
 */
export function versionChangeViolations(
  subject: string,
  running: BrokerSoftware,
  declared: BrokerSoftware,
): readonly Violation[] {
  const [from, to] = [protocolOf(running), protocolOf(declared)];
  const known = lower(lineOf(running.version), lineOf(declared.version));
  if (compare(to, from) >= 0 && compare(to, known) <= 0) {
    return [];
  }
  const pin = `brokerProperties: { '${INTER_BROKER_PROTOCOL}': '${show(from)}' }`;
  const downgrade = compare(from, lineOf(declared.version)) > 0;
  return [
    {
      code: 'VersionNotJoinable',
      subject,
      rule: downgrade
        ? `must not go back below the protocol that its brokers speak, ${show(from)}, which ${declared.version} does not know`
        : `must be replaced by brokers that speak what it understands, ${show(from)} up to ${show(known)}, as both run side by side`,
      value: `${running.version} to be ${declared.version} with protocol ${show(to)}`,
      remedy: downgrade
        ? `declare ${running.version} again, or a cluster of another name and move to it: no server was touched`
        : `deploy twice: first with ${pin}, then without it: no server was touched`,
    },
  ];
}

type Line = readonly [number, number];

/** `3.9` of `3.9.2` or `3.9-IV0`. */
function lineOf(version: string): Line {
  const [, major = 0, minor = 0] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}

const protocolOf = ({ version, interBrokerProtocol }: BrokerSoftware): Line => lineOf(interBrokerProtocol ?? version);

const compare = (one: Line, other: Line): number => one[0] - other[0] || one[1] - other[1];

const lower = (one: Line, other: Line): Line => (compare(one, other) <= 0 ? one : other);

const show = (line: Line): string => line.join('.');
