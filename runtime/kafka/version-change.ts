import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { compareLines, lineOf } from '../../model/units/version';
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
  if (compareLines(to, from) >= 0 && compareLines(to, known) <= 0) {
    return [];
  }
  const pin = `brokerProperties: { '${INTER_BROKER_PROTOCOL}': '${from}' }`;
  const downgrade = compareLines(from, declared.version) > 0;
  return [
    {
      code: 'VersionNotJoinable',
      subject,
      rule: downgrade
        ? `must not go back below the protocol that its brokers speak, ${from}, which ${declared.version} does not know`
        : `must be replaced by brokers that speak what it understands, ${from} up to ${known}, as both run side by side`,
      value: `${running.version} to be ${declared.version} with protocol ${to}`,
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
  const [lowest, ...others] = [...running].sort((one, other) => compareLines(protocolOf(one), protocolOf(other)));
  if (lowest === undefined || compareLines(protocolOf(lowest), target) >= 0) {
    return undefined;
  }
  const all = [lowest, ...others];
  const know = all.every(({ version }) => compareLines(version, target) >= 0);
  const isBegun = all.some((broker) => compareLines(protocolOf(broker), target) >= 0);
  const [oldest = lowest] = [...all].sort((one, other) => compareLines(one.version, other.version));
  return {
    kind: know && (isBegun || isWhole) ? 'protocol' : 'software',
    versions: { from: oldest.version, to: declared.version },
    protocols: { from: lowest.interBrokerProtocol ?? protocolOf(lowest), to: target },
  };
}

/** Whether two protocols, or versions, belong to one line. */
export const isSameLine = (one: string, other: string): boolean => compareLines(one, other) === 0;

const protocolOf = ({ version, interBrokerProtocol }: BrokerSoftware): string => lineOf(interBrokerProtocol ?? version);

const lower = (one: string, other: string): string => (compareLines(one, other) <= 0 ? one : other);
