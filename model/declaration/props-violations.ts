import { versionViolations } from '../authentication/credential-version';
import type { ClusterModel } from '../cluster/cluster-model';
import { LABEL_PREFIX } from '../names/names';
import { Duration } from '../units/duration';
import {
  durationViolations,
  isWithin,
  LENGTHS,
  rangeInWords,
  SENSE,
  SIZES,
  sizeViolations,
  textViolations,
} from '../units/sense';
import type { Advice, Violation } from '../violation';
import { brokerSetViolations } from './broker-set-violations';
import type { KafkaClusterProps } from './cluster-props';
import { hostViolations } from './host-violations';
import { reachabilityViolations } from './reachability-violations';
import { settingViolations } from './setting-violations';

/** What is wrong or unwise in what a cluster was declared by, as far as its model alone doesn't show it. */
export function propsViolations(
  subject: string,
  props: KafkaClusterProps,
  model: ClusterModel,
): readonly (Violation | Advice)[] {
  return [
    ...brokerSetViolations(subject, props, model),
    ...senseViolations(subject, model),
    ...containerViolations(subject, model),
    ...startViolations(subject, model),
    ...validityViolations(subject, model),
    ...renewalViolations(subject, model),
    ...versionViolations(subject, 'certificateVersion', model.certificateVersion),
    ...settingViolations(subject, props, model),
    ...reachabilityViolations(subject, model),
    ...hostViolations(subject, props, model),
  ];
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

/** Texts and lengths that nobody else judges. */
const senseViolations = (subject: string, model: ClusterModel): readonly Violation[] => [
  ...sizeViolations(subject, 'heap', model.brokerHeap),
  ...sizeViolations(subject, 'memory', model.brokerMemory),
  ...sizeViolations(subject, 'moveThrottle', model.moveThrottle, SIZES.throttle),
  ...durationViolations(subject, 'authorityValidity', model.authorityValidity, LENGTHS.validity),
  ...textViolations(subject, 'gate', model.gate),
  ...textViolations(subject, 'reload', model.reload),
  ...textViolations(`${subject}/images`, 'origin', model.images.origin),
];

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

/** One that is due at once would be issued anew by every deployment. */
function renewalViolations(subject: string, { renewBefore, certificateValidity }: ClusterModel): readonly Violation[] {
  const { milliseconds } = renewBefore;
  return milliseconds % DAY.milliseconds === 0 &&
    (milliseconds === 0 || milliseconds < certificateValidity.milliseconds)
    ? []
    : [
        {
          code: 'RenewBeforeIllegal',
          subject,
          rule: `renewBefore must be whole days, less than certificateValidity (${certificateValidity.toString()}), or 0 for never`,
          value: renewBefore.toString(),
          remedy: 'correct it, or leave it out for 30 days, or a third of certificateValidity where that is less',
        },
      ];
}
