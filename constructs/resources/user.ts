import { type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { ScramCredentials, UserLogin } from '../../model/authentication/user-login';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { throwIfAny, type Violation } from '../../model/violation';
import { identifier } from '../../model/names/identifier';
import type { ManifestUser } from '../../model/manifest/manifest';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { expression } from '../terraform/literal';
import { UserScramCredential } from '../terraform/resources';
import { versionViolations } from '../../model/authentication/credential-version';
import type { QuotaProps } from '../../model/resources/quota';

/** Properties of a user. */
export interface UserProps {
  /**
   * What it logs in by.
   *
   * @default UserLogin.scram()
   */
  readonly login?: UserLogin;
  /**
   * Of a SCRAM user's password.
   *
   * @default 1
   * @deprecated Say `login: UserLogin.scram({ passwordVersion })`.
   */
  readonly passwordVersion?: number;
  /**
   * Of a SCRAM user's salted hash.
   *
   * @default 8192
   * @deprecated Say `login: UserLogin.scram({ iterations })`.
   */
  readonly iterations?: number;
  /**
   * Limits of what the user may take up.
   *
   * @default - no limits
   */
  readonly quota?: QuotaProps;
}

/** What Kafka keeps of a user's SCRAM credentials, and where they are declared. @internal */
export interface ScramCredentialsProps extends Omit<ScramCredentials, 'keptBy'> {
  readonly clusterName: string;
  readonly mechanisms: readonly SaslMechanism[];
  readonly provider: TerraformProvider;
}

/** A user of a cluster; made by `KafkaResources.addUser`. */
export class User extends Construct implements IPrincipal {
  /** Name that it logs in with. */
  public readonly name: string;
  private readonly mechanisms: readonly SaslMechanism[];
  private readonly iterations: number | undefined;

  /** Without SCRAM, the cluster makes its credentials. @internal */
  public constructor(scope: Construct, name: string, scram?: ScramCredentialsProps) {
    super(scope, `user-${identifier(name)}`);
    this.name = name;
    this.mechanisms = scram?.mechanisms ?? [];
    this.iterations = scram?.iterations;
    if (scram !== undefined) {
      this.addCredentials(scram);
    }
  }

  /** Kafka's principal: `User:` and its name. */
  public get principal(): string {
    return `User:${this.name}`;
  }

  /** As a SCRAM user. @internal */
  public toManifest(): ManifestUser {
    return {
      name: this.name,
      principal: this.principal,
      authentication: 'scram',
      mechanisms: this.mechanisms,
      superUser: false,
      iterations: this.iterations,
    };
  }

  private addCredentials({
    clusterName,
    mechanisms,
    passwordVersion,
    iterations,
    provider,
  }: ScramCredentialsProps): void {
    const subject = this.node.path;
    throwIfAny(scramViolations(subject, { name: this.name, iterations, version: passwordVersion }));
    for (const mechanism of mechanisms) {
      const address = `${clusterName}-${identifier(this.name)}-${mechanism}`;
      takeAddress(TerraformStack.of(this), UserScramCredential.tfResourceType, address, { owner: subject, subject });
      const credential = new UserScramCredential(this, mechanism, {
        username: this.name,
        scramMechanism: mechanism,
        scramIterations: iterations,
        passwordWo: expression(`var.passwords["${this.name}"]`),
        passwordWoVersion: String(passwordVersion),
        provider,
      });
      credential.overrideLogicalId(address);
    }
  }
}

function scramViolations(
  subject: string,
  { name, iterations, version }: { readonly name: string; readonly iterations: number; readonly version: number },
): readonly Violation[] {
  const violations: Violation[] = [];
  // `=` and `,` would let a user be called like the administrator's or a broker's distinguished name, and a name is a folder's.
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._@-]{0,248}$/.test(name)) {
    violations.push({
      code: 'UserNameIllegal',
      subject,
      rule: 'a user must be named by up to 249 letters, digits, ., _, @ and -, beginning with a letter or a digit',
      value: name,
      remedy: 'rename the user',
    });
  }
  if (!Number.isInteger(iterations) || iterations < 4096 || iterations > 16_384) {
    violations.push({
      code: 'ScramIterationsIllegal',
      subject,
      rule: 'iterations must be a whole number from 4096 to 16384',
      value: iterations,
      remedy: 'leave it out for 8192',
    });
  }
  violations.push(...versionViolations(subject, 'passwordVersion', version));
  return violations;
}
