import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { INTER_BROKER_PROTOCOL } from '../../model/cluster/broker-settings';
import { Duration } from '../../model/units/duration';
import { bounded } from '../wait';

/** What brokers say that they speak among themselves, such as `3.8-IV0`, whether or not their files say anything of it. */
export async function spokenProtocols(admin: Admin, ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const { resources } = await bounded(
    admin.describeConfigs({
      includeSynonyms: false,
      resources: ids.map((id) => ({
        type: ConfigResourceTypes.BROKER,
        name: String(id),
        configNames: [INTER_BROKER_PROTOCOL],
      })),
    }),
    { within: Duration.seconds(30), awaiting: 'the protocol that brokers speak' },
  );
  return new Map(
    resources.flatMap(({ resourceName, configEntries }) =>
      configEntries
        .filter(({ configName }) => configName === INTER_BROKER_PROTOCOL)
        .map(({ configValue }) => [Number(resourceName), configValue] as const),
    ),
  );
}
