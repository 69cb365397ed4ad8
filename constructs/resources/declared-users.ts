import { TerraformStack, TerraformVariable } from 'cdktf';
import {
  type ClusterCredentials,
  type ScramCredentials,
  type ScramLoginProps,
  UserLogin,
} from '../../model/authentication/user-login';
import { isKeptByKafka } from '../../model/authentication/mechanism-lookup';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import type { ManifestUser } from '../../model/manifest/manifest';
import { ValidationError } from '../../model/violation';
import { declarationsIfAny, declarationsOf } from '../cluster/declaration-registry';
import { checkPasswordFile } from '../cluster/password-file';
import type { ResourcesContext } from './resources-context';
import { User, type UserProps } from './user';

/** What a user logs in by, said in the one way or the other. */
type LoginProps = Pick<UserProps, 'login'> & Omit<ScramLoginProps, 'keepFormerPassword'>;

/** The users that one `KafkaResources` declares, whatever they log in by. */
export class DeclaredUsers {
  /** Those whose credentials Kafka keeps; the others are the cluster's. */
  private readonly users: User[] = [];

  public constructor(private readonly context: ResourcesContext) {}

  public add(name: string, props: UserProps): User {
    const { credentials } = this.loginOf(name, props);
    return credentials.keptBy === 'kafka'
      ? this.addScramUser(name, credentials)
      : this.addClusterUser(name, credentials);
  }

  public toManifest(): readonly ManifestUser[] {
    return this.users.map((user) => user.toManifest());
  }

  /** What a user says that it logs in by, in one way or the other. */
  private loginOf(name: string, { login, passwordVersion, iterations }: LoginProps): UserLogin {
    if (login !== undefined && (passwordVersion !== undefined || iterations !== undefined)) {
      throw new ValidationError({
        code: 'UserLoginTwice',
        subject: this.subjectOf(name),
        rule: 'passwordVersion and iterations must not stand beside a login, which has its own',
        value: passwordVersion === undefined ? 'iterations' : 'passwordVersion',
        remedy: 'say login: UserLogin.scram({ passwordVersion, iterations })',
      });
    }
    return login ?? UserLogin.scram({ passwordVersion, iterations });
  }

  /** Its credentials are the cluster's to make. */
  private addClusterUser(name: string, credentials: ClusterCredentials): User {
    const { scope, cluster } = this.context;
    const declarations = declarationsOf(cluster, this.subjectOf(name));
    checkPasswordFile(scope, name, credentials);
    declarations.addUser(name, credentials);
    return new User(scope, name);
  }

  private addScramUser(name: string, credentials: ScramCredentials): User {
    const { scope, cluster, registry, provider, imports } = this.context;
    const subject = this.subjectOf(name);
    if (cluster.certificateNames.includes(name)) {
      throw new ValidationError({
        code: 'UserIsCertificateUser',
        subject,
        rule: 'a SCRAM user must not be named like the administrator or a certificate user, whose rights it would share',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    if (cluster.reservedNames.includes(name)) {
      throw new ValidationError({
        code: 'UserNameTaken',
        subject,
        rule: 'a SCRAM user must not be named like a server, a user that logs in otherwise, or ANONYMOUS, the name of clients that do not log in',
        value: name,
        remedy: 'rename one of the two',
      });
    }
    const offered = cluster.scramMechanisms;
    if (offered.length === 0) {
      throw new ValidationError({
        code: 'ScramListenerMissing',
        subject,
        rule: 'a cluster with SCRAM users must have a listener with SCRAM',
        remedy: 'add one with Authentication.scram(), or give the user another login, such as UserLogin.certificate()',
      });
    }
    registry.addUser(scope.node.path, name);
    this.declarePasswords();
    // What listeners a cluster has that stands already, nobody says here: they are taken to be alike.
    const listeners = declarationsIfAny(cluster)?.model.listeners.map((listener) => listener.mechanisms) ?? [offered];
    const own: readonly SaslMechanism[] = credentials.mechanisms ?? offered;
    const user = new User(scope, name, {
      ...credentials,
      clusterName: cluster.name,
      offered,
      listeners: listeners
        .map((taken) => taken.filter((mechanism) => isKeptByKafka(mechanism) && own.includes(mechanism)))
        .filter((taken) => taken.length > 0),
      ...{ provider, imports },
    });
    this.users.push(user);
    return user;
  }

  /** The variable that all SCRAM users of a stack have their passwords from. */
  private declarePasswords(): void {
    const stack = TerraformStack.of(this.context.scope);
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

  private subjectOf(name: string): string {
    return `${this.context.scope.node.path}/user ${name}`;
  }
}
