import { createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto';
import { ValidationError, type Violation } from '../violation';

const SUBJECT = 'TokenIssuer';

/** Members of a key that nobody but its owner may know (RFC 7518). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
/** The shortest RSA key that the brokers' library takes. */
const RSA_BITS = 2048;

/** The key set as the brokers get it. @throws ValidationError `JwksIllegal`, `JwksKeyPrivate`, `JwksKeyIllegal` */
export function readKeys(jwks: string): string {
  const keys = keysIn(jwks);
  if (keys === undefined) {
    throw new ValidationError({
      code: 'JwksIllegal',
      subject: SUBJECT,
      rule: 'jwks must be a JSON Web Key Set, {"keys": [...]}, with a key at least',
      remedy: 'save what the issuer shows at its jwks_uri, and give that text',
    });
  }
  const violations = keys.flatMap((key, at) => keyViolations(key, `${SUBJECT}/jwks/keys[${at}]`));
  if (violations.length > 0) {
    throw new ValidationError(...violations);
  }
  return `${JSON.stringify({ keys }, undefined, 1)}\n`;
}

function keysIn(jwks: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(jwks);
  } catch {
    return undefined;
  }
  const keys: unknown = isRecord(parsed) ? parsed['keys'] : undefined;
  return Array.isArray(keys) && keys.length > 0 && keys.every(isRecord) ? keys : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function keyViolations(key: Readonly<Record<string, unknown>>, subject: string): readonly Violation[] {
  const secret = PRIVATE.find((member) => member in key);
  if (secret !== undefined) {
    return [
      {
        code: 'JwksKeyPrivate',
        subject,
        rule: 'a key must be a public one: whoever has this one issues tokens in every name, and it would be in Terraform’s state',
        value: secret,
        remedy: 'give the set that the issuer publishes, and take this key out of use, since it has been shown',
      },
    ];
  }
  const read = publicKey(key);
  const bits = read?.asymmetricKeyDetails?.modulusLength ?? RSA_BITS;
  return read !== undefined && (key['kty'] === 'EC' || key['kty'] === 'RSA') && bits >= RSA_BITS
    ? []
    : [
        {
          code: 'JwksKeyIllegal',
          subject,
          rule: `a key must be an RSA key of ${RSA_BITS} bits at least, or one of an elliptic curve (EC), which brokers can verify with`,
          value: read === undefined ? String(key['kty']) : `${String(key['kty'])}, ${bits} bits`,
          remedy: 'give the set that the issuer publishes',
        },
      ];
}

function publicKey(key: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** What is wrong with a URL of an issuer. A comma would part it in the list of URLs that Java may ask. */
export function endpointViolations(url: string, about: Pick<Violation, 'code' | 'subject'>): readonly Violation[] {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isRight =
    parsed !== undefined &&
    /^https?:\/\/[^\s,"'\\$#]+$/i.test(url) &&
    parsed.username === '' &&
    parsed.password === '' &&
    parsed.hostname !== '';
  return isRight
    ? []
    : [
        {
          ...about,
          rule: 'it must be an https or http URL without a user, a password, a fragment, blanks, commas, quotes and $',
          // A password in it is nobody's business.
          value: parsed === undefined || parsed.password === '' ? url.slice(0, 120) : parsed.origin,
          remedy: 'write it as the issuer shows it at /.well-known/openid-configuration',
        },
      ];
}

/** What is compared with tokens, and where clients ask for one. */
interface IssuerTexts {
  readonly issuer?: string;
  readonly audiences?: readonly string[];
  readonly principalClaim?: string;
  readonly scope?: string;
  readonly tokenUrl?: string;
}

/** What of the claims and URLs can't be compared, or written. */
export function textViolations(texts: IssuerTexts): readonly Violation[] {
  const { issuer, audiences, principalClaim, scope, tokenUrl } = texts;
  const claims = [
    ...(issuer === undefined ? [] : [{ what: 'issuer', text: issuer, form: CLAIM }]),
    ...(audiences ?? []).map((text, at) => ({ what: `audiences[${at}]`, text, form: LISTED_CLAIM })),
    ...(principalClaim === undefined ? [] : [{ what: 'principalClaim', text: principalClaim, form: CLAIM }]),
    ...(scope === undefined ? [] : [{ what: 'scope', text: scope, form: SCOPE }]),
  ];
  return [
    ...claims
      .filter(({ text, form }) => !form.test(text))
      .map(({ what, text }) => ({
        code: 'TokenClaimIllegal',
        subject: `${SUBJECT}/${what}`,
        rule: 'what is compared with a token must be printable ASCII without quotes, \\ and $; an audience has no comma, and blanks only part scopes',
        value: JSON.stringify(text.slice(0, 80)),
        remedy: 'write it exactly as it stands in the tokens',
      })),
    ...(tokenUrl === undefined
      ? []
      : endpointViolations(tokenUrl, { code: 'TokenUrlIllegal', subject: `${SUBJECT}/tokenUrl` })),
  ];
}

const CLAIM = /^[!#%&(-[\]-~]+$/;
const LISTED_CLAIM = /^[!#%&(-+\--[\]-~]+$/;
const SCOPE = /^[!#%&(-[\]-~]+( [!#%&(-[\]-~]+)*$/;

/** The certificates that are trusted at an issuer's URLs, and nothing beside them. @throws ValidationError `TokenAuthorityIllegal` */
export function readAuthority(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const certificates = blocks.map((block) => new X509Certificate(block).toString());
    if (certificates.length > 0 && !/-----BEGIN (?!CERTIFICATE-----)/.test(pem)) {
      return certificates.join('');
    }
  } catch {
    // Refused below, as a text without a certificate is.
  }
  throw new ValidationError({
    code: 'TokenAuthorityIllegal',
    subject: `${SUBJECT}/authority`,
    rule: 'authority must hold certificates as PEM, and nothing else: no key',
    remedy: 'give the text of a PEM file with the certificate of whoever signed the issuer’s',
  });
}
