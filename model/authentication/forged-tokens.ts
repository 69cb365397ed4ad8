import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KnownTokens, TokenRules } from './probe-identity';

/** A token that no issuer has signed, in words and as it is said. */
export interface ForgedToken {
  readonly what: string;
  readonly token: string;
}

const LIFETIME_SECONDS = 300;

/**
 * Tokens that say all that a right one says, and that a broker must refuse for want of the issuer's signature alone. Where a right one
 * is at hand, they name its key, and it is changed, too.
 */
export function forgedTokens({ rules, victim, tokens }: KnownTokens): readonly ForgedToken[] {
  const right = tokens.find(({ wrong }) => wrong === undefined)?.token;
  const [head = '', body = '', signature = ''] = right?.split('.') ?? [];
  const { kid } = decoded(head);
  const named = kid === undefined ? {} : { kid };
  const claims = claimsOf(rules, victim);
  return [
    { what: 'a token without a signature', token: `${signedPart({ alg: 'none', ...named }, claims)}.` },
    { what: 'a token that another key has signed', token: signedByStranger(named, claims) },
    { what: 'a token that a password has signed', token: signedByPassword(named, claims) },
    ...(right === undefined
      ? []
      : [
          {
            what: 'a token that was changed after it was signed',
            token: `${head}.${encoded({ ...decoded(body), [rules.principalClaim]: `${victim}-` })}.${signature}`,
          },
        ]),
  ];
}

/** What a right token says. */
function claimsOf({ issuer, audiences, principalClaim }: TokenRules, name: string): object {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...{ sub: name, iat: now, exp: now + LIFETIME_SECONDS, [principalClaim]: name },
    ...(issuer !== undefined && { iss: issuer }),
    ...(audiences.length > 0 && { aud: audiences[0] }),
  };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

function decoded(part: string): Readonly<Record<string, unknown>> {
  return part === '' ? {} : (JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>);
}

const signedPart = (head: object, claims: object): string => `${encoded(head)}.${encoded(claims)}`;

function signedByStranger(named: object, claims: object): string {
  const text = signedPart({ alg: 'RS256', ...named }, claims);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

function signedByPassword(named: object, claims: object): string {
  const text = signedPart({ alg: 'HS256', ...named }, claims);
  return `${text}.${createHmac('sha256', 'a password of 32 characters, more').update(text).digest('base64url')}`;
}
