import type { IConstruct } from 'constructs';
import { type Advice, ValidationError } from '../../model/violation';

/** What has been declared on each cluster, wherever in the app: a topic or a user belongs to one declaration alone. */
const registries = new WeakMap<IConstruct, ResourceRegistry>();

/** Names of the topics, users and quotas, and the rules, that are declared on one cluster. */
export class ResourceRegistry {
  public static of(cluster: IConstruct): ResourceRegistry {
    const registry = registries.get(cluster) ?? new ResourceRegistry();
    registries.set(cluster, registry);
    return registry;
  }

  private readonly topics = new Map<string, string>();
  private readonly users = new Map<string, string>();
  private readonly quotas = new Map<string, string>();
  /** Stacks by the rules that they were the first to declare. */
  private readonly rules = new Map<string, string>();
  /** Topics by their names as Kafka's metrics have them, where `.` and `_` are the same. */
  private readonly metricNames = new Map<string, string>();

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

  /** @returns advice when another stack has the rule too: Kafka holds it once, and the first that is destroyed takes it from the other */
  public addRule(path: string, rule: string, stack: string): readonly Advice[] {
    const other = this.rules.get(rule) ?? stack;
    this.rules.set(rule, other);
    return other === stack ? [] : [shared(path, rule, other)];
  }
}

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
