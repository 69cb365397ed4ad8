import { type Admin, type ConfigEntries, ConfigResourceTypes } from 'kafkajs';
import { until, type Wait } from '../wait';

/** Settings by their names, as a topic or a broker has them now. */
export type ResourceSettings = ReadonlyMap<string, ConfigEntries>;

type Asked = Pick<Admin, 'describeConfigs'>;

/** What topics are set to, by their names. */
export async function topicSettings(
  admin: Asked,
  topics: readonly string[],
  settings: readonly string[] | undefined,
  wait: Wait,
): Promise<ReadonlyMap<string, ResourceSettings>> {
  return await settingsOf(admin, ConfigResourceTypes.TOPIC, topics, settings, wait);
}

/** What brokers go by, by their ids. Each answers for itself, at its advertised address. */
export async function brokerSettings(
  admin: Asked,
  brokers: readonly number[],
  settings: readonly string[],
  wait: Wait,
): Promise<ReadonlyMap<number, ResourceSettings>> {
  const found = await settingsOf(admin, ConfigResourceTypes.BROKER, brokers.map(String), settings, wait);
  return new Map([...found].map(([id, values]) => [Number(id), values]));
}

/** Asked again when it fails: a broker that has just come back, or is about to go, answers with an error at first. */
async function settingsOf(
  admin: Asked,
  type: ConfigResourceTypes,
  names: readonly string[],
  settings: readonly string[] | undefined,
  wait: Wait,
): Promise<ReadonlyMap<string, ResourceSettings>> {
  if (names.length === 0) {
    return new Map();
  }
  const wanted = settings === undefined ? {} : { configNames: [...settings] };
  const { resources } = await until(
    () =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: names.map((name) => ({ type, name, ...wanted })),
      }),
    wait,
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map((entry) => [entry.configName, entry])),
    ]),
  );
}
