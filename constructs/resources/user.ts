import { type TerraformResourceLifecycle, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { ScramCredentials, UserLogin } from '../../model/authentication/user-login';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { throwIfAny } from '../../model/violation';
import { identifier } from '../../model/names/identifier';
import type { ManifestUser } from '../../model/manifest/manifest';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { expression } from '../terraform/literal';
import type { ImportBlocks } from '../terraform/import-blocks';
import { type KafkaProvider, UserScramCredential } from '../terraform/resources';
import {
  formerKey,
  formerPasswordViolations,
  isTakenOver,
  passwordPlaces,
  presentKeys,
  skippedVersionRefusal,
} from '../../model/authentication/password-versions';
import { scramUserViolations } from '../../model/authentication/scram-user-violations';
import { loginResourceName } from '../../model/resources/login-resource';
import { loginId } from '../../model/resources/provider-ids';
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
  /** Mechanisms of the cluster's listeners. */
  readonly offered: readonly SaslMechanism[];
  /** Those of the user at each listener with SCRAM. */
  readonly listeners: readonly (readonly SaslMechanism[])[];
  readonly provider: KafkaProvider;
  /** Where it is to be imported. */
  readonly imports?: ImportBlocks;
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
    const { clusterName, offered, passwordVersion, keepFormerPassword, iterations, listeners, provider, imports } =
      scram;
    const mechanisms = scram.mechanisms ?? offered;
    const subject = this.node.path;
    throwIfAny([
      ...scramUserViolations(subject, { name: this.name, mechanisms, iterations, passwordVersion }, offered),
      ...(keepFormerPassword ? formerPasswordViolations(subject, passwordVersion, listeners) : []),
    ]);
    const { present, preferred, former } = passwordPlaces(mechanisms, { passwordVersion, keepFormerPassword });
    const holder = { name: this.name, passwordVersion, former };
    // The provider wants a password of everyone, also where it writes none. Should the user have gone from Kafka meanwhile, it is made with
    // this one, which whoever has the administrator's key alone could work out.
    const standIn = [`filesha256(${JSON.stringify(provider.clientKey)})`];
    for (const mechanism of mechanisms) {
      const address = loginResourceName(clusterName, this.name, mechanism);
      takeAddress(TerraformStack.of(this), UserScramCredential.tfResourceType, address, { owner: subject, subject });
      const isFormer = mechanism === former;
      const credential = new UserScramCredential(this, mechanism, {
        username: this.name,
        scramMechanism: mechanism,
        scramIterations: iterations,
        passwordWo: passwordIn(
          isFormer ? [formerKey(holder)] : presentKeys(holder),
          isTakenOver(holder) ? standIn : [],
        ),
        // The provider writes a password when its version changes: an imported login has none.
        passwordWoVersion: passwordVersion === 0 ? undefined : String(isFormer ? passwordVersion - 1 : passwordVersion),
        provider,
        ...(isFormer && { lifecycle: keptAsItIs(this.name, passwordVersion) }),
        ...(isTakenOver(holder) && { lifecycle: NEVER_WRITTEN }),
      });
      credential.overrideLogicalId(address);
      imports?.add(UserScramCredential.tfResourceType, address, loginId(this.name, mechanism));
    }
    return { mechanisms: present, iterations, passwordVersion, preferred, former };
  }
}

/** The first that the variable has of these keys, or else what comes after them. */
function passwordIn(keys: readonly string[], otherwise: readonly string[]): string {
  const places = [...keys.map((key) => `var.passwords[${JSON.stringify(key)}]`), ...otherwise];
  return expression(places.length === 1 ? places.join('') : `try(${places.join(', ')})`);
}

/** All that the provider writes a login for, once there is one. */
const NEVER_WRITTEN: TerraformResourceLifecycle = { ignoreChanges: ['password_wo_version', 'scram_iterations'] };

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
