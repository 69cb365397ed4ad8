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
        : `npm run deploy does it in two rolls; with Terraform or cdktf alone apply twice: first with ${pin}, then without it: no server was touched`,
    },
  ];
}

/** One of the two rolls of an upgrade; each replaces every broker in turn. */
export interface UpgradeRoll {
  /** `software`: brokers get the declared version, and go on to speak as before. `protocol`: they begin to speak as is declared. */
  readonly kind: 'software' | 'protocol';
  /** The lowest version that runs, and the one that is declared. */
  readonly versions: { readonly from: string; readonly to: string };
  /** The lowest protocol that is spoken, as a broker's file says it, and the line of the one that is declared. */
  readonly protocols: { readonly from: string; readonly to: string };
}

/**
 * The roll that is next on the way from brokers that there are to those that are declared, as far as it is one of two; undefined where one
 * roll does all. Nothing but the brokers says how far an upgrade is.
 *
 * @param isWhole whether every declared broker is there, and healthy: otherwise that comes first, with the protocol that all of them speak yet
 */
export function upgradeRoll(
  running: readonly BrokerSoftware[],
  declared: BrokerSoftware,
  isWhole: boolean,
): UpgradeRoll | undefined {
  const target = protocolOf(declared);
  const [lowest, ...others] = [...running].sort((one, other) => compare(protocolOf(one), protocolOf(other)));
  if (lowest === undefined || compare(protocolOf(lowest), target) >= 0) {
    return undefined;
  }
  const all = [lowest, ...others];
  const know = all.every(({ version }) => compare(lineOf(version), target) >= 0);
  const isBegun = all.some((broker) => compare(protocolOf(broker), target) >= 0);
  const [oldest = lowest] = [...all].sort((one, other) => compare(lineOf(one.version), lineOf(other.version)));
  return {
    kind: know && (isBegun || isWhole) ? 'protocol' : 'software',
    versions: { from: oldest.version, to: declared.version },
    protocols: { from: lowest.interBrokerProtocol ?? show(protocolOf(lowest)), to: show(target) },
  };
}

/** Whether two protocols, or versions, belong to one line. */
export const isSameLine = (one: string, other: string): boolean => compare(lineOf(one), lineOf(other)) === 0;

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
