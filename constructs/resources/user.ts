import { type TerraformProvider, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { throwIfAny, type Violation } from '../../model/violation';
import { identifier } from '../../model/names/identifier';
import type { ManifestUser } from '../../model/manifest/manifest';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { UserScramCredential } from '../provider-kafka/user-scram-credential';
import { versionViolations } from '../../model/authentication/credential-version';
import { QuotaEntity, type QuotaProps } from '../../model/resources/quota';
import type { KafkaResources } from './resources';

/** Properties of a SCRAM user. */
export interface UserProps {
  /**
   * Rises when the password in the variable has changed: Terraform can't see the password itself, which is in no state,
   * so a changed one does nothing until this number does. Default 1.
   */
  readonly passwordVersion?: number;
  /** Iterations of the salted hash, 4096 to 16384 as Kafka allows. Default 8192. */
  readonly iterations?: number;
  /** Limits of what the user may take up. Default: none. */
  readonly quota?: QuotaProps;
}

/** A user that logs in by SCRAM (KIP-554); made by `KafkaResources.addUser`. */
export class User extends Construct implements IPrincipal {
  /** Name that it logs in with. */
  public readonly name: string;
  private readonly mechanisms: readonly SaslMechanism[];

  /** @internal */
  public constructor(
    resources: KafkaResources,
    name: string,
    mechanisms: readonly SaslMechanism[],
    props: UserProps = {},
    provider?: TerraformProvider,
  ) {
    super(resources, `user-${identifier(name)}`);
    this.name = name;
    this.mechanisms = mechanisms;
    const iterations = props.iterations ?? 8192;
    const version = props.passwordVersion ?? 1;
    throwIfAny(userViolations(this.node.path, { name, iterations, version }));
    const subject = this.node.path;
    for (const mechanism of mechanisms) {
      const address = `${resources.cluster.name}-${identifier(name)}-${mechanism}`;
      takeAddress(TerraformStack.of(this), UserScramCredential.tfResourceType, address, { owner: subject, subject });
      const credential = new UserScramCredential(this, mechanism, {
        username: name,
        scramMechanism: mechanism,
        scramIterations: iterations,
        passwordWo: `\${var.passwords["${name}"]}`,
        passwordWoVersion: String(version),
        provider,
      });
      credential.overrideLogicalId(address);
    }
    if (props.quota !== undefined) {
      resources.addQuota(QuotaEntity.user(this), props.quota);
    }
  }

  /** Kafka's principal: `User:` and its name. */
  public get principal(): string {
    return `User:${this.name}`;
  }

  /** @internal */
  public toManifest(): ManifestUser {
    return {
      name: this.name,
      principal: this.principal,
      authentication: 'scram',
      mechanisms: this.mechanisms,
      superUser: false,
    };
  }
}

function userViolations(
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
