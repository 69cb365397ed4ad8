import type { Admin } from 'kafkajs';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { Duration } from '../../model/units/duration';
import { brokerSettings } from './resource-settings';

/** What brokers say that they speak among themselves, such as `3.8-IV0`, whether or not their files say anything of it. */
export async function spokenProtocols(admin: Admin, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const wait = { within: Duration.seconds(30), awaiting: 'the protocol that brokers speak' };
  const found = await brokerSettings(admin, ids, [INTER_BROKER_PROTOCOL], wait);
  return new Map(
    [...found].flatMap(([id, settings]) => {
      const spoken = settings.get(INTER_BROKER_PROTOCOL);
      return spoken === undefined ? [] : [[id, spoken.configValue] as const];
    }),
  );
}
