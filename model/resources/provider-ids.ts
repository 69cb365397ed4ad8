import type { ManifestRule } from '../manifest/manifest';

type RuleParts = Readonly<Record<keyof ManifestRule, string>>;

const SEPARATOR = '|';
const RULE_PARTS = [
  ...['principal', 'host', 'operation', 'permission'],
  ...['resourceType', 'resourceName', 'pattern'],
] as readonly (keyof ManifestRule)[];

/** What the kafka provider finds a rule of the authorizer by. */
export const ruleId = (rule: RuleParts): string => RULE_PARTS.map((part) => rule[part]).join(SEPARATOR);

/** What the kafka provider finds a SCRAM credential by. */
export const loginId = (user: string, mechanism: string): string => `${user}${SEPARATOR}${mechanism}`;

/** What the kafka provider finds a quota by; without a name, that of Kafka's default entity. */
export const quotaId = (type: string, name?: string): string => `${name ?? 'entity-default'}${SEPARATOR}${type}`;

/** Whether the kafka provider imports a rule: it takes an id apart wherever there is a separator. It imports no quota. */
export const isImportable = (rule: RuleParts): boolean => RULE_PARTS.every((part) => !rule[part].includes(SEPARATOR));
