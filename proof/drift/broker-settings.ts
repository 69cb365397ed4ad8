import { counted } from '../../model/formats/counted';
import type { FeatureLevels } from '../../model/cluster/metadata-store';
import type { ClusterManifest, ManifestBroker } from '../../model/manifest/manifest';
import { hasOneMinimum, MINIMUM } from '../../model/moving/minimum-in-sync';
import { usedFeatures } from '../../runtime/kafka/feature-changes';
import { CONFIG_SOURCES, type ConfigEntry, type ConfigValue } from '../protocol/admin-connection';
import { isIgnored } from '../verification/ignored';
import { leftToOthers, type DriftArea, type DriftResult, type Deviation } from './deviation';

/** What one broker tells of its configuration. */
export interface ToldSettings {
  readonly broker: ManifestBroker;
  readonly settings: readonly ConfigEntry[];
}

/** Kafka writes the one beside the other by itself (KafkaConfig.populateSynonyms). */
const SYNONYMS: Readonly<Partial<Record<string, string>>> = { 'node.id': 'broker.id', 'broker.id': 'node.id' };

/**
 * Where brokers run with other settings than declared: whatever was set while they run, for one of them or for all, and what their
 * files gave them that is not in the declaration.
 *
 * @param used levels of the features that the cluster uses, whatever is declared: they don't fall when the declaration goes back
 */
export function settingDrift(
  cluster: Pick<ClusterManifest, 'ignored'>,
  told: readonly ToldSettings[],
  used: FeatureLevels = {},
): DriftResult {
  const deviations = new Map<string, Deviation>();
  const others: string[] = [];
  for (const { broker, settings } of told) {
    for (const entry of settings) {
      for (const place of entry.places.filter(({ name }) => name === entry.name)) {
        const dynamic = isKeptByQuorum(used, place) ? minimumDeviation(broker, place) : dynamicDeviation(broker, place);
        if (dynamic !== undefined && isIgnored(cluster, 'broker-setting', entry.name)) {
          others.push(dynamic.violation.subject);
        } else if (dynamic !== undefined) {
          deviations.set(dynamic.violation.subject, dynamic);
        } else if (place.source === CONFIG_SOURCES.file) {
          const deviation = fileDeviation(broker, place);
          if (deviation !== undefined) {
            deviations.set(deviation.violation.subject, deviation);
          }
        }
      }
    }
  }
  return {
    deviations: [...deviations.values()],
    evidence: [
      `${counted(told.length, 'broker runs', 'brokers run')} with the declared settings, and nothing was set while they run, for one of them or for all`,
      ...leftToOthers(others),
    ],
  };
}

/** Something that was set while brokers run, with Kafka's own tools: it holds until somebody takes it away. */
function dynamicDeviation({ id }: ManifestBroker, { name, value, source }: ConfigValue): Deviation | undefined {
  const where = {
    [CONFIG_SOURCES.broker]: { subject: `broker ${id}`, resource: String(id) },
    [CONFIG_SOURCES.clusterDefault]: { subject: 'cluster default', resource: '' },
  }[source];
  return (
    where && {
      violation: {
        code: 'SettingUndeclared',
        subject: `${where.subject}, ${name}`,
        rule: 'must not be set while brokers run: settings are declared, and stand in the brokers’ files',
        value: value ?? 'a secret',
        remedy:
          'take it away (npm run drift -- --fix) and declare it (settings, brokerProperties), or say whose it is (driftIgnore of the cluster)',
      },
      fix: { broker: id, resource: { type: 'broker', name: where.resource }, setting: name },
    }
  );
}

/** What a quorum writes by itself, as the files say it when it begins to. */
const isKeptByQuorum = (used: FeatureLevels, { name, source }: ConfigValue): boolean =>
  name === MINIMUM && source === CONFIG_SOURCES.clusterDefault && hasOneMinimum(used);

function minimumDeviation({ settings }: ManifestBroker, { name, value }: ConfigValue): Deviation | undefined {
  const declared = settings[name];
  return declared === undefined || declared === value
    ? undefined
    : {
        violation: {
          code: 'SettingDiffers',
          subject: `cluster default, ${name}`,
          rule: `must be ${declared}, as declared`,
          value,
          remedy:
            'run npm run deploy, or put it back (npm run drift -- --fix): the quorum keeps it, whatever the brokers’ files say later',
        },
        fix: { resource: { type: 'broker', name: '' }, setting: name, value: declared },
      };
}

function fileDeviation({ id, settings }: ManifestBroker, { name, value }: ConfigValue): Deviation | undefined {
  const declared = settings[name] ?? settings[SYNONYMS[name] ?? ''];
  if (declared !== undefined && (value === undefined || declared.includes('${') || isSame(declared, value))) {
    return undefined;
  }
  return {
    violation: {
      code: 'SettingDiffers',
      subject: `broker ${id}, ${name}`,
      rule: declared === undefined ? 'must not be set, since nobody declared it' : `must be ${declared}, as declared`,
      value: value ?? 'a secret',
      remedy: 'run npm run plan to see what differs, then npm run deploy, which replaces the broker',
    },
  };
}

/** Kafka shows values as it has read them: numbers without leading zeros, lists without blanks. */
function isSame(declared: string, told: string): boolean {
  const plain = (text: string): string => text.trim().replace(/\s*,\s*/g, ',');
  const [one, other] = [plain(declared), plain(told)];
  return (
    one === other ||
    (one !== '' && Number(one) === Number(other)) ||
    (/^(true|false)$/i.test(one) && one.toLowerCase() === other.toLowerCase())
  );
}

/** Where loggers of a broker have another level than its logging gives them: one that is silent hides who was refused. */
export function loggerDeviations(
  cluster: Pick<ClusterManifest, 'logLevels'>,
  { id }: Pick<ManifestBroker, 'id'>,
  loggers: readonly ConfigEntry[],
): Deviation[] {
  return loggers.flatMap(({ name, value }): Deviation[] => {
    const level = levelOf(cluster.logLevels, name);
    return level === undefined || value === level
      ? []
      : [
          {
            violation: {
              code: 'LogLevelDiffers',
              subject: `broker ${id}, logger ${name}`,
              rule: `must log from ${level} on`,
              value: value ?? 'not told',
              remedy: 'put it back (npm run drift -- --fix), or restart the broker, which forgets it',
            },
            fix: { broker: id, resource: { type: 'broker-logger', name: String(id) }, setting: name, value: level },
          },
        ];
  });
}

/** The level of the nearest logger above, as in log4j. */
function levelOf(levels: ClusterManifest['logLevels'], logger: string): string | undefined {
  for (let name = logger; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
    const level = levels[name];
    if (level !== undefined) {
      return level;
    }
  }
  return levels['root'];
}

export const brokerSettings: DriftArea = {
  name: 'settings of the brokers',
  find: async (fixture) => {
    const { manifest, clients } = fixture.proof;
    const used = manifest.metadata.features === undefined ? {} : await usedFeatures(manifest, clients);
    const told = await Promise.all(
      manifest.brokers.map(async (broker) => {
        const connection = await fixture.broker(broker.id);
        const name = String(broker.id);
        const settings = (await connection.configsOf([{ type: 'broker', name }])).get(name) ?? [];
        const loggers = (await connection.configsOf([{ type: 'broker-logger', name }])).get(name) ?? [];
        return { broker, settings, loggers };
      }),
    );
    const drift = settingDrift(manifest, told, used);
    return {
      deviations: [
        ...drift.deviations,
        ...told.flatMap(({ broker, loggers }) => loggerDeviations(manifest, broker, loggers)),
      ],
      evidence: drift.evidence,
    };
  },
};
