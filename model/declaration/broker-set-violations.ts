import type { ClusterModel } from '../cluster/cluster-model';
import { refersElsewhere } from '../settings/java-text';
import { isCount, rangeInWords, SENSE } from '../units/sense';
import type { Violation } from '../violation';
import type { KafkaClusterProps } from './cluster-props';

/** What is wrong in which brokers there are, and in what is said of each of them by its id. */
export const brokerSetViolations = (
  subject: string,
  props: KafkaClusterProps,
  model: ClusterModel,
): readonly Violation[] => [
  ...countViolations(subject, props),
  ...twiceViolations(subject, props),
  ...idViolations(subject, props, model),
];

function countViolations(subject: string, props: KafkaClusterProps): readonly Violation[] {
  const counts = {
    // None at all is `BrokersMissing`.
    brokers: typeof props.brokers === 'number' && props.brokers !== 0 ? props.brokers : undefined,
    internalTopicPartitions: props.internalTopicPartitions,
  };
  return (['brokers', 'internalTopicPartitions'] as const).flatMap((name) => {
    const value = counts[name];
    return value === undefined || isCount(value, SENSE[name])
      ? []
      : [
          {
            code: 'CountIllegal',
            subject,
            rule: `${name} must be a whole number ${rangeInWords(SENSE[name])}`,
            value,
            remedy: 'correct it, or leave it out for the default',
          },
        ];
  });
}

function twiceViolations(subject: string, { brokers, brokerIds }: KafkaClusterProps): readonly Violation[] {
  return brokers === undefined || brokerIds === undefined
    ? []
    : [
        {
          code: 'BrokersTwice',
          subject: `${subject}/brokers`,
          rule: 'brokers must not be counted where brokerIds name them',
          value: String(brokers),
          remedy: 'leave one of the two out',
        },
      ];
}

/**
 * Racks and ports for brokers that there aren't, most likely after an id has changed. As they are written: nobody would find what stands
 * beside `01`.
 */
function idViolations(subject: string, props: KafkaClusterProps, model: ClusterModel): readonly Violation[] {
  const ids = new Set(model.brokers.map(({ id }) => String(id)));
  const named = [
    ...Object.keys(props.racks ?? {}).map((id) => ({ where: 'racks', id })),
    ...model.listeners.flatMap((listener) =>
      listener.brokersWithOwnPort.map((id) => ({ where: `listeners/${listener.name}`, id })),
    ),
  ];
  return [
    ...named
      .filter(({ id }) => !ids.has(id))
      .map(({ where, id }) => ({
        code: 'BrokerUnknown',
        subject: `${subject}/${where}`,
        rule: `an entry must be for one of the brokers ${[...ids].join(', ')}`,
        value: id,
        remedy: 'correct the id or take the entry away',
      })),
    ...model.brokers
      .filter(({ rack }) => !/^\S(.*\S)?$/.test(rack) || refersElsewhere(rack))
      .map(({ id, rack }) => ({
        code: 'RackIllegal',
        subject: `${subject}/broker ${id}`,
        rule: 'a rack must have a name, without blanks at its ends, and none that brokers would look up elsewhere',
        value: JSON.stringify(rack),
        remedy: 'leave it out for a rack of its own',
      })),
  ];
}
