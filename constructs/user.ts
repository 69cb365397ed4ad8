import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { IPrincipal } from './principal';
import { FaultError } from './private/fault';
import { identifier } from './private/identifier';
import type { ManifestUser, SaslMechanism } from './private/manifest';
import { Quota } from './private/provider-kafka/quota';
import { UserScramCredential } from './private/provider-kafka/user-scram-credential';

import { quotaConfiguration, type QuotaProps } from './quota';

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
  public readonly name: string;
  private readonly mechanisms: readonly SaslMechanism[];

  /** @internal */
  public constructor(
    scope: Construct,
    name: string,
    cluster: string,
    mechanisms: readonly SaslMechanism[],
    props: UserProps = {},
    provider?: TerraformProvider,
  ) {
    super(scope, `user-${identifier(name)}`);
    this.name = name;
    this.mechanisms = mechanisms;
    const iterations = props.iterations ?? 8192;
    const version = props.passwordVersion ?? 1;
    // `=` and `,` would let a user be called like the administrator's or a broker's distinguished name.
    if (!/^[a-zA-Z0-9._@-]{1,249}$/.test(name)) {
      throw new FaultError({
        code: 'UserNameIllegal',
        subject: this.node.path,
        rule: 'a user must be named by letters, digits, ., _, @ and -',
        value: name,
        remedy: 'rename the user',
      });
    }
    if (!Number.isInteger(iterations) || iterations < 4096 || iterations > 16_384) {
      throw new FaultError({
        code: 'ScramIterationsIllegal',
        subject: this.node.path,
        rule: 'iterations must be from 4096 to 16384',
        value: iterations,
        remedy: 'leave it out for 8192',
      });
    }
    for (const mechanism of mechanisms) {
      const credential = new UserScramCredential(this, mechanism, {
        username: name,
        scramMechanism: mechanism,
        scramIterations: iterations,
        passwordWo: `\${var.passwords["${name}"]}`,
        passwordWoVersion: String(version),
        provider,
      });
      credential.overrideLogicalId(`${cluster}-${identifier(name)}-${mechanism}`);
    }
    if (props.quota !== undefined) {
      const quota = new Quota(this, 'quota', {
        entityType: 'user',
        entityName: name,
        config: quotaConfiguration(props.quota),
        provider,
      });
      quota.overrideLogicalId(`${cluster}-user-${identifier(name)}`);
    }
  }

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
