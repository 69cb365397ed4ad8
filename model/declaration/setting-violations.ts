import { defined } from '../arguments/defined';
import { settingsProperties } from '../cluster/broker-settings';
import type { ClusterModel } from '../cluster/cluster-model';
import { ownBrokerProperties } from '../files/broker-properties';
import { SettingDefinitions } from '../settings/setting-definitions';
import type { Advice, Violation } from '../violation';
import type { KafkaClusterProps } from './cluster-props';
import { sessionTimeoutViolations } from './former-props';
import { openWithoutRulesAdvice } from './open-without-rules';

/** What is wrong or unwise in the brokers' settings, whichever props they come by. */
export const settingViolations = (
  subject: string,
  props: KafkaClusterProps,
  model: ClusterModel,
): readonly (Violation | Advice)[] => [
  ...sessionTimeoutViolations(subject, props),
  ...kafkasViolations(subject, model),
  ...twiceViolations(subject, props),
  ...unwiseSettings(subject, props),
  ...internalTopicViolations(subject, model),
];

/** What Kafka says of the settings, beside what the package writes itself. */
function kafkasViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  // The one with the highest id, below which nothing may be reserved.
  const broker = model.brokers.at(-1);
  const own = broker === undefined ? {} : ownBrokerProperties(model, broker);
  return SettingDefinitions.of(model.version).brokerViolations(subject, model.brokerProperties, own);
}

/** Settings that are legal, and declared with open eyes. */
function unwiseSettings(subject: string, { settings = {} }: KafkaClusterProps): readonly Advice[] {
  const about = `${subject}/settings`;
  return [
    ...(settings.autoCreateTopics === true
      ? [
          {
            code: 'TopicsAutoCreated',
            subject: `${about}/autoCreateTopics`,
            rule: 'topics should be made by who declares them: a misspelt name makes one that nobody did',
            value: 'true',
            remedy: 'declare topics with addTopic',
            unwise: true as const,
          },
        ]
      : []),
    ...openWithoutRulesAdvice(about, settings),
  ];
}

/** Nobody could tell which of the two counts. */
function twiceViolations(
  subject: string,
  { settings = {}, brokerProperties }: KafkaClusterProps,
): readonly Violation[] {
  const given = defined(brokerProperties);
  return Object.keys(settingsProperties(settings))
    .filter((name) => name in given)
    .map((value) => ({
      code: 'BrokerPropertyTwice',
      subject: `${subject}/brokerProperties`,
      rule: 'brokerProperties must not hold what settings have set',
      value,
      remedy: 'leave one of the two out',
    }));
}

/** Owned properties that were let through can ask for more copies than there are brokers: the topics are never made then. */
function internalTopicViolations(subject: string, { brokerProperties, brokers }: ClusterModel): readonly Violation[] {
  return ['offsets.topic.replication.factor', 'transaction.state.log.replication.factor']
    .filter((name) => Number(brokerProperties[name] ?? 1) > brokers.length)
    .map((name) => ({
      code: 'InternalTopicFactorTooHigh',
      subject: `${subject}/brokerProperties`,
      rule: `${name} must be at most ${brokers.length} (brokers), or no group and no transaction ever finds its coordinator`,
      value: String(brokerProperties[name]),
      remedy: 'lower it or add brokers',
    }));
}
