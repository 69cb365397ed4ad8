import type { Violation } from '../violation';

const INT = 2_147_483_647;
const LONG = Number.MAX_SAFE_INTEGER;

/** What Kafka takes for the settings that have a prop here, by its own names (`ConfigDef` and the checks of `KafkaConfig`). */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  'log.retention.ms': [1, LONG],
  'log.segment.bytes': [14, INT],
  'message.max.bytes': [0, INT],
  'num.partitions': [1, INT],
  // Not below replica.fetch.wait.max.ms, whose default is 500.
  'replica.lag.time.max.ms': [500, LONG],
  'num.network.threads': [1, INT],
  'num.io.threads': [1, INT],
  'group.initial.rebalance.delay.ms': [0, INT],
  'offsets.retention.minutes': [1, INT],
  'transactional.id.expiration.ms': [1, INT],

  'segment.bytes': [14, INT],
  'segment.ms': [1, LONG],
  'max.message.bytes': [0, INT],
};

/** A violation for every number that Kafka would refuse, which would keep a broker from starting or a topic from being made. */
export function rangeViolations(
  subject: string,
  settings: Readonly<Record<string, string | number | boolean | undefined>>,
): readonly Violation[] {
  return Object.entries(RANGES).flatMap(([name, [least, most]]) => {
    const value = settings[name];
    if (value === undefined) {
      return [];
    }
    const number = Number(value);
    return Number.isInteger(number) && number >= least && number <= most
      ? []
      : [
          {
            code: 'SettingOutOfRange',
            subject,
            rule: `${name} must be a whole number from ${least} to ${most}`,
            value: String(value),
            remedy: 'choose one in between, or leave it out for Kafka’s default',
          },
        ];
  });
}
