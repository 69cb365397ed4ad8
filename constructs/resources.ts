import path from 'node:path';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { type AclRule, completeRule, ruleIdentifier } from './acl-rule';
import { type GrantIntent, type GrantTarget, rulesOf } from './grant';
import type { IKafkaCluster } from './kafka-cluster';
import type { IPrincipal } from './principal';
import { advise } from './private/advise';
import { FaultError } from './private/fault';
import { Acl } from './private/provider-kafka/acl';
import { KafkaProvider } from './private/provider-kafka/provider';
import { Topic, type TopicProps } from './topic';
import { type ITopics, TopicGrants } from './topic-grants';
import { User, type UserProps } from './user';

/** What `KafkaResources` is declared by. */
export interface KafkaResourcesProps {
  readonly cluster: IKafkaCluster;
  /**
   * Folder with the administrator's `ca.pem`, `client.pem` and `client.key` on the machine that deploys.
   * Default: `out/clients/admin` below the working directory, where `npm run clients` puts them.
   */
  readonly administratorFolder?: string;
}

/**
 * Topics, users, rights on a cluster, in a stack of their own that is applied after the cluster's. The provider connects
 * with the administrator's certificate. Passwords come as the ephemeral variable `passwords`, a map by user: they reach
 * Kafka through write-only arguments and are in no state and no plan.
 */
export class KafkaResources extends Construct {
  public readonly cluster: IKafkaCluster;
  private readonly provider: KafkaProvider;
  private readonly topics = new Map<string, Topic>();
  private readonly users = new Map<string, User>();
  private readonly rules = new Set<string>();
  /** Topic names as Kafka's metrics have them, where `.` and `_` are the same. */
  private readonly metricNames = new Map<string, string>();

  /** @throws FaultError `AdministratorUnreachable` when no published listener takes client certificates */
  public constructor(scope: Construct, id: string, props: KafkaResourcesProps) {
    super(scope, id);
    this.cluster = props.cluster;
    const { administratorServers: servers, name, version } = this.cluster;
    const stack = TerraformStack.of(this);
    if (servers.length === 0) {
      throw new FaultError({
        code: 'AdministratorUnreachable',
        subject: this.node.path,
        rule: 'a cluster with resources must have a published listener with Authentication.mutualTls()',
        remedy: 'add one: the provider connects to it with the administrator’s certificate',
      });
    }
    if (stack !== TerraformStack.of(props.cluster)) {
      stack.addDependency(TerraformStack.of(props.cluster));
    }
    const folder = path.resolve(props.administratorFolder ?? 'out/clients/admin');
    this.provider = new KafkaProvider(stack, `kafka-${name}`, {
      alias: name,
      bootstrapServers: [...servers],
      caCert: path.join(folder, 'ca.pem'),
      clientCert: path.join(folder, 'client.pem'),
      clientKey: path.join(folder, 'client.key'),
      tlsEnabled: true,
      kafkaVersion: version,
      timeout: 60,
    });
    this.cluster.declare(stack.node.id, {
      topics: () => [...this.topics.values()].map((topic) => topic.toManifest()),
      users: () => [...this.users.values()].map((user) => user.toManifest()),
    });
  }

  /**
   * Declares a topic.
   *
   * @throws FaultError with everything that is wrong with it, or `TopicDuplicate`
   */
  public addTopic(name: string, props: TopicProps): Topic {
    this.refuseDuplicate('TopicDuplicate', 'topic', name, this.topics);
    const topic = new Topic(this, name, props, this.provider);
    const metricName = name.replace(/\./g, '_');
    const twin = this.metricNames.get(metricName);
    if (twin !== undefined) {
      advise(topic, [
        {
          code: 'TopicNamesCollide',
          subject: topic.node.path,
          rule: `a topic should not be named like ${twin} but for . and _, which Kafka's metrics can't tell apart`,
          value: name,
          remedy: 'rename one of them',
          unwise: true,
        },
      ]);
    }
    this.metricNames.set(metricName, name);
    this.topics.set(name, topic);
    return topic;
  }

  /** All topics whose names begin with the prefix, whoever makes them: for granting rights on them. */
  public topicsWithPrefix(prefix: string): ITopics {
    return new TopicGrants(this, { topic: prefix, prefixedTopic: true });
  }

  /**
   * Declares a user that logs in by every SCRAM mechanism of the cluster's listeners.
   *
   * @throws FaultError `UserDuplicate`, `UserNameIllegal`, `UserIsCertificateUser`, `UserNameTaken`, `ScramIterationsIllegal`, `ScramListenerMissing`
   */
  public addUser(name: string, props?: UserProps): User {
    this.refuseDuplicate('UserDuplicate', 'user', name, this.users);
    if (this.cluster.certificateNames.includes(name)) {
      throw new FaultError({
        code: 'UserIsCertificateUser',
        subject: `${this.node.path}/user ${name}`,
        rule: 'a SCRAM user must not be named like the administrator or a certificate user, whose rights it would share',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    if (this.cluster.reservedNames.includes(name)) {
      throw new FaultError({
        code: 'UserNameTaken',
        subject: `${this.node.path}/user ${name}`,
        rule: 'a SCRAM user must not be named like a server or a user that logs in otherwise',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    const mechanisms = this.cluster.scramMechanisms;
    if (mechanisms.length === 0) {
      throw new FaultError({
        code: 'ScramListenerMissing',
        subject: `${this.node.path}/user ${name}`,
        rule: 'a cluster with SCRAM users must have a listener with SCRAM',
        remedy: 'add one with Authentication.scram(), or declare a certificate user',
      });
    }
    this.declarePasswords();
    const user = new User(this, name, this.cluster.name, mechanisms, props, this.provider);
    this.users.set(name, user);
    return user;
  }

  /**
   * Declares one rule; the same rule declared twice is one.
   *
   * @throws FaultError `AclOperationUnknown`
   */
  public addAcl(rule: AclRule): void {
    const complete = completeRule(this.node.path, rule);
    const id = ruleIdentifier(complete);
    if (this.rules.has(id)) {
      return;
    }
    this.rules.add(id);
    const acl = new Acl(this, `acl-${id}`, {
      resourceName: complete.resourceName,
      resourceType: complete.resourceType,
      resourcePatternTypeFilter: complete.pattern,
      aclPrincipal: complete.principal.principal,
      aclHost: complete.host,
      aclOperation: complete.operation,
      aclPermissionType: complete.permission,
      provider: this.provider,
    });
    acl.overrideLogicalId(`${this.cluster.name}-${id}`);
  }

  /** Declares the rules that an intent needs. */
  public grant(grantee: IPrincipal, intent: GrantIntent, target: GrantTarget): void {
    for (const rule of rulesOf(grantee, intent, target)) {
      this.addAcl(rule);
    }
  }

  /** Lets the principal use every `transactional.id` with the prefix (KIP-98). */
  public grantTransactions(grantee: IPrincipal, prefix: string): void {
    this.grant(grantee, 'transact', { transactionalId: prefix, prefixed: true });
  }

  /** Lets the principal do everything on the cluster. It is no super user: a `Deny` still counts. */
  public grantAdmin(grantee: IPrincipal): void {
    this.grant(grantee, 'administer', { topic: '*', group: '*', transactionalId: '*' });
  }

  private declarePasswords(): void {
    const stack = TerraformStack.of(this);
    if (stack.node.tryFindChild('passwords') !== undefined) {
      return;
    }
    const passwords = new TerraformVariable(stack, 'passwords', {
      type: 'map(string)',
      sensitive: true,
      nullable: false,
      description: 'Password of each SCRAM user, by name; give it with -var-file.',
    });
    passwords.addOverride('ephemeral', true);
  }

  private refuseDuplicate(code: string, what: string, name: string, known: ReadonlyMap<string, unknown>): void {
    if (known.has(name)) {
      throw new FaultError({
        code,
        subject: `${this.node.path}/${what} ${name}`,
        rule: `a ${what} must be declared once`,
        value: name,
        remedy: 'take one of the two away',
      });
    }
  }
}
