import type { KerberosRealm } from './kerberos-realm';
import { ValidationError } from '../violation';
import type { ListenerProtocol, SaslMechanism } from '../manifest/manifest';

/** How clients of a listener show who they are. Combinations that make no sense can't be built. */
export class Authentication {
  /** TLS with a client certificate: Kafka's `SSL` with `ssl.client.auth=required`. */
  public static mutualTls(): Authentication {
    return new Authentication('SSL', [], true);
  }

  /** SCRAM-SHA-256 over TLS (RFC 7677, KIP-84). */
  public static scramSha256(): Authentication {
    return new Authentication('SASL_SSL', ['SCRAM-SHA-256'], false);
  }

  /** SCRAM-SHA-512 over TLS (KIP-84). */
  public static scramSha512(): Authentication {
    return new Authentication('SASL_SSL', ['SCRAM-SHA-512'], false);
  }

  /** Both SCRAM mechanisms over TLS. */
  public static scram(): Authentication {
    return new Authentication('SASL_SSL', ['SCRAM-SHA-256', 'SCRAM-SHA-512'], false);
  }

  /**
   * PLAIN over TLS (RFC 4616): name and password as they are, inside the encrypted connection. For clients that know nothing
   * better; SCRAM keeps the password itself from the brokers. The users are the cluster's `plainUsers`.
   */
  public static plain(): Authentication {
    return new Authentication('SASL_SSL', ['PLAIN'], false);
  }

  /**
   * GSSAPI (Kerberos 5, RFC 4752) over TLS, with tickets of the realm. The users are the cluster's `kerberosUsers`. The
   * listener is advertised by a host name: on 127.0.0.1 it is `localhost`.
   */
  public static gssapi(realm: KerberosRealm): Authentication {
    return new Authentication('SASL_SSL', ['GSSAPI'], false, realm);
  }

  /**
   * Several SASL mechanisms on one listener (Kafka's `sasl.enabled.mechanisms`): each client chooses.
   *
   * @throws ValidationError `AuthenticationsDiffer` for one without SASL, or when some are encrypted and others are not
   */
  public static anyOf(first: Authentication, ...others: readonly Authentication[]): Authentication {
    const all = [first, ...others];
    const misfit = all.find(({ mechanisms, protocol }) => mechanisms.length === 0 || protocol !== first.protocol);
    if (misfit !== undefined) {
      throw new ValidationError({
        code: 'AuthenticationsDiffer',
        subject: 'Authentication.anyOf',
        rule: `all must be SASL over the same protocol (${first.protocol})`,
        value: misfit.protocol,
        remedy: 'give it a listener of its own: one listener has one protocol',
      });
    }
    return new Authentication(
      first.protocol,
      [...new Set(all.flatMap(({ mechanisms }) => mechanisms))],
      false,
      all.find(({ realm }) => realm !== undefined)?.realm,
    );
  }

  /**
   * Neither encryption nor authentication: Kafka's `PLAINTEXT`. Everyone who reaches the port is `User:ANONYMOUS`, and
   * everyone on the way reads along. Warned about at synth.
   */
  public static none(): Authentication {
    return new Authentication('PLAINTEXT', [], false);
  }

  private constructor(
    /** Kafka's `security.protocol`. */
    public readonly protocol: ListenerProtocol,
    /** Kafka's `sasl.enabled.mechanisms`. */
    public readonly mechanisms: readonly SaslMechanism[],
    /** Whether a client must show a certificate: `ssl.client.auth=required`. */
    public readonly clientCertificate: boolean,
    /** Realm whose tickets are taken, with GSSAPI. */
    public readonly realm?: KerberosRealm,
  ) {}

  /**
   * The same SASL mechanisms without encryption: Kafka's `SASL_PLAINTEXT`. Everyone on the way reads the records, and can
   * try passwords against a login that was recorded; with PLAIN, they read the password itself, which is refused. Warned about at synth. Without SASL it is `none()`.
   */
  public withoutTls(): Authentication {
    return this.mechanisms.length === 0
      ? Authentication.none()
      : new Authentication('SASL_PLAINTEXT', this.mechanisms, false, this.realm);
  }

  /** Whether the connection is encrypted, and the broker shows a certificate. */
  public get usesTls(): boolean {
    return this.protocol === 'SSL' || this.protocol === 'SASL_SSL';
  }

  /** Whether clients log in with a name and a password that Kafka keeps (SCRAM). */
  public get usesScram(): boolean {
    return this.mechanisms.some((mechanism) => mechanism.startsWith('SCRAM-'));
  }

  /** Whether clients log in with a name and a password that the brokers read from their files (PLAIN). */
  public get usesPlain(): boolean {
    return this.mechanisms.includes('PLAIN');
  }
}
