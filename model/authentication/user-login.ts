import { checkArguments } from '../arguments/check-arguments';
import type { ClusterUser } from '../users/cluster-user';
import type { ScramMechanism } from './scram-exchange';

/** Properties of a login by a certificate. */
export interface CertificateLoginProps {
  /**
   * Rises to have the certificate issued anew, for another key: a whole number, 1 at least. The former one is let in until it ends.
   *
   * @default 1
   */
  readonly certificateVersion?: number;
}

/** Properties of a login by SCRAM. */
export interface ScramLoginProps {
  /**
   * Rises when the password in the variable has changed: Terraform can't see the password itself, which is in no state,
   * so a changed one does nothing until this number does. A whole number; with 0, a user who is there already keeps the password that
   * it has, and one who is not gets that of the variable.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
  /**
   * Whether the password of the version before is let in, too, until a deployment without this: by the one SCRAM mechanism the former, by
   * the other the present one, which is made at random. Wants a `passwordVersion` of 2 at least, and both mechanisms on each listener with SCRAM.
   *
   * @default false
   */
  readonly keepFormerPassword?: boolean;
  /**
   * Iterations of the salted hash, 4096 to 16384 as Kafka allows.
   *
   * @default 8192
   */
  readonly iterations?: number;
  /**
   * Mechanisms that it gets credentials for, of those that the cluster's listeners take.
   *
   * @default - all of these
   */
  readonly mechanisms?: readonly ScramMechanism[];
}

/** Properties of a login by PLAIN. */
export interface PlainLoginProps {
  /**
   * Rises to have another password made, or taken from the file: a whole number, 1 at least. The brokers take it up when they start.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
  /**
   * File with a password of one's own, as one line of UTF-8, where synth runs and where the base's stack is applied; its path counts from
   * the folder that synth runs in. Terraform gets the path alone. Another password is taken when `passwordVersion` rises.
   *
   * @default - a password that is made at random, where it is used
   */
  readonly passwordFile?: string;
}

/** Properties of a login by Kerberos. */
export interface KerberosLoginProps {
  /**
   * Rises to have another key made, in a realm of the cluster's own: a whole number, 1 at least.
   *
   * @default 1
   */
  readonly keyVersion?: number;
}

/** What a user logs in by. Whatever it is, the user is Kafka's principal `User:NAME`. */
export class UserLogin {
  /** A certificate that the cluster issues, at a listener with `Authentication.mutualTls()`. `npm run clients` fetches it. */
  public static certificate(props: CertificateLoginProps = {}): UserLogin {
    checkArguments('UserLogin.certificate', [props]);
    return UserLogin.of('certificate', props.certificateVersion);
  }

  /** SCRAM (KIP-554), at a listener with `Authentication.scram()`; the password comes as a Terraform variable. */
  public static scram(props: ScramLoginProps = {}): UserLogin {
    checkArguments('UserLogin.scram', [props]);
    const { passwordVersion = 1, keepFormerPassword = false, iterations = 8192, mechanisms } = props;
    return new UserLogin({ keptBy: 'kafka', passwordVersion, keepFormerPassword, iterations, mechanisms });
  }

  /**
   * PLAIN, at a listener with `Authentication.plain()`. The password is made where it is used, or provided in a file. It is fetched by
   * `npm run clients`, and is in no state and no properties file.
   */
  public static plain(props: PlainLoginProps = {}): UserLogin {
    checkArguments('UserLogin.plain', [props]);
    const { passwordVersion: version = 1, passwordFile } = props;
    return new UserLogin({ keptBy: 'cluster', mechanism: 'plain', version, passwordFile });
  }

  /**
   * A ticket of the Kerberos realm, at a listener with `Authentication.gssapi(realm)`. Nobody else of the realm is let in:
   * their names may be those of users that log in otherwise.
   */
  public static kerberos(props: KerberosLoginProps = {}): UserLogin {
    checkArguments('UserLogin.kerberos', [props]);
    return UserLogin.of('kerberos', props.keyVersion);
  }

  /**
   * A token, at a listener with `Authentication.oauthBearer(issuer)`. The user is named by what its tokens say in the issuer's
   * `principalClaim`; its client at the issuer is called alike in its files. Its credentials are made at the issuer, and stay there.
   */
  public static oauthBearer(): UserLogin {
    return UserLogin.of('oauth');
  }

  /** By whichever mechanism, with credentials that the cluster makes. @internal */
  public static of(mechanism: string, version = 1): UserLogin {
    return new UserLogin({ keptBy: 'cluster', mechanism, version });
  }

  private constructor(
    /** @internal */
    public readonly credentials: UserCredentials,
  ) {}
}

/** What a login needs to be made. @internal */
export type UserCredentials = ScramCredentials | ClusterCredentials;

/** Kafka keeps them: the resources' stack makes them. @internal */
export interface ScramCredentials {
  readonly keptBy: 'kafka';
  readonly passwordVersion: number;
  readonly keepFormerPassword: boolean;
  readonly iterations: number;
  /** Absent for all that the listeners take. */
  readonly mechanisms?: readonly ScramMechanism[];
}

/** The cluster keeps them in files: its base makes them. @internal */
export interface ClusterCredentials extends Omit<ClusterUser, 'name'> {
  readonly keptBy: 'cluster';
}
