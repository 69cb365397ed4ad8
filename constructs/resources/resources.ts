import path from 'node:path';
import { TerraformStack, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { AclRule } from '../../model/resources/acl-rule';
import { completeRule, ruleIdentifier, ruleText } from '../../model/resources/complete-acl-rule';
import { Grant } from '../../model/resources/grant';
import { type GrantIntent, type GrantTarget, rulesOf } from '../../model/resources/grant-intent';
import {
  type ClusterCredentials,
  type ScramCredentials,
  type ScramLoginProps,
  UserLogin,
} from '../../model/authentication/user-login';
import { declarationsIfAny, declarationsOf, resourcesOf } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { checkPasswordFile } from '../cluster/password-file';
import { type IPrincipal, Principal } from '../../model/resources/principal';
import type { ManifestQuota } from '../../model/manifest/manifest';
import { aclAdvice, starAdvice } from '../../model/resources/acl-violations';
import { takeAddress } from '../synthesis/address-registry';
import { advise } from '../synthesis/advise';
import { formatViolation, throwIfAny, ValidationError } from '../../model/violation';
import { literal } from '../terraform/literal';
import { Acl, KafkaProvider, Quota } from '../terraform/resources';
import type { ResourceDeclarations } from '../../model/resources/resource-declarations';
import { textViolations } from '../../model/units/sense';
import { clientNameViolations } from '../../model/resources/resource-names';
import { quotaConfiguration, QuotaEntity, quotaViolations, type QuotaProps } from '../../model/resources/quota';
import { Topic, type TopicProps } from './topic';
import { type ITopics, type RuleScope, TopicGrants } from './topic-grants';
import { User, type UserProps } from './user';

/** What a user logs in by, said in the one way or the other. */
type LoginProps = Pick<UserProps, 'login'> & ScramLoginProps;

/** What `KafkaResources` is declared by. */
export interface KafkaResourcesProps {
  /** The cluster that they are declared on. One app may have several `KafkaResources` for it, in several stacks or in one. */
  readonly cluster: IKafkaCluster;
  /**
   * Folder with the administrator's `ca.pem`, `client.pem` and `client.key` on the machine that deploys.
   *
   * @default `out/clients/admin` below the working directory, where `npm run clients` puts them
   */
  readonly administratorFolder?: string;
}

/**
 * Topics, users, rights on a cluster, in a stack of their own that is applied after the cluster's; every team may have one. The provider connects
 * with the administrator's certificate. Passwords come as the ephemeral variable `passwords`, a map by user: they reach
 * Kafka through write-only arguments and are in no state and no plan.
 */
export class KafkaResources extends Construct {
  /** The cluster that they are declared on. */
  public readonly cluster: IKafkaCluster;
  private readonly provider: KafkaProvider;
  private readonly registry: ResourceDeclarations;
  private readonly topics: Topic[] = [];
  private readonly users: User[] = [];
  /** The declared rules by what they say. */
  private readonly rules = new Map<string, Required<AclRule>>();
  /** Users with quotas. */
  private readonly limited: IPrincipal[] = [];
  private readonly quotas: ManifestQuota[] = [];
  private readonly ruleScope: RuleScope;

  /**
   * @throws ValidationError `AdministratorUnreachable` when no published listener takes client certificates, `ResourcesInClusterStack`,
   * `AdministratorFoldersDiffer`, `BootstrapServersDiffer`
   */
  public constructor(scope: Construct, id: string, props: KafkaResourcesProps) {
    super(scope, id);
    checkArguments('KafkaResources', [scope, id, props], this.node.path);
    throwIfAny(textViolations(this.node.path, 'administratorFolder', props.administratorFolder));
    this.cluster = props.cluster;
    this.registry = resourcesOf(props.cluster);
    this.ruleScope = {
      path: this.node.path,
      declareRules: (grantee, rules) => this.declareRules(grantee, rules),
    };
    const { administratorServers: servers } = this.cluster;
    const stack = TerraformStack.of(this);
    if (servers.length === 0) {
      throw new ValidationError({
        code: 'AdministratorUnreachable',
        subject: this.node.path,
        rule: 'a cluster with resources must have a published listener with Authentication.mutualTls()',
        remedy: 'add one: the provider connects to it with the administrator’s certificate',
      });
    }
    declarationsIfAny(this.cluster)?.refuseResourcesIn(stack.node.id);
    this.registry.add({
      path: this.node.path,
      stack: stack.node.id,
      topics: () => this.topics.map((topic) => topic.toManifest()),
      users: () => this.users.map((user) => user.toManifest()),
      rules: () =>
        [...this.rules]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([, rule]) => ({ ...rule, principal: rule.principal.principal })),
      quotas: () => [...this.quotas].sort((a, b) => (quotaKey(a) < quotaKey(b) ? -1 : 1)),
      externals: () =>
        this.grantees.filter((one) => isExternal(one) && one.principal !== EVERYONE).map(({ principal }) => principal),
    });
    if (stack !== TerraformStack.of(props.cluster)) {
      stack.addDependency(TerraformStack.of(props.cluster));
    }
    this.provider = this.providerOf(stack, path.resolve(props.administratorFolder ?? 'out/clients/admin'));
    this.node.addValidation({ validate: () => this.unknownPrincipals() });
  }

  /**
   * Declares a topic.
   *
   * @throws ValidationError with everything that is wrong with it, or `TopicDuplicate`, `AddressTaken`
   */
  public addTopic(name: string, props: TopicProps): Topic {
    checkArguments('KafkaResources#addTopic', [name, props], this.node.path);
    const advice = this.registry.addTopic(this.node.path, name);
    const topic = new Topic(this, name, props, {
      cluster: this.cluster,
      provider: this.provider,
      rules: this.ruleScope,
    });
    advise(topic, advice);
    this.topics.push(topic);
    return topic;
  }

  /** All topics whose names begin with the prefix (KIP-290), whoever makes them: for granting rights on them. */
  public topicsWithPrefix(prefix: string): ITopics {
    checkArguments('KafkaResources#topicsWithPrefix', [prefix], this.node.path);
    return new TopicGrants(this.ruleScope, prefix, true);
  }

  /**
   * Declares a user, whatever it logs in by: by every SCRAM mechanism of the cluster's listeners, if nothing else is said.
   *
   * @throws ValidationError `UserDuplicate`, `UserNameIllegal`, `UserIsCertificateUser`, `UserNameTaken`, `UserLoginTwice`,
   * `ScramIterationsIllegal`, `PasswordVersionIllegal`, `ScramListenerMissing`, `AddressTaken`; for other logins than SCRAM, what
   * `KafkaCluster.addUser` throws, and `ClusterNotDeclaredHere` on a cluster that stands already
   */
  public addUser(name: string, props: UserProps = {}): User {
    checkArguments('KafkaResources#addUser', [name, props], this.node.path);
    const { credentials } = this.loginOf(name, props);
    const user =
      credentials.keptBy === 'kafka' ? this.addScramUser(name, credentials) : this.addClusterUser(name, credentials);
    if (props.quota !== undefined) {
      this.addQuota(QuotaEntity.user(user), props.quota);
    }
    return user;
  }

  /**
   * Declares one rule; the same rule declared twice is one.
   *
   * @throws ValidationError with everything that is wrong with it, or `AddressTaken`; a principal that nobody declares is found at
   * synth
   */
  public addAcl(rule: AclRule): void {
    checkArguments('KafkaResources#addAcl', [rule], this.node.path);
    this.declareRule(rule);
  }

  /**
   * Limits what a user or a client id may take up; what a user has in its own props is declared with it.
   *
   * @throws ValidationError `QuotaIllegal`, `QuotaDuplicate`, `AddressTaken`, `ClientIdIllegal`; a user that nobody declares is found at synth
   */
  public addQuota(entity: QuotaEntity, props: QuotaProps): void {
    checkArguments('KafkaResources#addQuota', [entity, props], this.node.path);
    throwIfAny([
      ...quotaViolations(`${this.node.path}/quota ${entity.id}`, props),
      ...(entity.type === 'client-id' && entity.name !== undefined
        ? clientNameViolations(`${this.node.path}/quota ${entity.id}`, 'client id', entity.name)
        : []),
    ]);
    this.registry.addQuota(this.node.path, entity.id);
    const address = `${this.cluster.name}-${entity.id}`;
    const subject = `${this.node.path}/quota ${entity.id}`;
    takeAddress(TerraformStack.of(this), Quota.tfResourceType, address, { owner: subject, subject });
    if (entity.principal !== undefined) {
      this.limited.push(entity.principal);
    }
    const limits = quotaConfiguration(props);
    this.quotas.push({ type: entity.type, name: entity.name, limits });
    if (entity.name !== undefined) {
      advise(this, starAdvice(subject, entity.type, entity.name, 'name each one: Kafka knows no patterns of them'));
    }
    const quota = new Quota(this, `quota-${entity.id}`, {
      entityType: entity.type,
      entityName: entity.name,
      config: limits,
      provider: this.provider,
    });
    quota.overrideLogicalId(address);
  }

  /** Declares the rules that an intent needs. What the target leaves out, nothing is granted on. */
  public grant(grantee: IPrincipal, intent: GrantIntent, target: GrantTarget): Grant {
    checkArguments('KafkaResources#grant', [grantee, intent, target], this.node.path);
    return this.declareRules(grantee, rulesOf(grantee, intent, target));
  }

  /** Lets the principal use every `transactional.id` with the prefix (KIP-98). */
  public grantTransactions(grantee: IPrincipal, prefix: string): Grant {
    checkArguments('KafkaResources#grantTransactions', [grantee, prefix], this.node.path);
    return this.grant(grantee, 'transact', { transactionalId: prefix, prefixed: true });
  }

  /** Lets the principal do everything on the cluster. It is no super user: a `Deny` still counts. */
  public grantAdmin(grantee: IPrincipal): Grant {
    return this.grant(grantee, 'administer', { topic: '*', group: '*', transactionalId: '*', cluster: true });
  }

  private declareRules(grantee: IPrincipal, rules: readonly AclRule[]): Grant {
    return new Grant(
      grantee,
      rules.map((rule) => this.declareRule(rule)),
    );
  }

  private declareRule(rule: AclRule): Required<AclRule> {
    const complete = completeRule(this.node.path, rule);
    const text = ruleText(complete);
    if (this.rules.has(text)) {
      return complete;
    }
    const stack = TerraformStack.of(this);
    const id = ruleIdentifier(complete);
    const address = `${this.cluster.name}-${id}`;
    const owner = { owner: `${this.cluster.name}: ${text}`, subject: this.node.path };
    const isFirst = takeAddress(stack, Acl.tfResourceType, address, owner);
    this.rules.set(text, complete);
    advise(this, [
      ...aclAdvice(this.node.path, complete),
      ...this.registry.addRule(this.node.path, text, stack.node.id),
    ]);
    if (!isFirst) {
      return complete;
    }
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
    acl.overrideLogicalId(address);
    return complete;
  }

  /** What a user says that it logs in by, in one way or the other. */
  private loginOf(name: string, { login, passwordVersion, iterations }: LoginProps): UserLogin {
    if (login !== undefined && (passwordVersion !== undefined || iterations !== undefined)) {
      throw new ValidationError({
        code: 'UserLoginTwice',
        subject: `${this.node.path}/user ${name}`,
        rule: 'passwordVersion and iterations must not stand beside a login, which has its own',
        value: passwordVersion === undefined ? 'iterations' : 'passwordVersion',
        remedy: 'say login: UserLogin.scram({ passwordVersion, iterations })',
      });
    }
    return login ?? UserLogin.scram({ passwordVersion, iterations });
  }

  /** Its credentials are the cluster's to make. */
  private addClusterUser(name: string, credentials: ClusterCredentials): User {
    const declarations = declarationsOf(this.cluster, `${this.node.path}/user ${name}`);
    checkPasswordFile(this, name, credentials);
    declarations.addUser(name, credentials);
    return new User(this, name);
  }

  private addScramUser(name: string, { passwordVersion, iterations }: ScramCredentials): User {
    const subject = `${this.node.path}/user ${name}`;
    if (this.cluster.certificateNames.includes(name)) {
      throw new ValidationError({
        code: 'UserIsCertificateUser',
        subject,
        rule: 'a SCRAM user must not be named like the administrator or a certificate user, whose rights it would share',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    if (this.cluster.reservedNames.includes(name)) {
      throw new ValidationError({
        code: 'UserNameTaken',
        subject,
        rule: 'a SCRAM user must not be named like a server, a user that logs in otherwise, or ANONYMOUS, the name of clients that do not log in',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    const mechanisms = this.cluster.scramMechanisms;
    if (mechanisms.length === 0) {
      throw new ValidationError({
        code: 'ScramListenerMissing',
        subject,
        rule: 'a cluster with SCRAM users must have a listener with SCRAM',
        remedy: 'add one with Authentication.scram(), or give the user another login, such as UserLogin.certificate()',
      });
    }
    this.registry.addUser(this.node.path, name);
    this.declarePasswords();
    const user = new User(this, name, {
      clusterName: this.cluster.name,
      mechanisms,
      passwordVersion,
      iterations,
      provider: this.provider,
    });
    this.users.push(user);
    return user;
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

  /** The stack's provider for the cluster, made by the first that needs it. */
  private providerOf(stack: TerraformStack, folder: string): KafkaProvider {
    const { administratorServers: servers, name, version } = this.cluster;
    const id = `kafka-${name}`;
    const caCert = path.join(folder, 'ca.pem');
    const made = stack.node.tryFindChild(id) as KafkaProvider | undefined;
    const asText = (addresses: readonly string[] = []): string => [...addresses].sort().join(', ');
    if (made !== undefined && asText(made.bootstrapServers) !== asText(servers)) {
      throw new ValidationError({
        code: 'BootstrapServersDiffer',
        subject: this.node.path,
        rule: `clusters named ${name} must be reached at the same servers in one stack, which has one provider for that name, at ${asText(made.bootstrapServers)}`,
        value: asText(servers),
        remedy: 'rename one of the two clusters, or give each a stack of its own',
      });
    }
    if (made !== undefined && made.caCert !== literal(caCert)) {
      throw new ValidationError({
        code: 'AdministratorFoldersDiffer',
        subject: this.node.path,
        rule: `administratorFolder must be the same for all KafkaResources of the cluster ${name} in one stack, which has one provider for it`,
        value: folder,
        remedy: 'give each the same, or a stack of its own',
      });
    }
    return (
      made ??
      new KafkaProvider(stack, id, {
        alias: name,
        bootstrapServers: [...servers],
        caCert,
        clientCert: path.join(folder, 'client.pem'),
        clientKey: path.join(folder, 'client.key'),
        tlsEnabled: true,
        kafkaVersion: version,
        timeout: 60,
      })
    );
  }

  /** Whoever has a rule or a quota. */
  private get grantees(): readonly IPrincipal[] {
    return [...[...this.rules.values()].map(({ principal }) => principal), ...this.limited];
  }

  /** Rules may be declared before the users that they are for, so they are looked at when everything is there. */
  private unknownPrincipals(): string[] {
    const declared = new Set(
      declarationsIfAny(this.cluster)?.principals ?? this.registry.allUsers.map(({ principal }) => principal),
    );
    const isKnown = (grantee: IPrincipal): boolean => declared.has(grantee.principal) || isExternal(grantee);
    const unknown = this.grantees.filter((one) => !isKnown(one));
    return [...new Set(unknown.map(({ principal }) => principal))].map((principal) =>
      formatViolation({
        code: 'PrincipalUnknown',
        subject: this.node.path,
        rule: `a rule or quota must be for a user that is declared on the cluster ${this.cluster.name}`,
        value: principal,
        remedy: 'declare it with addUser, or take Principal.external for one that is made elsewhere',
      }),
    );
  }
}

const EVERYONE = Principal.everyone().principal;

const isExternal = (grantee: IPrincipal): boolean => 'isExternal' in grantee && grantee.isExternal === true;

const quotaKey = ({ type, name = '' }: ManifestQuota): string => `${type} ${name}`;
