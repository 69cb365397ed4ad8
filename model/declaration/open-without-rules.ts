import type { BrokerSettings } from '../cluster/broker-settings';
import type { Properties } from '../formats/properties';
import { isTrue } from '../settings/java-text';
import type { Advice } from '../violation';
import type { WaivableViolation } from './cluster-props';

/** What lets it through that everyone may do everything with what no rule is about. */
const WAIVER: WaivableViolation = 'EveryoneAllowed';

/** Advice where a cluster's settings open what no rule is about. */
export const openWithoutRulesAdvice = (
  subject: string,
  { allowEveryoneWithoutAcl: isOpen = false }: BrokerSettings,
): readonly Advice[] =>
  isOpen
    ? [
        {
          code: 'EveryoneAllowed',
          subject: `${subject}/allowEveryoneWithoutAcl`,
          rule: 'what no rule is about should be open to nobody',
          value: 'true',
          remedy: "grant rights one by one; the proof fails on it unless the cluster says allow: ['EveryoneAllowed']",
          unwise: true,
        },
      ]
    : [];

/** What a cluster lets through, without a waiver that it has no use for: the proof would expect what isn't so. */
export const waiversInUse = <Code extends string>(
  allowed: readonly Code[],
  brokerProperties: Properties,
): readonly Code[] =>
  allowed.filter((code) => code !== WAIVER || isTrue(brokerProperties['allow.everyone.if.no.acl.found']));

/** Whether everyone may do everything with what no rule is about, and is meant to. */
export const isEveryoneAllowed = ({ allowed }: { readonly allowed: readonly string[] }): boolean =>
  allowed.includes(WAIVER);
