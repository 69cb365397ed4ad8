import { settingsProperties } from '../cluster/broker-settings';
import type { KafkaClusterProps } from './cluster-props';
import { Duration } from '../units/duration';
import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import type { Listener } from '../listeners/listener';
import type { Advice, Violation } from '../violation';
import { isLoopback, namesHost } from '../names/host-endpoint';
import { isRemoteEngine, isEngineAddress } from '../placement/engine-address';
import { LABEL_PREFIX } from '../names/names';
import { placementOf } from '../placement/placement';
import {
  durationViolations,
  isCount,
  isWithin,
  LENGTHS,
  rangeInWords,
  SENSE,
  SIZES,
  sizeViolations,
  textViolations,
} from '../units/sense';
import { sessionTimeoutViolations } from './former-props';
import { ownBrokerProperties } from '../files/broker-properties';
import { SettingDefinitions } from '../settings/setting-definitions';
import { versionViolations } from '../authentication/credential-version';

/** What is wrong or unwise in what a cluster was declared by, as far as its model alone doesn't show it. */
export function propsViolations(
  subject: string,
  props: KafkaClusterProps,
  model: ClusterModel,
): readonly (Violation | Advice)[] {
  return [
    ...countViolations(subject, props),
    ...brokersTwiceViolations(subject, props),
    ...senseViolations(subject, model),
    ...idViolations(subject, props, model),
    ...containerViolations(subject, model),
    ...startViolations(subject, model),
    ...validityViolations(subject, model),
    ...versionViolations(subject, 'certificateVersion', model.certificateVersion),
    ...sessionTimeoutViolations(subject, props),
    ...settingViolations(subject, model),
    ...twiceViolations(subject, props),
    ...unwiseSettings(subject, props),
    ...internalTopicViolations(subject, model),
    ...hostViolations(subject, model),
    ...engineViolations(subject, model),
  ];
}

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

/** The engine counts it in whole seconds here; a day is longer than any log takes to load. */
function startViolations(subject: string, { startTimeout }: ClusterModel): readonly Violation[] {
  const { milliseconds, seconds } = startTimeout;
  return milliseconds % 1000 === 0 && seconds >= 1 && seconds <= 86_400
    ? []
    : [
        {
          code: 'StartTimeoutIllegal',
          subject: `${subject}/startTimeout`,
          rule: 'startTimeout must be whole seconds, from 1 s to 24 hours',
          value: startTimeout.toString(),
          remedy: 'correct it, or leave it out for 3 minutes',
        },
      ];
}

function brokersTwiceViolations(subject: string, { brokers, brokerIds }: KafkaClusterProps): readonly Violation[] {
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

/** What Kafka says of the settings, beside what the package writes itself. */
function settingViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
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
    ...(settings.allowEveryoneWithoutAcl === true
      ? [
          {
            code: 'EveryoneAllowed',
            subject: `${about}/allowEveryoneWithoutAcl`,
            rule: 'what no rule is about should be open to nobody',
            value: 'true',
            remedy: "grant rights one by one; the proof fails on it unless the cluster says allow: ['EveryoneAllowed']",
            unwise: true as const,
          },
        ]
      : []),
  ];
}

/** Nobody could tell which of the two counts. */
function twiceViolations(
  subject: string,
  { settings = {}, brokerProperties = {} }: KafkaClusterProps,
): readonly Violation[] {
  return Object.keys(settingsProperties(settings))
    .filter((name) => name in brokerProperties)
    .map((value) => ({
      code: 'BrokerPropertyTwice',
      subject: `${subject}/brokerProperties`,
      rule: 'brokerProperties must not hold what settings have set',
      value,
      remedy: 'leave one of the two out',
    }));
}

/** Texts and lengths that nobody else judges. */
const senseViolations = (subject: string, model: ClusterModel): readonly Violation[] => [
  ...sizeViolations(subject, 'heap', model.brokerHeap),
  ...sizeViolations(subject, 'memory', model.brokerMemory),
  ...sizeViolations(subject, 'moveThrottle', model.moveThrottle, SIZES.throttle),
  ...durationViolations(subject, 'authorityValidity', model.authorityValidity, LENGTHS.validity),
  ...textViolations(subject, 'gate', model.gate),
  ...textViolations(`${subject}/images`, 'origin', model.images.origin),
];

/** Racks and ports for brokers that there aren't, most likely after an id has changed. */
function idViolations(subject: string, props: KafkaClusterProps, model: ClusterModel): readonly Violation[] {
  const ids = new Set(model.brokers.map(({ id }) => id));
  const named = [
    ...Object.keys(props.racks ?? {}).map((id) => ({ where: 'racks', id: Number(id) })),
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
      .filter(({ rack }) => !/^\S(.*\S)?$/.test(rack))
      .map(({ id, rack }) => ({
        code: 'RackIllegal',
        subject: `${subject}/broker ${id}`,
        rule: 'a rack must have a name, without blanks at its ends',
        value: JSON.stringify(rack),
        remedy: 'leave it out for a rack of its own',
      })),
  ];
}

function containerViolations(subject: string, model: ClusterModel): readonly Violation[] {
  const violations: Violation[] = [];
  if (model.cpus !== undefined && !isWithin(model.cpus, SENSE.cpus)) {
    violations.push({
      code: 'CpusIllegal',
      subject,
      rule: `cpus must be a number ${rangeInWords(SENSE.cpus)}`,
      value: model.cpus,
      remedy: 'leave it out for no limit',
    });
  }
  for (const label of Object.keys(model.labels).filter(isNoLabel)) {
    violations.push({
      code: 'LabelOwned',
      subject: `${subject}/labels`,
      rule: `a label must have a name without blanks, and not begin with ${LABEL_PREFIX}, by which the tools find a cluster`,
      value: JSON.stringify(label.slice(0, 80)),
      remedy: 'rename the label',
    });
  }
  return violations;
}

/** `__proto__` is no name that JavaScript's objects could have. */
const isNoLabel = (label: string): boolean =>
  !/^[^\s\p{Control}]+$/u.test(label) || label === '__proto__' || label.startsWith(LABEL_PREFIX);

const DAY = Duration.days(1);

/** keytool counts whole days. */
function validityViolations(
  subject: string,
  { certificateValidity, authorityValidity }: ClusterModel,
): readonly Violation[] {
  const fractions = Object.entries({ certificateValidity, authorityValidity })
    .filter(([, validity]) => validity.milliseconds % DAY.milliseconds !== 0)
    .map(([name, validity]) => ({
      code: 'ValidityIllegal',
      subject,
      rule: `${name} must be a whole number of days`,
      value: validity.toString(),
      remedy: 'give it by Duration.days',
    }));
  const inRange =
    certificateValidity.milliseconds >= DAY.milliseconds &&
    certificateValidity.milliseconds <= authorityValidity.milliseconds;
  return fractions.length > 0 || inRange
    ? fractions
    : [
        {
          code: 'ValidityIllegal',
          subject,
          rule: `certificateValidity must be from ${DAY.toString()} to the authorities' ${authorityValidity.toString()}: nobody trusts a certificate for longer`,
          value: certificateValidity.toString(),
          remedy: 'shorten it, or lengthen authorityValidity',
        },
      ];
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

/** A broker's certificate names the hosts that it advertises, so they must be what a certificate can name. */
function hostViolations(subject: string, model: ClusterModel): readonly Violation[] {
  return model.listeners
    .filter(({ scope }) => scope === 'published')
    .flatMap((listener) => {
      const hosts = new Set(model.brokers.map((broker) => listener.hostOf(broker, model)));
      return [...hosts]
        .filter((host) => !namesHost(host))
        .map((value) => ({
          code: 'ListenerUncovered',
          subject: `${subject}/listeners/${listener.name}`,
          rule:
            'advertisedHost must be an IP address or a host name (letters, digits, - and .) that a certificate can cover, ' +
            'and not one that stands for every address',
          value,
          remedy: 'give the advertisedHost by which clients reach the engine’s host',
        }));
    });
}

function engineViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const { engine } = model;
  if (engine !== undefined && !isEngineAddress(engine)) {
    return [
      {
        code: 'EngineAddressIllegal',
        subject,
        rule: 'engine must be written as for DOCKER_HOST: unix:///PATH, tcp://HOST:PORT, ssh://[USER@]HOST or npipe://PATH',
        value: engine,
        remedy: 'correct it, or leave it out for what DOCKER_HOST or the default socket reaches',
      },
    ];
  }
  return remoteLoopbackAdvice(subject, model);
}

/** Listeners that whoever deploys to an engine elsewhere would look for on their own machine. */
export function remoteLoopbackAdvice(subject: string, model: ClusterModel): readonly Advice[] {
  return model.listeners.flatMap((listener) => {
    const elsewhere = model.brokers
      .filter((broker) => isOnRemoteLoopback(listener, broker, model))
      .map(({ node }) => placementOf(model, node.container).engine);
    return elsewhere.slice(0, 1).map((remote) => ({
      code: 'ListenerOnRemoteLoopback',
      subject: `${subject}/listeners/${listener.name}`,
      rule: `a listener on an engine elsewhere (${remote}) should not be at a loopback address, which only that machine reaches`,
      value: 'advertisedHost',
      remedy: 'give bindAddress and advertisedHost: the resources and the proof connect from this machine',
      unwise: true,
    }));
  });
}

/** Whether clients are told of a loopback address elsewhere, or of its host while nothing but loopback is bound there. */
function isOnRemoteLoopback(listener: Listener, broker: BrokerModel, model: ClusterModel): boolean {
  const { engine, address } = placementOf(model, broker.node.container);
  const bound = listener.publishedPortOf(broker)?.hostAddress;
  if (bound === undefined || !isRemoteEngine(engine ?? '')) {
    return false;
  }
  const host = listener.hostOf(broker, model);
  return isLoopback(host) || (host === address && isLoopback(bound));
}
