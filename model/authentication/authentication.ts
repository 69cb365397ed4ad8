import { checkArguments } from '../arguments/check-arguments';
import type { KerberosRealm } from '../kerberos/kerberos-realm';
import type { TokenIssuer } from '../tokens/token-issuer';
import { ValidationError } from '../violation';
import { gssapi } from './gssapi';
import { type ClientAuth, isEncrypted, type ListenerProtocol } from './listener-protocol';
import type { Mechanism } from './mechanism';
import { isSaslMechanism, mechanismsOf } from './mechanism-lookup';
import type { SaslMechanism } from './mechanisms';
import { mutualTls } from './mutual-tls';
import { none } from './none';
import { oauthBearer } from './oauth-bearer';
import { oneWayTls, requestedTls } from './one-way-tls';
import { plain } from './plain';
import { scram } from './scram';

/** Properties of a listener that encrypts and asks nobody to log in. */
export interface OneWayTlsProps {
  /**
   * Whether a client may show a certificate, and so be somebody.
   *
   * @default `none`
   */
  readonly certificates?: 'none' | 'requested';
}

/** Who vouches for users beside the cluster itself. */
interface Trusted {
  readonly realm?: KerberosRealm | undefined;
  readonly issuer?: TokenIssuer | undefined;
}

/** How clients of a listener show who they are. Combinations that make no sense can't be built. */
export class Authentication {
  /** TLS with a client certificate: Kafka's `SSL` with `ssl.client.auth=required`. */
  public static mutualTls(): Authentication {
    return Authentication.by(mutualTls);
  }

  /**
   * TLS on which the server alone shows a certificate: Kafka's `SSL` with `ssl.client.auth=none`. Nobody reads along, and everyone who
   * reaches the port is `User:ANONYMOUS`. With `certificates: 'requested'` a client that shows one of a certificate user is that
   * user (`ssl.client.auth=requested`). Warned about at synth; the proof fails on it unless the cluster allows `ListenerOpen`.
   */
  public static oneWayTls(props: OneWayTlsProps = {}): Authentication {
    checkArguments('Authentication.oneWayTls', [props]);
    return Authentication.by(props.certificates === 'requested' ? requestedTls : oneWayTls);
  }

  /** SCRAM-SHA-256 over TLS (RFC 7677, KIP-84). */
  public static scramSha256(): Authentication {
    return Authentication.by(scram, ['SCRAM-SHA-256']);
  }

  /** SCRAM-SHA-512 over TLS (KIP-84). */
  public static scramSha512(): Authentication {
    return Authentication.by(scram, ['SCRAM-SHA-512']);
  }

  /** Both SCRAM mechanisms over TLS. */
  public static scram(): Authentication {
    return Authentication.by(scram);
  }

  /**
   * PLAIN over TLS (RFC 4616): name and password as they are, inside the encrypted connection. For clients that know nothing
   * better; SCRAM keeps the password itself from the brokers. The users are those with `UserLogin.plain()`.
   */
  public static plain(): Authentication {
    return Authentication.by(plain);
  }

  /**
   * GSSAPI (Kerberos 5, RFC 4752) over TLS, with tickets of the realm. The users are those with `UserLogin.kerberos()`. The
   * listener is advertised by a host name: on 127.0.0.1 it is `localhost`.
   */
  public static gssapi(realm: KerberosRealm): Authentication {
    checkArguments('Authentication.gssapi', [realm]);
    return Authentication.by(gssapi, gssapi.sasl, { realm });
  }

  /**
   * OAUTHBEARER over TLS (RFC 7628, KIP-768): clients show a token that the issuer has signed, and are Kafka's principal `User:` and what
   * the token says. Whoever gets a token is let in, as whom it names, whatever else that user logs in by: the issuer is trusted
   * with every name. Declare users with `UserLogin.oauthBearer()`.
   */
  public static oauthBearer(issuer: TokenIssuer): Authentication {
    checkArguments('Authentication.oauthBearer', [issuer]);
    return Authentication.by(oauthBearer, oauthBearer.sasl, { issuer });
  }

  /**
   * Several SASL mechanisms on one listener (Kafka's `sasl.enabled.mechanisms`): each client chooses.
   *
   * @throws ValidationError `AuthenticationsDiffer` for one without SASL, when some are encrypted and others are not, or when they trust
   * different realms, or different issuers of tokens
   */
  public static anyOf(first: Authentication, ...others: readonly Authentication[]): Authentication {
    checkArguments('Authentication.anyOf', [first, others]);
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
    const realms = [...new Set(all.flatMap(({ realm }) => realm ?? []))];
    const issuers = [...new Set(all.flatMap(({ issuer }) => issuer ?? []))];
    if (realms.length > 1 || issuers.length > 1) {
      throw new ValidationError({
        code: 'AuthenticationsDiffer',
        subject: 'Authentication.anyOf',
        rule: 'all must trust the same realm, and the same issuer of tokens',
        value: realms.length > 1 ? realms.map(({ name }) => name).join(', ') : `${issuers.length} issuers`,
        remedy: 'take one KerberosRealm, and one TokenIssuer, for the whole cluster',
      });
    }
    return new Authentication(first.protocol, [...new Set(all.flatMap(({ mechanisms }) => mechanisms))], {
      realm: realms[0],
      issuer: issuers[0],
    });
  }

  /**
   * Neither encryption nor authentication: Kafka's `PLAINTEXT`. Everyone who reaches the port is `User:ANONYMOUS`, and
   * everyone on the way reads along. Warned about at synth.
   */
  public static none(): Authentication {
    return Authentication.by(none);
  }

  /** One mechanism, encrypted where it can be. @internal */
  public static by(mechanism: Mechanism, sasl = mechanism.sasl, trusted: Trusted = {}): Authentication {
    return new Authentication(mechanism.protocols[0], sasl.filter(isSaslMechanism), trusted, mechanism.clientAuth);
  }

  /** Realm whose tickets are taken, with GSSAPI. */
  public readonly realm?: KerberosRealm;
  /** Issuer whose tokens are taken, with OAUTHBEARER. */
  public readonly issuer?: TokenIssuer;

  private constructor(
    /** Kafka's `security.protocol`. */
    public readonly protocol: ListenerProtocol,
    /** Kafka's `sasl.enabled.mechanisms`. */
    public readonly mechanisms: readonly SaslMechanism[],
    trusted: Trusted = {},
    /** Kafka's `ssl.client.auth`, where there is TLS without SASL. @internal */
    public readonly clientAuth?: ClientAuth,
  ) {
    this.realm = trusted.realm;
    this.issuer = trusted.issuer;
  }

  /**
   * The same SASL mechanisms without encryption: Kafka's `SASL_PLAINTEXT`. Everyone on the way reads the records, and can
   * try passwords against a login that was recorded; with PLAIN and OAUTHBEARER they read the password or the token itself, which is refused. Warned about
   * at synth. Without SASL it is `none()`.
   */
  public withoutTls(): Authentication {
    return this.mechanisms.length === 0
      ? Authentication.none()
      : new Authentication('SASL_PLAINTEXT', this.mechanisms, { realm: this.realm, issuer: this.issuer });
  }

  /** Whether a client must show a certificate: `ssl.client.auth=required`. */
  public get clientCertificate(): boolean {
    return this.takes(mutualTls);
  }

  /** Whether the connection is encrypted, and the broker shows a certificate. */
  public get usesTls(): boolean {
    return isEncrypted(this.protocol);
  }

  /** Whether clients log in with a name and a password that Kafka keeps (SCRAM). */
  public get usesScram(): boolean {
    return this.takes(scram);
  }

  /** Whether clients log in with a name and a password that the brokers read from their files (PLAIN). */
  public get usesPlain(): boolean {
    return this.takes(plain);
  }

  /** Whether its listeners must be advertised by host names, rather than addresses. @internal */
  public get needsHostName(): boolean {
    return mechanismsOf(this).some((mechanism) => mechanism.needsHostName);
  }

  private takes(mechanism: Mechanism): boolean {
    return mechanismsOf(this).includes(mechanism);
  }
}
