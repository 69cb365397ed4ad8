import path from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { AclRule } from '../../model/resources/acl-rule';
import type { Grant } from '../../model/resources/grant';
import {
  emptyGrant,
  type GrantIntent,
  type GrantTarget,
  rulesOf,
  unusedTargetAdvice,
} from '../../model/resources/grant-intent';
import { type IPrincipal, Principal } from '../../model/resources/principal';
import { QuotaEntity, type QuotaProps } from '../../model/resources/quota';
import type { TopicProps } from '../../model/resources/topic-props';
import { type ResourceDeclarations, voidRuleAdvice } from '../../model/resources/resource-declarations';
import { textViolations } from '../../model/units/sense';
import { formatViolation, throwIfAny, ValidationError } from '../../model/violation';
import { declarationsIfAny, resourcesOf } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { advise } from '../synthesis/advise';
import { atSynth } from '../synthesis/at-synth';
import { applyAfter } from '../synthesis/stack-order';
import { fromStack } from '../terraform/from-stack';
import { ImportBlocks } from '../terraform/import-blocks';
import type { KafkaProvider } from '../terraform/resources';
import { administratorProvider } from './administrator-provider';
import { DeclaredQuotas } from './declared-quotas';
import { DeclaredRules } from './declared-rules';
import { DeclaredUsers } from './declared-users';
import type { ResourcesContext } from './resources-context';
import { Topic } from './topic';
import { type ITopics, TopicGrants } from './topic-grants';
import type { User, UserProps } from './user';

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
  /**
   * Whether what it declares stands on the cluster already, and no state knows it: Terraform's import blocks are written for its topics, rules and
   * SCRAM users, so that the next apply takes them into the state as they are. One that is not there fails the plan. The kafka provider
   * imports no quota, and no rule with `|` in a name: these are written once more, as they are. To be taken away after that apply; where it stays,
   * it does nothing.
   *
   * @default false
   */
  readonly importExisting?: boolean;
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
  private readonly imports: ImportBlocks | undefined;
  private readonly registry: ResourceDeclarations;
  private readonly topics: Topic[] = [];
  private readonly users: DeclaredUsers;
  private readonly rules: DeclaredRules;
  private readonly quotas: DeclaredQuotas;

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
    this.imports = props.importExisting === true ? new ImportBlocks(this, 'imports') : undefined;
    const context: ResourcesContext = {
      scope: this,
      cluster: this.cluster,
      registry: this.registry,
      provider: administratorProvider(this, this.cluster, folderOf(this, props.administratorFolder)),
      imports: this.imports,
    };
    this.provider = context.provider;
    this.users = new DeclaredUsers(context);
    this.rules = new DeclaredRules(context);
    this.quotas = new DeclaredQuotas(context);
    this.registry.add({
      path: this.node.path,
      stack: stack.node.id,
      topics: () => this.topics.map((topic) => topic.toManifest()),
      users: () => this.users.toManifest(),
      rules: () => this.rules.toManifest(),
      quotas: () => this.quotas.toManifest(),
      externals: () =>
        this.grantees.filter((one) => isExternal(one) && one.principal !== EVERYONE).map(({ principal }) => principal),
    });
    applyAfter(stack, TerraformStack.of(props.cluster), this.node.path);
    this.node.addValidation({ validate: () => this.unknownPrincipals() });
    atSynth(this, () => {
      advise(this, voidRuleAdvice(this.node.path, this.rules.toManifest(), this.registry.allRules));
    });
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
      rules: this.rules,
      imports: this.imports,
    });
    advise(topic, advice);
    this.topics.push(topic);
    return topic;
  }

  /** All topics whose names begin with the prefix (KIP-290), whoever makes them: for granting rights on them. */
  public topicsWithPrefix(prefix: string): ITopics {
    checkArguments('KafkaResources#topicsWithPrefix', [prefix], this.node.path);
    return new TopicGrants(this.rules, prefix, true);
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
    const user = this.users.add(name, props);
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
    this.rules.declareRule(rule);
  }

  /**
   * Limits what a user or a client id may take up; what a user has in its own props is declared with it.
   *
   * @throws ValidationError `QuotaIllegal`, `QuotaDuplicate`, `AddressTaken`, `ClientIdIllegal`; a user that nobody declares is found at synth
   */
  public addQuota(entity: QuotaEntity, props: QuotaProps): void {
    checkArguments('KafkaResources#addQuota', [entity, props], this.node.path);
    this.quotas.add(entity, props);
  }

  /**
   * Declares the rules that an intent needs. What the target leaves out, nothing is granted on; what the intent has no use for is
   * warned about.
   *
   * @throws ValidationError with everything that is wrong with the rules, or `GrantEmpty` when there are none
   */
  public grant(grantee: IPrincipal, intent: GrantIntent, target: GrantTarget): Grant {
    checkArguments('KafkaResources#grant', [grantee, intent, target], this.node.path);
    const rules = rulesOf(grantee, intent, target);
    const subject = `${this.node.path}/grant to ${grantee.principal}`;
    throwIfAny(emptyGrant(subject, `the target names nothing that ${intent} is about`, rules));
    advise(this, unusedTargetAdvice(subject, intent, target));
    return this.rules.declareRules(grantee, rules);
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

  /** Whoever has a rule or a quota. */
  private get grantees(): readonly IPrincipal[] {
    return [...this.rules.grantees, ...this.quotas.grantees];
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

/** A folder of the project is found from wherever that lies; any other is the same on every machine. */
function folderOf(scope: Construct, given = path.join('out', 'clients', 'admin')): string {
  const folder = path.resolve(given);
  return path.relative(process.cwd(), folder).startsWith('..') ? folder : fromStack(scope, folder);
}

const EVERYONE = Principal.everyone().principal;

const isExternal = (grantee: IPrincipal): boolean => 'isExternal' in grantee && grantee.isExternal === true;
