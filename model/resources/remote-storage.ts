import type { Properties } from '../formats/properties';
import type { Violation } from '../violation';

const isOn = (value: unknown): boolean => /^\s*true\s*$/i.test(String(value));

/**
 * What Kafka refuses of a topic that keeps its old segments elsewhere (KIP-405), however right each setting is by itself.
 *
 * @param brokers the brokers' own properties, where they are known
 */
export function remoteStorageViolations(
  subject: string,
  config: Readonly<Record<string, string>>,
  brokers: Properties | undefined,
): readonly Violation[] {
  if (!isOn(config['remote.storage.enable'])) {
    return [];
  }
  const violation = { code: 'RemoteStorageIllegal', subject };
  const isMissing = brokers !== undefined && !isOn(brokers['remote.log.storage.system.enable']);
  const isCompacted = (config['cleanup.policy'] ?? '').includes('compact');
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
    ...(isCompacted
      ? [
          {
            ...violation,
            rule: 'a topic with remote.storage.enable must not be compacted',
            value: config['cleanup.policy'],
            remedy: "leave one of the two out, cleanup.policy for Kafka's default",
          },
        ]
      : []),
  ];
}
