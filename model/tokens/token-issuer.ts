import { checkArguments } from '../arguments/check-arguments';
import { type Advice, throwIfAny } from '../violation';
import { endpointViolations, readAuthority, readKeys, textViolations } from './issuer-violations';

/** What is known of whoever issues tokens, wherever its keys come from. */
export interface TokenIssuerProps {
  /**
   * The token's `iss`, exactly as it stands in the tokens. Without it a token of whoever else signs with these keys is let in:
   * warned about at synth (`sasl.oauthbearer.expected.issuer`).
   *
   * @default - not looked at
   */
  readonly issuer?: string;
  /**
   * One of these must be among the token's `aud`. Without it a token that was issued for something else is let in: warned about at
   * synth (`sasl.oauthbearer.expected.audience`).
   *
   * @default - not looked at
   */
  readonly audiences?: readonly string[];
  /**
   * The claim that says who comes: Kafka's principal is `User:` and its value (`sasl.oauthbearer.sub.claim.name`). Nobody but the issuer
   * may choose it.
   *
   * @default sub
   */
  readonly principalClaim?: string;
  /**
   * URL at which clients get a token for their credentials (OAuth 2.0, RFC 6749 section 4.4): it goes into the users' files.
   *
   * @default - clients have their tokens in a file
   */
  readonly tokenUrl?: string;
  /**
   * What such clients ask for: scopes, separated by blanks.
   *
   * @default - nothing by name
   */
  readonly scope?: string;
  /**
   * Certificates of the authorities that brokers and clients trust at the issuer's URLs, as PEM.
   *
   * @default - those that Java trusts
   */
  readonly authority?: string;
}

/** An issuer that publishes its keys. */
export interface OnlineIssuerProps extends TokenIssuerProps {
  /**
   * URL of its JSON Web Key Set (RFC 7517), as brokers reach it from their containers (`sasl.oauthbearer.jwks.endpoint.url`). A broker
   * asks it when it starts, every hour, and when a token names a key that it does not know.
   */
  readonly jwksUrl: string;
}

/** An issuer whose keys are known beforehand. */
export interface OfflineIssuerProps extends TokenIssuerProps {
  /** Its JSON Web Key Set (RFC 7517): public keys alone. Another one replaces the brokers one at a time. */
  readonly jwks: string;
}

/** Whoever issues the tokens (JSON Web Tokens, RFC 7519) that listeners with `Authentication.oauthBearer(issuer)` take. */
export class TokenIssuer {
  /**
   * Its keys are asked for at a URL, and may change at any time. A broker starts only while that URL answers.
   *
   * @throws ValidationError `JwksUrlIllegal`, `TokenUrlIllegal`, `TokenClaimIllegal`, `TokenAuthorityIllegal`
   */
  public static online(props: OnlineIssuerProps): TokenIssuer {
    checkArguments('TokenIssuer.online', [props]);
    throwIfAny(endpointViolations(props.jwksUrl, { code: 'JwksUrlIllegal', subject: 'TokenIssuer/jwksUrl' }));
    return new TokenIssuer(props, { kind: 'online', url: props.jwksUrl });
  }

  /**
   * Its keys lie with the brokers, which need nobody else to look at a token.
   *
   * @throws ValidationError `JwksIllegal`, `JwksKeyPrivate`, `JwksKeyIllegal`, `TokenUrlIllegal`, `TokenClaimIllegal`, `TokenAuthorityIllegal`
   */
  public static offline(props: OfflineIssuerProps): TokenIssuer {
    checkArguments('TokenIssuer.offline', [props]);
    return new TokenIssuer(props, { kind: 'offline', keys: readKeys(props.jwks) });
  }

  /** The claim that says who comes. @internal */
  public readonly principalClaim: string;
  /** Certificates that are trusted at its URLs, as PEM. @internal */
  public readonly authority: string | undefined;

  private constructor(
    /** @internal */
    public readonly props: TokenIssuerProps,
    /** @internal */
    public readonly keys: OnlineKeys | OfflineKeys,
  ) {
    throwIfAny(textViolations(props));
    this.principalClaim = props.principalClaim ?? 'sub';
    this.authority = props.authority === undefined ? undefined : readAuthority(props.authority);
  }

  /** What is legal but unwise in it. @internal */
  public advice(subject: string): readonly Advice[] {
    const { issuer, audiences = [], tokenUrl = '' } = this.props;
    const found: Advice[] = [];
    if (issuer === undefined) {
      found.push({
        code: 'TokenIssuerUnchecked',
        subject,
        unwise: true,
        rule: 'issuer should be given, or tokens of whoever else signs with these keys are let in',
        remedy: 'set issuer to what stands as iss in the tokens',
      });
    }
    if (audiences.length === 0) {
      found.push({
        code: 'TokenAudienceUnchecked',
        subject,
        unwise: true,
        rule: 'audiences should be given, or tokens that were issued for something else are let in',
        remedy: 'set audiences to what stands as aud in tokens for this cluster',
      });
    }
    if (CHOSEN_BY_USERS.includes(this.principalClaim)) {
      found.push({
        code: 'TokenClaimChosen',
        subject,
        unwise: true,
        rule: 'principalClaim should be one that nobody but the issuer chooses: at many issuers users change this one themselves, and would be whoever they like',
        value: this.principalClaim,
        remedy: 'take sub, or let nobody change it at the issuer',
      });
    }
    for (const url of [this.keys.kind === 'online' ? this.keys.url : '', tokenUrl]) {
      if (/^http:/i.test(url)) {
        found.push({
          code: 'TokenUrlUnencrypted',
          subject,
          unwise: true,
          rule: 'the URLs of an issuer should be https: whoever is on the way gives brokers other keys, and reads clients’ secrets',
          value: url,
          remedy: 'take https, with authority where Java does not know who signed its certificate',
        });
      }
    }
    return found;
  }
}

/** Claims of OpenID Connect that are no identifiers (OpenID Connect Core 1.0, section 5.7). */
const CHOSEN_BY_USERS: readonly string[] = [
  ...['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'website'],
  ...['email', 'phone_number'],
];

/** @internal */
export interface OnlineKeys {
  readonly kind: 'online';
  readonly url: string;
}

/** @internal */
export interface OfflineKeys {
  readonly kind: 'offline';
  /** The key set, written out in one way. */
  readonly keys: string;
}
