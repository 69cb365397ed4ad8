import { createPublicKey, sign, verify } from 'node:crypto';
import { forgedTokens } from '../../../../model/authentication/forged-tokens';
import { oauthBearer } from '../../../../model/authentication/oauth-bearer';
import type { KnownCredentials, KnownTokens } from '../../../../model/authentication/probe-identity';
import { first } from '../../fixtures/cluster';
import { ISSUER_KEYS } from '../../fixtures/token-issuer';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (token: string, at: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
const signed = `${part({ alg: 'RS256', kid: 'one' })}.${part({ sub: 'x', azp: 'carol', iss: 'i' })}`;
const right = `${signed}.${sign('sha256', Buffer.from(signed), ISSUER_KEYS.privateKey).toString('base64url')}`;

const rules = { issuer: 'i', audiences: ['kafka'], principalClaim: 'azp' };
const known = (more: Partial<KnownTokens> = {}): KnownTokens => ({ rules, victim: 'carol', tokens: [], ...more });
const withRight = known({ tokens: [{ user: 'carol', token: right }] });

test('all that a right token says stands in those that nobody has issued', () => {
  for (const { token } of forgedTokens(known())) {
    expect(read(token, 1)).toMatchObject({ sub: 'carol', azp: 'carol', iss: 'i', aud: 'kafka' });
    expect(read(token, 0)).not.toHaveProperty('kid');
  }
});

test('one has no signature, one that of another key, one that of a password, and none that of the issuer', () => {
  const tokens = forgedTokens(withRight);
  expect(tokens.map(({ token }) => read(token, 0)['alg'])).toEqual(['none', 'RS256', 'HS256', 'RS256']);
  expect(first(tokens).token).toMatch(/\.$/);
  const key = createPublicKey(ISSUER_KEYS.privateKey);
  for (const { token } of tokens) {
    const [head = '', claims = '', signature = ''] = token.split('.');
    expect(read(token, 0)['kid']).toBe('one');
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(false);
  }
});

test('a right token is changed where it says who comes', () => {
  expect(read(forgedTokens(withRight).at(-1)?.token ?? '', 1)).toEqual({ sub: 'x', azp: 'carol-', iss: 'i' });
});

describe('the authentication matrix', () => {
  const tried = (tokens: KnownTokens): readonly string[] =>
    oauthBearer.matrix
      .identities({ tokens } as KnownCredentials, 'OAUTHBEARER')
      .map(({ identity, expected }) => `${expected === 'let in' ? '+' : '-'} ${identity}`);
  const tokens = [
    { user: 'carol', token: right },
    { user: 'carol', token: right, wrong: 'expired' as const },
    { user: 'carol', token: right, wrong: 'other-audience' as const },
  ];
  const FORGED = [
    '- carol, with a token without a signature',
    '- carol, with a token that another key has signed',
    '- carol, with a token that a password has signed',
  ];

  test('tries tokens that nobody has issued where it has no others, and says so', () => {
    expect(tried(known())).toEqual(FORGED);
    expect(oauthBearer.matrix.remark?.('TOKENS', { tokens: known() })).toBe(
      'TOKENS: not tried with right tokens, tokens of the kind expired, tokens of the kind other-audience, ' +
        'tokens of the kind other-issuer, of which the proof has none (KAFKA_TOKEN_COMMAND)',
    );
  });

  test('tries every token that it has, and says which kinds it has not', () => {
    expect(tried(known({ tokens }))).toEqual([
      '+ carol',
      '- carol, with a token of the kind expired',
      '- carol, with a token of the kind other-audience',
      ...FORGED,
      '- carol, with a token that was changed after it was signed',
    ]);
    expect(oauthBearer.matrix.remark?.('TOKENS', { tokens: known({ tokens }) })).toContain(
      'not tried with tokens of the kind other-issuer,',
    );
  });

  test('expects no refusal for what no broker looks at', () => {
    const loose = known({ tokens, rules: { audiences: [], principalClaim: 'azp' } });
    expect(tried(loose)).not.toContain('- carol, with a token of the kind other-audience');
    expect(oauthBearer.matrix.remark?.('TOKENS', { tokens: loose })).toContain('right and wrong tokens');
  });
});
