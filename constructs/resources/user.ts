import { type TerraformProvider, type TerraformResourceLifecycle, TerraformStack } from 'cdktf';
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
import {
  formerKey,
  formerPasswordViolations,
  passwordPlaces,
  presentKeys,
  skippedVersionRefusal,
} from '../../model/authentication/password-versions';
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
  /** Those of each listener with SCRAM. */
  readonly listeners: readonly (readonly SaslMechanism[])[];
  readonly provider: TerraformProvider;
}

/** A user of a cluster; made by `KafkaResources.addUser`. */
export class User extends Construct implements IPrincipal {
  /** Name that it logs in with. */
  public readonly name: string;
  private readonly scram: Pick<ManifestUser, 'passwordVersion' | 'preferred' | 'former' | 'iterations' | 'mechanisms'>;

  /** Without SCRAM, the cluster makes its credentials. @internal */
  public constructor(scope: Construct, name: string, scram?: ScramCredentialsProps) {
    super(scope, `user-${identifier(name)}`);
    this.name = name;
    this.scram = scram === undefined ? { mechanisms: [] } : this.addCredentials(scram);
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
      superUser: false,
      ...this.scram,
    };
  }

  private addCredentials(scram: ScramCredentialsProps): User['scram'] {
    const { clusterName, mechanisms, passwordVersion, keepFormerPassword, iterations, provider } = scram;
    const subject = this.node.path;
    throwIfAny(scramViolations(subject, this.name, scram));
    const { present, preferred, former } = passwordPlaces(mechanisms, { passwordVersion, keepFormerPassword });
    const holder = { name: this.name, passwordVersion, former };
    for (const mechanism of mechanisms) {
      const address = `${clusterName}-${identifier(this.name)}-${mechanism}`;
      takeAddress(TerraformStack.of(this), UserScramCredential.tfResourceType, address, { owner: subject, subject });
      const isFormer = mechanism === former;
      const credential = new UserScramCredential(this, mechanism, {
        username: this.name,
        scramMechanism: mechanism,
        scramIterations: iterations,
        passwordWo: passwordIn(isFormer ? [formerKey(holder)] : presentKeys(holder)),
        passwordWoVersion: String(isFormer ? passwordVersion - 1 : passwordVersion),
        provider,
        ...(isFormer && { lifecycle: keptAsItIs(this.name, passwordVersion) }),
      });
      credential.overrideLogicalId(address);
    }
    return { mechanisms: present, iterations, passwordVersion, preferred, former };
  }
}

/** The first that the variable has of these keys. */
function passwordIn(keys: readonly string[]): string {
  const places = keys.map((key) => `var.passwords[${JSON.stringify(key)}]`);
  return expression(places.length === 1 ? places.join('') : `try(${places.join(', ')})`);
}

/** A former password is never written over by a version that skips one: the plan fails before the present one is written. */
const keptAsItIs = (name: string, passwordVersion: number): TerraformResourceLifecycle => ({
  ignoreChanges: ['password_wo_version'],
  postcondition: [
    {
      condition: expression(`self.password_wo_version == "${passwordVersion - 1}"`),
      errorMessage: skippedVersionRefusal(name, passwordVersion),
    },
  ],
});

function scramViolations(
  subject: string,
  name: string,
  { iterations, passwordVersion, keepFormerPassword, listeners }: ScramCredentialsProps,
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
  violations.push(
    ...versionViolations(subject, 'passwordVersion', passwordVersion),
    ...(keepFormerPassword ? formerPasswordViolations(subject, passwordVersion, listeners) : []),
  );
  return violations;
}
