import type { ManifestQuota, ManifestRule, ManifestTopic, ManifestUser } from '../manifest/manifest';
import { type Advice, ValidationError } from '../violation';
import { ruleText } from './complete-acl-rule';

/** What one `KafkaResources` declares, asked for when everything has been declared. */
export interface DeclaredResources {
  /** Path of its construct. */
  readonly path: string;
  readonly stack: string;
  topics(): readonly ManifestTopic[];
  users(): readonly ManifestUser[];
  rules(): readonly ManifestRule[];
  quotas(): readonly ManifestQuota[];
  /** Principals whose credentials are made elsewhere, such as `User:billing`. */
  externals(): readonly string[];
}

/**
 * What has been declared on one cluster, wherever in the app and in whatever order: a topic, a user or a quota belongs to one
 * declaration alone.
 */
export class ResourceDeclarations {
  private readonly declared: DeclaredResources[] = [];
  private readonly topics = new Map<string, string>();
  private readonly users = new Map<string, string>();
  private readonly quotas = new Map<string, string>();
  /** Stacks by the rules that they were the first to declare. */
  private readonly rules = new Map<string, string>();
  /** Topics by their names as Kafka's metrics have them, where `.` and `_` are the same. */
  private readonly metricNames = new Map<string, string>();

  public add(resources: DeclaredResources): void {
    this.declared.push(resources);
  }

  public get stacks(): readonly string[] {
    return [...new Set(this.sorted.map(({ stack }) => stack))];
  }

  public get allTopics(): readonly ManifestTopic[] {
    return this.sorted.flatMap((each) => each.topics());
  }

  public get allUsers(): readonly ManifestUser[] {
    return this.sorted.flatMap((each) => each.users());
  }

  public get allRules(): readonly ManifestRule[] {
    return this.sorted.flatMap((each) => each.rules());
  }

  public get allQuotas(): readonly ManifestQuota[] {
    return this.sorted.flatMap((each) => each.quotas());
  }

  public get allExternals(): readonly string[] {
    return [...new Set(this.declared.flatMap((each) => each.externals()))].sort();
  }

  /**
   * @returns advice when Kafka's metrics can't tell the topic from another one
   * @throws ValidationError `TopicDuplicate`
   */
  public addTopic(path: string, name: string): readonly Advice[] {
    const other = this.topics.get(name);
    if (other !== undefined) {
      throw new ValidationError({ code: 'TopicDuplicate', ...twice(path, 'topic', name, other) });
    }
    this.topics.set(name, path);
    const metricName = name.replace(/\./g, '_');
    const twin = this.metricNames.get(metricName);
    this.metricNames.set(metricName, name);
    return twin === undefined ? [] : [collision(path, name, twin)];
  }

  /** @throws ValidationError `UserDuplicate` */
  public addUser(path: string, name: string): void {
    const other = this.users.get(name);
    if (other !== undefined) {
      throw new ValidationError({ code: 'UserDuplicate', ...twice(path, 'user', name, other) });
    }
    this.users.set(name, path);
  }

  /** @throws ValidationError `QuotaDuplicate` */
  public addQuota(path: string, entity: string): void {
    const other = this.quotas.get(entity);
    if (other !== undefined) {
      throw new ValidationError({ code: 'QuotaDuplicate', ...twice(path, 'quota', entity, other) });
    }
    this.quotas.set(entity, path);
  }

  /** The same in whatever order they were declared. */
  private get sorted(): readonly DeclaredResources[] {
    return [...this.declared].sort((a, b) => compare(a.stack, b.stack) || compare(a.path, b.path));
  }

  /** @returns advice when another stack has the rule too: Kafka holds it once, and the first that is destroyed takes it from the other */
  public addRule(path: string, rule: string, stack: string): readonly Advice[] {
    const other = this.rules.get(rule) ?? stack;
    this.rules.set(rule, other);
    return other === stack ? [] : [shared(path, rule, other)];
  }
}

/** Of rules that allow something: those that a denial makes void, whatever else they say. */
export const voidRuleAdvice = (
  path: string,
  allowing: readonly ManifestRule[],
  all: readonly ManifestRule[],
): readonly Advice[] => {
  // Few deny anything, where thousands allow.
  const denials = all.filter(({ permission }) => permission === 'Deny');
  return allowing
    .filter(({ permission }) => permission === 'Allow')
    .flatMap((rule) => {
      const denial = denials.find((other) => covers(other, rule));
      return denial === undefined ? [] : [denied(path, rule, denial)];
    });
};

/** Whether whatever one rule is about, another one is about too. */
function covers(wide: ManifestRule, narrow: ManifestRule): boolean {
  const resource =
    wide.pattern === 'Prefixed'
      ? narrow.resourceName !== '*' && narrow.resourceName.startsWith(wide.resourceName)
      : wide.resourceName === '*' || (narrow.pattern === 'Literal' && narrow.resourceName === wide.resourceName);
  return (
    resource &&
    wide.resourceType === narrow.resourceType &&
    ['All', narrow.operation].includes(wide.operation) &&
    ['*', narrow.host].includes(wide.host) &&
    ['User:*', narrow.principal].includes(wide.principal)
  );
}

const denied = (path: string, rule: ManifestRule, denial: ManifestRule): Advice => ({
  code: 'AclVoid',
  subject: path,
  rule: `a rule should not allow what another one denies, which wins: ${inWords(denial)}`,
  value: inWords(rule),
  remedy: 'leave one of the two out',
  unwise: true,
});

const inWords = (rule: ManifestRule): string => ruleText({ ...rule, principal: { principal: rule.principal } });

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const shared = (path: string, rule: string, other: string): Advice => ({
  code: 'AclInTwoStacks',
  subject: path,
  rule: `a rule should be declared in one stack, and the stack ${other} has it too: whichever is destroyed first takes it from the other`,
  value: rule,
  remedy: 'leave one of the two out, or declare it in a stack that both come after',
  unwise: true,
});

const twice = (
  path: string,
  what: string,
  name: string,
  other: string,
): { readonly subject: string; readonly rule: string; readonly value: string; readonly remedy: string } => ({
  subject: `${path}/${what} ${name}`,
  rule: `a ${what} must be declared once on a cluster, and ${other} has done so`,
  value: name,
  remedy: 'take one of the two away',
});

const collision = (path: string, name: string, twin: string): Advice => ({
  code: 'TopicNamesCollide',
  subject: `${path}/topic ${name}`,
  rule: `a topic should not be named like ${twin} but for . and _, which Kafka's metrics can't tell apart`,
  value: name,
  remedy: 'rename one of them',
  unwise: true,
});
