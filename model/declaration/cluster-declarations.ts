import type { ClusterModel } from '../cluster/cluster-model';
import type { ClusterCredentials } from '../authentication/user-login';
import type { ManifestService, ManifestUser } from '../manifest/manifest';
import { declaredUsers } from '../authentication/mechanism-lookup';
import { mutualTls } from '../authentication/mutual-tls';
import type { Watch } from '../monitoring/monitoring-files';
import { administratorName } from '../names/distinguished-name';
import { Principal } from '../resources/principal';
import { namesWithoutCertificate } from '../resources/reused-names';
import { ResourceDeclarations } from '../resources/resource-declarations';
import { sift, ValidationError, type Violation } from '../violation';
import { type ClusterUser, userNamesBy } from '../users/cluster-user';
import { Companion, type CompanionProps } from './companion';
import { missingUserViolations, ownNames, userSubject, userViolations } from './user-violations';

/**
 * What a cluster has been told, wherever in the app: its base, users, companions and resources. It is read when the app is
 * rendered, and sorts what it gives, so that the order of declaration never matters.
 */
export class ClusterDeclarations {
  public readonly resources = new ResourceDeclarations();
  private baseStack: string | undefined;
  private readonly addedUsers = new Map<string, ClusterCredentials>();
  private readonly companions: Companion[] = [];

  private own: readonly string[] | undefined;

  public constructor(
    /** Path of the cluster's construct. */
    private readonly subject: string,
    private readonly clusterStack: string,
    private readonly resolved: ClusterModel,
  ) {}

  /** What was declared until now, with every default filled in. */
  public get model(): ClusterModel {
    const added = [...this.addedUsers].sort(([a], [b]) => (a < b ? -1 : 1));
    const companions = this.sortedCompanions;
    const beside = companions.flatMap(({ placements }) => [...placements]);
    return {
      ...this.resolved,
      ...(beside.length > 0 && { placements: { ...this.resolved.placements, ...Object.fromEntries(beside) } }),
      users: [...this.resolved.users, ...added.map(([name, login]) => userOf(name, login))],
      serviceUsers: companions.map(({ user }) => user),
      servicePasswords: companions.flatMap(({ passwords }) => passwords),
      expiryReader: companions.find(({ watches }) => watches)?.user,
    };
  }

  public get stacks(): {
    readonly base: string;
    readonly cluster: string;
    readonly resources: readonly string[];
    readonly services: readonly string[];
  } {
    return {
      base: this.baseStack ?? '',
      cluster: this.clusterStack,
      resources: this.resources.stacks,
      services: [...new Set(this.sortedCompanions.map(({ stack }) => stack))],
    };
  }

  public get services(): readonly ManifestService[] {
    return this.sortedCompanions.flatMap(({ services }) => services);
  }

  /** Volumes that the base makes for companions. */
  public get companionVolumes(): readonly string[] {
    return this.sortedCompanions.flatMap(({ volumes }) => volumes);
  }

  public get watch(): Watch | undefined {
    return this.sortedCompanions.find(({ watch }) => watch !== undefined)?.watch;
  }

  /** Users by their logins; those of companions are nobody's but theirs. */
  public get users(): readonly ManifestUser[] {
    return [...clusterUsers(this.model), ...this.resources.allUsers];
  }

  /** Principals of everyone who is declared on it. */
  public get principals(): readonly string[] {
    return [
      ...this.users.map(({ principal }) => principal),
      ...this.companions.map(({ principal }) => principal.principal),
    ];
  }

  /** Users that log in with a certificate, and the administrator. */
  public get certificateNames(): readonly string[] {
    const { model } = this;
    return ['admin', ...userNamesBy(model, mutualTls.name), ...model.serviceUsers];
  }

  /** Names that nobody may bear while a certificate of a former user lives on. */
  public get namesWithoutCertificate(): readonly string[] {
    return namesWithoutCertificate(
      this.principals.map((principal) => ({ principal })),
      this.resources.allRules,
      userNamesBy(this.model, mutualTls.name),
    );
  }

  /** Names of servers, of users that log in otherwise and of nobody. */
  public get reservedNames(): readonly string[] {
    const others = this.model.users.filter(({ mechanism }) => mechanism !== mutualTls.name);
    // Asked for each user: those of the cluster's own take its servers' files, which stay as they are.
    this.own ??= ownNames(this.resolved);
    return [...this.own, ...others.map(({ name }) => name)];
  }

  /** What is missing, when everything has been declared. */
  public get missing(): readonly Violation[] {
    return [
      ...(this.baseStack === undefined ? [baseMissing(this.subject)] : []),
      ...missingUserViolations(this.subject, this.model),
    ];
  }

  /** @throws ValidationError `BaseDuplicate`, `ResourcesInClusterStack` */
  public declareBase(stack: string): void {
    if (this.baseStack !== undefined) {
      throw new ValidationError({
        code: 'BaseDuplicate',
        subject: this.subject,
        rule: `a cluster must have one KafkaBase, and has one in ${this.baseStack}`,
        value: stack,
        remedy: 'take one of the two away',
      });
    }
    if (this.resources.stacks.includes(stack)) {
      throw new ValidationError(resourcesMisplaced(this.subject, stack));
    }
    this.baseStack = stack;
  }

  /** @throws ValidationError `ResourcesInClusterStack` */
  public refuseResourcesIn(stack: string): void {
    if (stack === this.clusterStack || stack === this.baseStack) {
      throw new ValidationError(resourcesMisplaced(this.subject, stack));
    }
  }

  /**
   * A user that the cluster itself makes the credentials of.
   *
   * @throws ValidationError `UserNameIllegal`, `UserDuplicate`, `PlainListenerMissing`, `KerberosListenerMissing`,
   * `PasswordVersionIllegal`, `KeyVersionIllegal`
   */
  public addUser(name: string, login: ClusterCredentials): Principal {
    const alone: ClusterModel = { ...this.resolved, users: [userOf(name, login)] };
    const taken: readonly Violation[] = [
      ...(this.hasUser(name)
        ? [
            {
              code: 'UserDuplicate',
              subject: userSubject(this.subject, name),
              rule: 'a user must be named like no other user of the cluster, whose rights it would share',
              value: name,
              remedy: 'rename one of the two',
            },
          ]
        : []),
    ];
    // What is unwise has been said when the cluster was declared.
    sift([...userViolations(this.subject, alone), ...taken], this.resolved.allowed);
    this.addedUsers.set(name, login);
    return new Principal(`User:${name}`);
  }

  /**
   * Companion services, with a user of their own; a container may be named by it.
   *
   * @throws ValidationError `ServiceUserIllegal`, `ServiceUserTaken` when another user has the name, and so would share its rights
   */
  public addCompanion(
    subject: string,
    { namesContainer, ...props }: CompanionProps & { readonly namesContainer: boolean },
  ): Companion {
    const { names, store } = this.resolved;
    const { user } = props;
    const roles = ['broker', ...store.servers(this.resolved).map(({ role }) => role)];
    if (
      !/^[a-z][a-z0-9-]*$/.test(user) ||
      roles.some((role) => user.startsWith(`${role}-`)) ||
      (namesContainer && names.ownsContainer(names.serviceContainer(user)))
    ) {
      throw new ValidationError({
        code: 'ServiceUserIllegal',
        subject,
        rule: 'the user of a service must be named by lower-case letters, digits and -, and not as a server is; nor, where the container is named by it, as another container of the package',
        value: user,
        remedy: 'rename it',
      });
    }
    if (this.hasUser(user) || this.reservedNames.includes(user)) {
      throw new ValidationError({
        code: 'ServiceUserTaken',
        subject,
        rule: 'the user of a service must be named like no other user, whose rights it would share',
        value: user,
        remedy: 'give it another name by its prop user, or rename the other one',
      });
    }
    const companion = new Companion(props, () => this.model);
    this.companions.push(companion);
    return companion;
  }

  private hasUser(name: string): boolean {
    return [...this.certificateNames, ...this.users.map((user) => user.name)].includes(name);
  }

  /** What watches the cluster comes first. */
  private get sortedCompanions(): readonly Companion[] {
    return [...this.companions].sort((a, b) => Number(b.watches) - Number(a.watches) || (a.user < b.user ? -1 : 1));
  }
}

const userOf = (name: string, { mechanism, version, passwordFile }: ClusterCredentials): ClusterUser => ({
  name,
  mechanism,
  version,
  passwordFile,
});

const baseMissing = (subject: string): Violation => ({
  code: 'BaseMissing',
  subject,
  rule: 'a cluster must have a KafkaBase: networks, volumes, certificates and configuration that its servers stand on',
  remedy: "add new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster })",
});

const resourcesMisplaced = (subject: string, stack: string): Violation => ({
  code: 'ResourcesInClusterStack',
  subject,
  rule: 'KafkaResources must be in another stack than its cluster and its base, which have to be there before anything is declared on them',
  value: stack,
  remedy: 'make a TerraformStack for it',
});

/** Users whose credentials the cluster itself makes. */
function clusterUsers(model: ClusterModel): readonly ManifestUser[] {
  const user = ({ name, ...login }: Pick<ManifestUser, 'name' | 'authentication' | 'mechanisms'>): ManifestUser => ({
    ...{ name, principal: `User:${name}`, ...login },
    superUser: false,
  });
  const admin = user({ name: 'admin', authentication: mutualTls.name, mechanisms: [] });
  return [
    { ...admin, principal: `User:${administratorName(model.names)}`, superUser: true },
    ...declaredUsers(model).map(user),
  ];
}
