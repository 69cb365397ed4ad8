import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { OperationError } from '../../model/violation';
import { nextUpgradeRoll } from '../../runtime/kafka/broker-software';
import type { UpgradeRoll } from '../../runtime/kafka/version-change';
import { synthesize } from '../synthesize';
import type { Workspace } from '../workspace';

/**
 * Looks which roll of an upgrade comes next, of brokers that there are to those that were synthesized. For the first of two, synthesizes
 * again: brokers then go on to speak as they do.
 */
export async function prepareUpgrade(workspace: Workspace): Promise<UpgradeRoll | undefined> {
  const roll = await nextUpgradeRoll(await workspace.manifest());
  if (roll?.kind === 'software') {
    await synthesize(workspace, { keptProtocol: roll.protocols.from });
  }
  return roll;
}

/** For people: what a roll does, and what can't be undone; nothing where there is no upgrade. */
export function upgradeLines(roll: UpgradeRoll | undefined): readonly string[] {
  if (roll === undefined) {
    return [];
  }
  const { versions, protocols } = roll;
  if (roll.kind === 'protocol') {
    return [
      `Kafka ${versions.to}: each broker is replaced once more, to speak protocol ${protocols.to} and no longer ${protocols.from}. This can’t be undone:`,
      `from the first of them on, no version below ${protocols.to} can be declared.`,
    ];
  }
  return [
    versions.from === versions.to
      ? `Kafka ${versions.to} goes on to speak protocol ${protocols.from} until every broker is up and healthy.`
      : `Kafka ${versions.from} becomes ${versions.to} in two rolls. This is the first: each broker is replaced, and goes on to speak protocol ${protocols.from}.`,
    `Until the second, a version of ${protocols.from} may be declared again. The second has them speak ${protocols.to}, and can’t be undone.`,
    `To stop before it, declare brokerProperties: { '${INTER_BROKER_PROTOCOL}': '${protocols.from}' }.`,
  ];
}

/** A roll that is to be the second one, and is none: a broker has gone since. */
export const upgradeUnfinished = (cluster: string, { protocols }: UpgradeRoll): OperationError =>
  new OperationError({
    code: 'UpgradeUnfinished',
    subject: `cluster ${cluster}`,
    rule: `every broker must be up and healthy, and of a version that knows protocol ${protocols.to}, before one of them speaks it`,
    value: `protocol ${protocols.from}`,
    remedy: 'see why a broker is not (docker ps, docker logs), and deploy again, which goes on from here',
  });
