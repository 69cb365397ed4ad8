import { ANONYMOUS } from '../../model/authentication/anonymous';
import { isFaithful, TOKEN } from '../../model/formats/terraform-template';
import type { ClusterManifest, ManifestQuota } from '../../model/manifest/manifest';
import type { AclRule } from '../../model/resources/acl-rule';
import { MINIMUM } from '../../model/moving/minimum-in-sync';
import { isAclRule } from '../../model/resources/acl-violations';
import { completeRule, ruleText } from '../../model/resources/complete-acl-rule';
import { declaredTopic, type TopicSurroundings } from '../../model/resources/declared-topic';
import { Principal } from '../../model/resources/principal';
import { QuotaEntity, type QuotaProps, quotaViolations } from '../../model/resources/quota';
import { clientNameViolations } from '../../model/resources/resource-names';
import type { TopicProps } from '../../model/resources/topic-props';
import { Size } from '../../model/units/size';
import { scramUserViolations } from '../../model/authentication/scram-user-violations';
import { CodedError, type Violation } from '../../model/violation';
import {
  asRules,
  type ClusterContents,
  CONFIG_SOURCES,
  type DeclaredContents,
  type DescribedQuota,
  type DescribedRule,
  type ExistingTopic,
  quotaInWords,
  type ScramCredential,
} from '../../proof';

const USER = 'User:';

/** What contents are declared against. */
export interface ImportTarget {
  readonly surroundings: TopicSurroundings;
  /** What is declared already. */
  readonly declared: DeclaredContents;
  /** Names that no SCRAM user may have. */
  readonly reserved: readonly string[];
  /** SCRAM mechanisms of its listeners. */
  readonly mechanisms: readonly string[];
}

export interface ImportedTopic {
  readonly name: string;
  readonly props: TopicProps;
}

export interface ImportedUser {
  readonly name: string;
  readonly mechanisms: readonly string[];
  readonly iterations: number;
}

export interface ImportedQuota {
  readonly entity: Pick<ManifestQuota, 'type' | 'name'>;
  readonly props: QuotaProps;
}

/** What can be declared as it stands. */
export interface Importable {
  readonly topics: readonly ImportedTopic[];
  readonly users: readonly ImportedUser[];
  readonly rules: readonly DescribedRule[];
  readonly quotas: readonly ImportedQuota[];
  /** What can't, and why. */
  readonly leftOut: readonly Violation[];
}

/** Either what something is declared by, or why it can't be declared as it stands. */
type Judged<T> = { readonly is: T } | { readonly not: readonly Violation[] };

/** What of a cluster's contents can be declared as it stands, in an order of its own, and why the rest can't. */
export function importable(contents: ClusterContents, target: ImportTarget): Importable {
  const topics = contents.topics.map((topic) => judgeTopic(topic, target));
  const names = [...new Set(contents.credentials.map(({ user }) => user))];
  const users = names.map((name) =>
    judgeUser(
      name,
      contents.credentials.filter(({ user }) => user === name),
      target,
    ),
  );
  const known = new Set([
    ...declaredPrincipals(target.declared),
    ...found(users).map(({ name }) => `${USER}${name}`),
    Principal.everyone().principal,
  ]);
  const rules = contents.rules.flatMap(asRules).map((rule) => judgeRule(rule, known));
  const quotas = contents.quotas.map((quota) => judgeQuota(quota, target, known));
  return {
    topics: sorted(found(topics), ({ name }) => name),
    users: sorted(found(users), ({ name }) => name),
    rules: sorted(found(rules), orderOf),
    quotas: sorted(found(quotas), ({ entity }) => `${entity.type} ${entity.name ?? ''}`),
    leftOut: [topics, users, rules, quotas].flatMap((all) => all.flatMap((each) => ('not' in each ? each.not : []))),
  };
}

/** Whoever is declared on a cluster. */
export const declaredPrincipals = ({ users }: Pick<ClusterManifest, 'users'>): readonly string[] =>
  users.map(({ principal }) => principal);

/** Names of servers, services and of users that log in otherwise. */
export const reservedNames = (manifest: ClusterManifest): readonly string[] => [
  ANONYMOUS,
  ...[...manifest.brokers, ...manifest.metadata.servers, ...manifest.services].map(({ container }) => container),
  ...manifest.identities.map(({ name }) => name),
  ...manifest.users.map(({ name }) => name),
];

const found = <T>(judged: readonly Judged<T>[]): readonly T[] =>
  judged.flatMap((each) => ('is' in each ? [each.is] : []));

const sorted = <T>(all: readonly T[], key: (each: T) => string): readonly T[] =>
  [...all].sort((one, other) => (key(one) < key(other) ? -1 : 1));

const orderOf = (rule: DescribedRule): string =>
  [rule.principal, rule.resourceType, rule.resourceName, rule.pattern, rule.operation, rule.permission, rule.host].join(
    ' ',
  );

const judged = <T>(is: T, not: readonly Violation[]): Judged<T> => (not.length === 0 ? { is } : { not });

const inexact = (subject: string, rule: string, value: string, remedy: string): Violation => ({
  ...{ code: 'ImportInexact', subject, rule, value, remedy },
});

/** Terraform or cdktf would make another text of it. */
const textViolations = (subject: string, texts: readonly string[]): readonly Violation[] =>
  texts
    .filter((text) => !isFaithful(text) || TOKEN.test(text))
    .map((text) =>
      inexact(
        subject,
        'a text must be Unicode in normal form C, as Terraform makes it',
        JSON.stringify(text.slice(0, 100)),
        'make it anew under another name',
      ),
    );

/** What `allow` lets through of a topic: Kafka has it so. */
const LET_THROUGH = ['MinInsyncReplicasEqualsFactor', 'TopicConfigUnknown'] as const;

function judgeTopic(
  { name, partitions, config }: ExistingTopic,
  { surroundings }: ImportTarget,
): Judged<ImportedTopic> {
  const subject = `topic ${name}`;
  const factors = [...new Set(partitions.map(({ replicas }) => new Set(replicas).size))];
  const [replicationFactor = 0] = factors;
  if (factors.length > 1) {
    const rule = 'each of its partitions must have as many copies as the others';
    return { not: [inexact(subject, rule, factors.join(', '), 'give them as many (kafka-reassign-partitions.sh)')] };
  }
  const own = config.flatMap(({ name: key, value, source }): readonly (readonly [string, string])[] =>
    source === CONFIG_SOURCES.topic && value !== undefined ? [[key, value]] : [],
  );
  const { [MINIMUM]: minimum, ...others } = Object.fromEntries(own);
  const props: TopicProps = {
    ...{ partitions: partitions.length, replicationFactor },
    ...(minimum === undefined ? { inheritMinInsyncReplicas: true } : { minInsyncReplicas: Number(minimum) }),
    ...(Object.keys(others).length > 0 && { config: others }),
  };
  const { topic, found: all } = declaredTopic(subject, name, props, surroundings);
  const wrong = all.filter((each) => !('unwise' in each));
  const allow = LET_THROUGH.filter((code) => wrong.some((each) => each.code === code));
  return judged({ name, props: { ...props, ...(allow.length > 0 && { allow }) } }, [
    ...wrong.filter(({ code }) => !allow.some((each) => each === code)),
    ...textViolations(subject, own.flat()),
    ...own
      .filter(([key, value]) => topic.config[key] !== value)
      .map(([key, value]) =>
        inexact(`${subject}, ${key}`, 'a setting must be as Kafka shows one of its kind', value, 'set it anew'),
      ),
  ]);
}

function judgeUser(
  name: string,
  credentials: readonly ScramCredential[],
  { declared, reserved, mechanisms: offered }: ImportTarget,
): Judged<ImportedUser> {
  const subject = `user ${name}`;
  if (declaredPrincipals(declared).includes(`${USER}${name}`)) {
    const rule = 'a user that is declared must get its credentials by its declaration';
    const remedy = 'give its login these mechanisms where it is declared';
    return { not: [inexact(subject, rule, credentials.map(({ mechanism }) => mechanism).join(', '), remedy)] };
  }
  if (reserved.includes(name)) {
    const rule = 'a SCRAM user must not be named like a server, or a user that logs in otherwise';
    return { not: [inexact(subject, rule, name, 'make it anew under another name')] };
  }
  const iterations = [...new Set(credentials.map((each) => each.iterations))];
  const [first = 0] = iterations;
  if (iterations.length > 1) {
    const rule = 'a user must have as many iterations by one mechanism as by the other';
    return { not: [inexact(subject, rule, iterations.join(', '), 'set its password anew')] };
  }
  const mechanisms = credentials.map(({ mechanism }) => mechanism).sort();
  return judged(
    { name, mechanisms, iterations: first },
    scramUserViolations(subject, { name, mechanisms, iterations: first, passwordVersion: 0 }, offered),
  );
}

function judgeRule(rule: DescribedRule, known: ReadonlySet<string>): Judged<DescribedRule> {
  const subject = `rule ${ruleText({ ...rule, principal: { principal: rule.principal } })}`;
  const principal = principalViolations(subject, rule.principal, known);
  const given = { ...rule, principal: { principal: rule.principal } };
  return judged(rule, [
    ...principal,
    ...textViolations(subject, Object.values(rule)),
    ...(isAclRule(given)
      ? exactViolations(subject, given, principal.length > 0)
      : [
          inexact(
            subject,
            'a rule must be one that the kafka provider makes',
            `${rule.operation} on ${rule.resourceType}, ${rule.pattern}`,
            'leave it to kafka-acls.sh',
          ),
        ]),
  ]);
}

/** What is wrong with a rule, or would be made another one; a principal may be judged already. */
function exactViolations(subject: string, rule: Required<AclRule>, isJudged: boolean): readonly Violation[] {
  const complete = attempted(subject, () => completeRule(subject, rule));
  if ('not' in complete) {
    return complete.not.filter(({ code }) => !(isJudged && code === 'PrincipalIllegal'));
  }
  const { host } = complete.is;
  return host === rule.host
    ? []
    : [inexact(subject, `its host must be spelled as Kafka compares it, ${host}`, rule.host, 'make it anew')];
}

/** Only users are granted rights here. */
function principalViolations(subject: string, principal: string, known: ReadonlySet<string>): readonly Violation[] {
  if (known.has(principal)) {
    return [];
  }
  return principal.startsWith(USER)
    ? refusedBy(subject, () => Principal.external(principal.slice(USER.length)))
    : [inexact(subject, 'a principal must be a User:', principal, 'leave it to kafka-acls.sh')];
}

/** What is made, or why it can't be. */
function attempted<T>(subject: string, make: () => T): Judged<T> {
  try {
    return { is: make() };
  } catch (error) {
    if (error instanceof CodedError) {
      return { not: error.violations.map((violation) => ({ ...violation, subject })) };
    }
    throw error;
  }
}

function refusedBy(subject: string, make: () => unknown): readonly Violation[] {
  const made = attempted(subject, make);
  return 'not' in made ? made.not : [];
}

/** Kafka's names of the limits that can be declared. */
const LIMITS = ['producer_byte_rate', 'consumer_byte_rate', 'request_percentage'] as const;

const limitProps = (limits: DescribedQuota['limits']): QuotaProps => {
  const [produced, consumed, percentage] = LIMITS.map((limit) => limits[limit]);
  return {
    ...(produced !== undefined && { producePerSecond: Size.bytes(produced) }),
    ...(consumed !== undefined && { consumePerSecond: Size.bytes(consumed) }),
    ...(percentage !== undefined && { requestPercentage: percentage }),
  };
};

function judgeQuota(
  { entity, limits }: DescribedQuota,
  { declared }: ImportTarget,
  known: ReadonlySet<string>,
): Judged<ImportedQuota> {
  const subject = `quota of ${quotaInWords(entity)}`;
  const limited = Object.keys(limits);
  const [{ type, name } = { type: '', name: undefined }, ...others] = entity;
  const isStrange = limited.some((limit) => !LIMITS.some((each) => each === limit));
  if (others.length > 0 || (type !== 'user' && type !== 'client-id') || isStrange) {
    const rule = `a quota must be for one user or client id, and limit ${LIMITS.join(', ')} alone`;
    return { not: [inexact(subject, rule, limited.join(', '), 'leave it to kafka-configs.sh')] };
  }
  if (declared.quotas.some((each) => each.type === type && each.name === name)) {
    const rule = 'an entity that has a quota declared must get all of its limits there';
    return { not: [inexact(subject, rule, limited.join(', '), 'add them where it is declared')] };
  }
  const props = attempted(subject, () => limitProps(limits));
  const not = [
    ...(name === undefined ? [] : nameViolations(subject, { type, name }, known)),
    ...('is' in props ? quotaViolations(subject, props.is) : []),
  ];
  return 'not' in props ? { not: [...not, ...props.not] } : judged({ entity: { type, name }, props: props.is }, not);
}

const nameViolations = (
  subject: string,
  { type, name }: { readonly type: ManifestQuota['type']; readonly name: string },
  known: ReadonlySet<string>,
): readonly Violation[] => [
  ...textViolations(subject, [name]),
  ...(type === 'client-id'
    ? clientNameViolations(subject, 'client id', name)
    : [
        ...principalViolations(subject, `${USER}${name}`, known),
        ...(known.has(`${USER}${name}`)
          ? refusedBy(subject, () => QuotaEntity.user({ principal: `${USER}${name}` }))
          : []),
      ]),
];
