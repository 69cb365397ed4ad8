import { generateKeyPairSync } from 'node:crypto';
import { TokenIssuer, type TokenIssuerProps } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';
import { AUTHORITY, ISSUER_KEYS, JWKS, JWKS_URL, jwkOf, offline, online } from '../../fixtures/token-issuer';

const keys = (...all: readonly unknown[]): TokenIssuer => TokenIssuer.offline({ jwks: JSON.stringify({ keys: all }) });
const advised = (issuer: TokenIssuer): readonly string[] => issuer.advice('Kafka').map(({ code }) => code);

test('an issuer with all that brokers look at goes without a warning', () => {
  expect(advised(online())).toEqual([]);
  expect(advised(offline({ authority: AUTHORITY, tokenUrl: 'https://login.example.org/token', scope: 'a b' }))).toEqual(
    [],
  );
});

test('what is left out, or weak, is warned about', () => {
  const none: TokenIssuerProps = { issuer: undefined, audiences: undefined };
  expect(advised(offline(none))).toEqual(['TokenIssuerUnchecked', 'TokenAudienceUnchecked']);
  expect(advised(offline({ audiences: [] }))).toEqual(['TokenAudienceUnchecked']);
  expect(advised(offline({ principalClaim: 'preferred_username' }))).toEqual(['TokenClaimChosen']);
  expect(advised(offline({ principalClaim: 'azp' }))).toEqual([]);
  expect(advised(offline({ tokenUrl: 'http://login.example.org/token' }))).toEqual(['TokenUrlUnencrypted']);
  expect(
    advised(TokenIssuer.online({ jwksUrl: 'HTTP://login.example.org/jwks', issuer: 'i', audiences: ['a'] })),
  ).toEqual(['TokenUrlUnencrypted']);
});

test.each([
  'file:/etc/passwd',
  'ftp://login.example.org/jwks',
  'login.example.org/jwks',
  'https://',
  'https://user:password@login.example.org/jwks',
  'https://login.example.org/a,b',
  'https://login.example.org/${env:SECRET}',
  'https://login.example.org/jwks#keys',
  'https://login.example.org/a b',
  '',
])('fails for keys at %p, and for tokens', (url) => {
  expect(codesOf(() => TokenIssuer.online({ jwksUrl: url }))).toEqual(['JwksUrlIllegal']);
  expect(codesOf(() => online({ tokenUrl: url }))).toEqual(['TokenUrlIllegal']);
});

test('fails without saying the password that stands in a URL', () => {
  expect(() => TokenIssuer.online({ jwksUrl: 'https://user:hush@login.example.org/' })).not.toThrow('hush');
});

test.each([
  ['issuer', { issuer: '' }],
  ['issuer', { issuer: 'https://login.example.org/${file:/etc/kafka/secrets/x:y}' }],
  ['issuer', { issuer: 'a "b"' }],
  ['audiences[1]', { audiences: ['kafka', 'a,b'] }],
  ['principalClaim', { principalClaim: 'sub ' }],
  ['scope', { scope: ' kafka' }],
] as const)('fails for a %s that could not be compared', (what, props) => {
  expect(codesOf(() => online(props))).toEqual(['TokenClaimIllegal']);
  expect(() => online(props)).toThrow(`TokenIssuer/${what}:`);
});

test('fails for what is no key set', () => {
  for (const jwks of ['', '{}', '[]', '{"keys":[]}', '{"keys":[1]}', 'keys', '{"keys":{}}']) {
    expect(codesOf(() => TokenIssuer.offline({ jwks }))).toEqual(['JwksIllegal']);
  }
});

test('fails for a key that is not public, whatever its kind, and does not say it', () => {
  const { privateKey } = ISSUER_KEYS;
  const secret = jwkOf(privateKey);
  expect(codesOf(() => keys(secret))).toEqual(['JwksKeyPrivate']);
  expect(() => keys(secret)).not.toThrow(String(secret.d));
  expect(codesOf(() => keys(jwkOf(ISSUER_KEYS.publicKey), { kty: 'oct', k: 'c2VjcmV0' }))).toEqual(['JwksKeyPrivate']);
});

test('fails for a key that brokers can’t verify with', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
  const edwards = generateKeyPairSync('ed25519').publicKey;
  for (const key of [jwkOf(short), jwkOf(edwards), { kty: 'RSA', n: 'AQAB' }, { kty: 'EC' }, {}]) {
    expect(codesOf(() => keys(key))).toEqual(['JwksKeyIllegal']);
  }
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expect(codesOf(() => keys(jwkOf(curve)))).toEqual([]);
});

test('fails for an authority that is no certificate, or that comes with its key', () => {
  const key = ISSUER_KEYS.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  for (const authority of [
    '',
    'authority',
    key,
    AUTHORITY + key,
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  ]) {
    expect(codesOf(() => TokenIssuer.online({ jwksUrl: JWKS_URL, authority }))).toEqual(['TokenAuthorityIllegal']);
  }
});

test('an authority comes without what stands between its certificates', () => {
  expect(offline({ authority: `subject=CN=x\n${AUTHORITY}` }).authority).toBe(
    offline({ authority: AUTHORITY }).authority,
  );
  expect(offline({ authority: `subject=CN=x\n${AUTHORITY}` }).authority).toMatch(/^-----BEGIN CERTIFICATE-----/);
});

test('keys are written in one way, however they were given', () => {
  const spaced = JSON.stringify(JSON.parse(JWKS), undefined, 4);
  expect(TokenIssuer.offline({ jwks: spaced }).keys).toEqual(TokenIssuer.offline({ jwks: JWKS }).keys);
});
