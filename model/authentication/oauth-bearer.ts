import { type ConfigurationFile, versioned } from '../formats/versioned-file';
import { CLIENT_FILES, PATHS } from '../names/paths';
import { userNamesBy } from '../users/cluster-user';
import type { Advice, Violation } from '../violation';
import { forgedTokens } from './forged-tokens';
import { loginModules, quoteJaas } from './jaas';
import { isEncrypted } from './listener-protocol';
import type { ClientLogin, Entry, Mechanism, MechanismCluster, TokensInManifest } from './mechanism';
import { UNENCRYPTED } from './password-login';
import {
  type KnownTokens,
  NOBODY,
  type ProbeIdentity,
  type TokenRules,
  WRONG_TOKENS,
  type WrongToken,
} from './probe-identity';

const NAME = 'oauth';
const SASL = 'OAUTHBEARER';
const PACKAGE = 'org.apache.kafka.common.security.oauthbearer';
const LOGIN_MODULE = `${PACKAGE}.OAuthBearerLoginModule`;
/** Java asks no other URLs, and reads no other files, since Kafka 3.9.1 and 4.0 (CVE-2025-27817). */
const ALLOWED = 'org.apache.kafka.sasl.oauthbearer.allowed.urls';
/** What parts the fields of a message (RFC 7628). */
const FIELD = '\u0001';

/** A token that an issuer has signed (RFC 7628, KIP-255, KIP-768). Kafka's own default takes unsigned ones: that class is never named here. */
export const oauthBearer: Mechanism<typeof NAME, typeof SASL> = {
  name: NAME,
  title: SASL,
  sasl: [SASL],
  protocols: ['SASL_SSL', 'SASL_PLAINTEXT'],
  unencrypted: UNENCRYPTED,
  users: {
    declaration: { prop: 'users that log in by a token', what: 'an OAUTHBEARER user', names: namesOf },
    secret: 'token',
    keepTheirOwn: () => true,
  },
  broker: {
    properties: (cluster, { sasl }) => {
      const { issuer, audiences = [] } = cluster.tokenIssuer?.props ?? {};
      const { authority } = issuerFiles(cluster);
      // A broker has a login of its own by the module, which it never uses, and which wants a name as soon as there are options.
      const trust =
        authority === undefined
          ? ''
          : ` unsecuredLoginStringClaim_sub="unused"${trustOptions(`${PATHS.configuration}/${authority.name}`)}`;
      return {
        ...loginModules(sasl, `${LOGIN_MODULE} required${trust};`),
        [`${SASL.toLowerCase()}.sasl.server.callback.handler.class`]: cluster.version.tokenValidator,
        'sasl.oauthbearer.jwks.endpoint.url': keysUrl(cluster),
        'sasl.oauthbearer.sub.claim.name': cluster.tokenIssuer?.principalClaim ?? '',
        ...(issuer !== undefined && { 'sasl.oauthbearer.expected.issuer': issuer }),
        ...(audiences.length > 0 && { 'sasl.oauthbearer.expected.audience': audiences.join(',') }),
      };
    },
    files: (cluster) => Object.values(issuerFiles(cluster)),
    javaOptions: (cluster) => (cluster.tokenIssuer === undefined ? [] : [`-D${ALLOWED}=${keysUrl(cluster)}`]),
  },
  client: {
    kafka: (login) => {
      const { tokenUrl, scope, authority } = tokensOf(login);
      const secret = login.file(CLIENT_FILES.clientSecret);
      const options = [
        `clientId=${quoteJaas(login.user)}`,
        `clientSecret="\${file:${secret}:clientSecret}"`,
        ...(scope === undefined ? [] : [`scope=${quoteJaas(scope)}`]),
      ];
      const trust = authority === undefined ? '' : trustOptions(login.fileBeside(CLIENT_FILES.issuerAuthority));
      return [
        ['sasl.login.callback.handler.class', `${PACKAGE}.OAuthBearerLoginCallbackHandler`],
        ['sasl.oauthbearer.token.endpoint.url', tokenSource(login)],
        ...(tokenUrl === undefined
          ? ([['sasl.jaas.config', `${LOGIN_MODULE} required;`]] as const)
          : ([
              ['sasl.jaas.config', `${LOGIN_MODULE} required ${options.join(' ')}${trust};`],
              ['config.providers', 'file'],
              ['config.providers.file.class', 'org.apache.kafka.common.config.provider.FileConfigProvider'],
            ] as const)),
      ];
    },
    librdkafka: (login): readonly Entry[] => {
      const { tokenUrl, scope } = tokensOf(login);
      return tokenUrl === undefined
        ? []
        : [
            ['sasl.oauthbearer.method', 'oidc'],
            ['sasl.oauthbearer.token.endpoint.url', tokenUrl],
            ['sasl.oauthbearer.client.id', login.user],
            ...(scope === undefined ? [] : ([['sasl.oauthbearer.scope', scope]] as const)),
          ];
    },
    kafkajs: (_, __, token) => ({
      mechanism: 'oauthbearer',
      oauthBearerProvider: () => Promise.resolve({ value: token }),
    }),
    environment: (login) => [
      { name: 'KAFKA_OPTS', value: `-D${ALLOWED}=${tokenSource(login)}`, readBy: "Kafka's tools" },
    ],
    files: ({ tokens }): Readonly<Record<string, string>> =>
      tokens?.authority === undefined ? {} : { [CLIENT_FILES.issuerAuthority]: tokens.authority },
  },
  matrix: {
    identities: ({ tokens }) => (tokens === undefined ? [] : [...issued(tokens), ...forged(tokens)]),
    exchange: (_, __, token) => ({
      first: () => `n,,${FIELD}auth=Bearer ${token}${FIELD}${FIELD}`,
      // What is wrong comes as a challenge, and the refusal after an empty answer to it.
      answer: (challenge) => (challenge === '' ? undefined : FIELD),
    }),
    remark: (listener, { tokens }) => {
      const tried = (tokens?.tokens ?? []).map(({ wrong }) => wrong);
      const untried = [
        ...(tried.includes(undefined) ? [] : ['right tokens']),
        ...(tokens === undefined ? [] : lookedAt(tokens.rules))
          .filter((wrong) => !tried.includes(wrong))
          .map((wrong) => `tokens of the kind ${wrong}`),
      ];
      return untried.length === 0
        ? `${listener}: right and wrong tokens of the issuer were tried, and such as nobody has issued`
        : `${listener}: not tried with ${untried.join(', ')}, of which the proof has none (KAFKA_TOKEN_COMMAND)`;
    },
    remedy: 'see that the issuer answers, and that the brokers know its keys (docker logs of a broker)',
  },
  violations,
};

function namesOf(cluster: MechanismCluster): readonly string[] {
  return userNamesBy(cluster, NAME);
}

/** What the brokers know of the issuer by files; none of it is secret. */
function issuerFiles({
  tokenIssuer,
}: Pick<MechanismCluster, 'tokenIssuer'>): Readonly<Partial<Record<'keys' | 'authority', ConfigurationFile>>> {
  const authority = tokenIssuer?.authority;
  return {
    ...(tokenIssuer?.keys.kind === 'offline' && { keys: versioned('jwks', 'json', tokenIssuer.keys.keys) }),
    ...(authority !== undefined && { authority: versioned('issuer-ca', 'pem', authority) }),
  };
}

/** Where a broker gets the issuer's keys. */
function keysUrl(cluster: MechanismCluster): string {
  const keys = cluster.tokenIssuer?.keys;
  return keys?.kind === 'online' ? keys.url : `file:${PATHS.configuration}/${issuerFiles(cluster).keys?.name ?? ''}`;
}

/** Whom Java trusts when it asks the issuer, as options of the login module. */
const trustOptions = (file: string): string => ` ssl.truststore.type="PEM" ssl.truststore.location=${quoteJaas(file)}`;

function tokensOf({ user, tokens }: ClientLogin): TokensInManifest {
  if (tokens === undefined) {
    throw new Error(`no issuer of tokens for ${user}, who logs in with one`);
  }
  return tokens;
}

/** Where a client gets its token: from the issuer, or from a file of its own. */
const tokenSource = (login: ClientLogin): string =>
  tokensOf(login).tokenUrl ?? `file:${login.file(CLIENT_FILES.token)}`;

/** Tokens that the issuer has signed. */
const issued = ({ tokens, rules }: KnownTokens): readonly ProbeIdentity[] =>
  tokens
    .filter(({ wrong }) => wrong === undefined || lookedAt(rules).includes(wrong))
    .map(({ user, token, wrong }): ProbeIdentity => ({
      identity: wrong === undefined ? user : `${user}, with a token of the kind ${wrong}`,
      expected: wrong === undefined ? 'let in' : 'credentials',
      login: { user, password: token },
    }));

/** What is wrong with tokens that the brokers refuse by these rules. */
const lookedAt = ({ audiences, issuer }: TokenRules): readonly WrongToken[] =>
  WRONG_TOKENS.filter(
    (wrong) =>
      (wrong !== 'other-audience' || audiences.length > 0) && (wrong !== 'other-issuer' || issuer !== undefined),
  );

/** Tokens that nobody has issued. */
const forged = (known: KnownTokens): readonly ProbeIdentity[] =>
  forgedTokens(known).map(({ what, token }) => ({
    identity: `${known.victim}, with ${what}`,
    expected: 'credentials',
    login: { user: NOBODY, password: token },
  }));

function violations(subject: string, cluster: MechanismCluster): readonly (Violation | Advice)[] {
  const found: (Violation | Advice)[] = [];
  const listeners = cluster.listeners.filter(({ mechanisms }) => mechanisms.includes(SASL));
  if (listeners.length === 0 && namesOf(cluster).length > 0) {
    found.push({
      code: 'TokenListenerMissing',
      subject,
      rule: 'a cluster with OAUTHBEARER users must have a listener with OAUTHBEARER',
      remedy: 'add one with Authentication.oauthBearer(issuer), or declare no such user',
    });
  }
  for (const { name, protocol, authentication } of listeners) {
    const where = `${subject}/listeners/${name}`;
    if (authentication.issuer !== cluster.tokenIssuer) {
      found.push({
        code: 'TokenIssuersDiffer',
        subject: where,
        rule: 'all listeners of a cluster must take tokens of the same issuer: one name must not be two users',
        remedy: 'give each the same TokenIssuer',
      });
    }
    if (!isEncrypted(protocol)) {
      found.push({
        code: 'TokenWithoutTls',
        subject: where,
        rule: 'a listener with OAUTHBEARER must be encrypted: whoever reads a token can log in with it',
        value: protocol,
        remedy: "take withoutTls() away, or let it through: allow: ['TokenWithoutTls']",
      });
    }
  }
  return [...found, ...(cluster.tokenIssuer?.advice(`${subject}/token issuer`) ?? [])];
}
