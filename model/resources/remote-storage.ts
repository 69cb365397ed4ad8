import type { Properties, PropertyValue } from '../formats/properties';
import { isTrue } from '../settings/java-text';
import type { Violation } from '../violation';

type Config = Readonly<Record<string, string>>;

/** A limit of what is kept: of all of a topic, and of what its brokers keep themselves. */
interface Retention {
  readonly all: string;
  readonly local: string;
  /** What holds where a topic does not say. */
  readonly byDefault: (brokers: Properties) => PropertyValue;
}

const HOUR_MS = 3_600_000;
/** Kafka's own. */
const WEEK_HOURS = 168;

const RETENTIONS: readonly Retention[] = [
  {
    all: 'retention.ms',
    local: 'local.retention.ms',
    byDefault: (brokers) =>
      brokers['log.retention.ms'] ??
      (brokers['log.retention.minutes'] === undefined
        ? Number(brokers['log.retention.hours'] ?? WEEK_HOURS) * HOUR_MS
        : (Number(brokers['log.retention.minutes']) * HOUR_MS) / 60),
  },
  {
    all: 'retention.bytes',
    local: 'local.retention.bytes',
    byDefault: (brokers) => brokers['log.retention.bytes'] ?? -1,
  },
];
/** As much as all of it. */
const AS_ALL = -2;

/**
 * What Kafka refuses of a topic that keeps its old segments elsewhere (KIP-405), however right each setting is by itself.
 *
 * @param brokers the brokers' own properties, where they are known
 */
export function remoteStorageViolations(
  subject: string,
  config: Config,
  brokers: Properties | undefined,
): readonly Violation[] {
  if (!isTrue(config['remote.storage.enable'])) {
    return [];
  }
  const violation = { code: 'RemoteStorageIllegal', subject };
  const isMissing = brokers !== undefined && !isTrue(brokers['remote.log.storage.system.enable']);
  const policy = config['cleanup.policy'] ?? String(brokers?.['log.cleanup.policy'] ?? '');
  return [
    ...(isMissing
      ? [
          {
            ...violation,
            rule: 'remote.storage.enable must be left off where brokers have no remote storage: they refuse the topic',
            value: 'true',
            remedy:
              'leave it out, or set remote.log.storage.system.enable in brokerProperties, with what stores the segments',
          },
        ]
      : []),
    ...(policy.includes('compact')
      ? [
          {
            ...violation,
            rule: 'a topic with remote.storage.enable must not be compacted',
            value: policy,
            remedy: "leave one of the two out, cleanup.policy for Kafka's default",
          },
        ]
      : []),
    ...RETENTIONS.flatMap((retention) => localViolations(subject, config, brokers, retention)),
  ];
}

/**
 * A negative limit is none; where all of it has one, what is kept locally has one too, and no larger. Nobody can tell where a limit is
 * of brokers that are not known here, or is looked up by them.
 */
function localViolations(
  subject: string,
  config: Config,
  brokers: Properties | undefined,
  { all, local, byDefault }: Retention,
): readonly Violation[] {
  const most = Number(config[all] ?? (brokers && byDefault(brokers)));
  const kept = Number(config[local] ?? brokers?.[`log.${local}`] ?? AS_ALL);
  return kept === AS_ALL || !Number.isFinite(most + kept) || most < 0 || (kept >= 0 && kept <= most)
    ? []
    : [
        {
          code: 'RemoteStorageIllegal',
          subject,
          rule: `${local} must be at most ${all}, ${most}, where old segments are elsewhere, or ${AS_ALL} for as much: brokers refuse the topic`,
          value: kept,
          remedy: `leave ${local} out, or keep more by ${all}`,
        },
      ];
}
