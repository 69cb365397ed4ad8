import { Authentication, type KafkaClusterProps, Listener, KafkaVersion, UserLogin } from '../../../../constructs';
import { oauthBearer } from '../../../../model/authentication/oauth-bearer';
import type { ClientLogin } from '../../../../model/authentication/mechanism';
import { resolveCluster } from '../../../../model/declaration/resolve-cluster';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { parseManifest } from '../../../../runtime/files/manifest-file';
import { userFiles } from '../../../../runtime/credentials/fetch';
import { codesOf, first, LISTENERS, modelOf, propsOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';
import { AUTHORITY, byToken, JWKS_URL, offline, online, TOKEN_URL } from '../../fixtures/token-issuer';

const HANDLER = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler';
const MODULE = 'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required';
const ALLOWED = '-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls';

const props = (issuer = online(), more: Partial<KafkaClusterProps> = {}): Partial<KafkaClusterProps> => ({
  listeners: [...LISTENERS, byToken(issuer)],
  ...more,
});
const ownProperties = (given: Partial<KafkaClusterProps>): Readonly<Record<string, unknown>> => {
  const model = modelOf(given);
  const own = Object.entries(brokerProperties(model, first(model.brokers))).filter(([key]) =>
    /tokens\.(oauthbearer|sasl)/.test(key),
  );
  return Object.fromEntries(own.map(([key, value]) => [key.replace('listener.name.tokens.', ''), value]));
};

describe('a broker', () => {
  test('asks an issuer for its keys, and takes tokens of it for this cluster alone', () => {
    expect(ownProperties(props())).toEqual({
      'sasl.enabled.mechanisms': 'OAUTHBEARER',
      'oauthbearer.sasl.jaas.config': `${MODULE};`,
      'oauthbearer.sasl.server.callback.handler.class': HANDLER,
      'sasl.oauthbearer.jwks.endpoint.url': JWKS_URL,
      'sasl.oauthbearer.sub.claim.name': 'sub',
      'sasl.oauthbearer.expected.issuer': 'https://login.example.org',
      'sasl.oauthbearer.expected.audience': 'kafka',
    });
  });

  test('may ask that URL, which Java must be told', () => {
    const { cluster } = synthesize(props());
    expect(JSON.stringify(cluster.resource['docker_container']?.['dev-broker-1'])).toContain(`${ALLOWED}=${JWKS_URL}`);
    expect(JSON.stringify(synthesize({}).cluster)).not.toContain('oauthbearer');
  });

  test('has the keys and the trusted authority in files that are named by their content', () => {
    const issuer = offline({ authority: AUTHORITY, audiences: ['a', 'b'], issuer: undefined, principalClaim: 'azp' });
    const { base, cluster } = synthesize(props(issuer));
    const properties = ownProperties(props(issuer));
    const url = String(properties['sasl.oauthbearer.jwks.endpoint.url']);
    expect(url).toMatch(/^file:\/mnt\/shared\/config\/jwks-[0-9a-f]{12}\.json$/);
    expect(properties['oauthbearer.sasl.jaas.config']).toMatch(
      /required unsecuredLoginStringClaim_sub="unused" ssl\.truststore\.type="PEM" ssl\.truststore\.location="\/mnt\/shared\/config\/issuer-ca-[0-9a-f]{12}\.pem";$/,
    );
    expect(properties).toMatchObject({
      'sasl.oauthbearer.expected.audience': 'a,b',
      'sasl.oauthbearer.sub.claim.name': 'azp',
    });
    expect(properties).not.toHaveProperty('sasl.oauthbearer.expected.issuer');
    expect(JSON.stringify(cluster.resource['docker_container']?.['dev-broker-1'])).toContain(`${ALLOWED}=${url}`);
    const configured = JSON.stringify(base.resource['docker_container']?.['dev-configure']);
    expect(configured).toContain(url.split('/').at(-1));
    expect(configured).toContain('BEGIN CERTIFICATE');
  });

  test('of Kafka 3.3 has the class that looks at tokens in its former package', () => {
    const given = props(online(), { version: KafkaVersion.of('3.3.2') });
    expect(ownProperties(given)['oauthbearer.sasl.server.callback.handler.class']).toBe(
      HANDLER.replace('oauthbearer.', 'oauthbearer.secured.'),
    );
  });
});

describe('a declaration', () => {
  const listeners = (...all: readonly Listener[]): readonly string[] =>
    codesOf(() => modelOf({ listeners: [...LISTENERS, ...all] }));

  test('fails with users and no listener for them', () => {
    expect(codesOf(() => synthesize({}, (_, cluster) => cluster.addUser('carol', UserLogin.oauthBearer())))).toEqual([
      'TokenListenerMissing',
    ]);
  });

  test('fails when one name could be two users: tokens of different issuers', () => {
    expect(listeners(byToken(online()), byToken(online(), 'others', 19492))).toEqual(['TokenIssuersDiffer']);
    const issuer = online();
    expect(listeners(byToken(issuer), byToken(issuer, 'others', 19492))).toEqual([]);
    const both = (): Authentication =>
      Authentication.anyOf(Authentication.oauthBearer(online()), Authentication.oauthBearer(online()));
    expect(codesOf(both)).toEqual(['AuthenticationsDiffer']);
  });

  test('fails without encryption, unless that is let through', () => {
    const open = Listener.published('tokens', {
      firstHostPort: 19392,
      authentication: Authentication.oauthBearer(online()).withoutTls(),
    });
    expect(listeners(open)).toEqual(['TokenWithoutTls']);
    const { advice } = resolveCluster('Kafka', propsOf({ listeners: [open], allow: ['TokenWithoutTls'] }));
    expect(advice.map(({ code }) => code).sort()).toEqual(['ListenerUnencrypted', 'TokenWithoutTls']);
  });

  test.each([
    ['listener.name.scram.sasl.enabled.mechanisms', 'SCRAM-SHA-512, OAUTHBEARER'],
    ['sasl.enabled.mechanisms', 'OAUTHBEARER'],
    [
      'listener.name.tokens.oauthbearer.sasl.server.callback.handler.class',
      'org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler',
    ],
    ['listener.name.tokens.oauthbearer.sasl.jaas.config', `${MODULE} unsecuredLoginStringClaim_sub="admin";`],
  ])('fails by %s, which lets in whoever names a user, even where properties are let through', (key, value) => {
    const given = props(online(), { brokerProperties: { [key]: value }, allow: ['BrokerPropertyOwned'] });
    expect(codesOf(() => modelOf(given))).toEqual(['TokensUnsigned']);
  });

  test('warns of what is weak in the issuer', () => {
    const { advice } = resolveCluster('Kafka', propsOf(props(online({ audiences: [] }))));
    expect(advice).toMatchObject([{ code: 'TokenAudienceUnchecked', subject: 'Kafka/token issuer' }]);
  });
});

describe('a user', () => {
  const declare = (issuer = online()): ReturnType<typeof synthesize> =>
    synthesize(props(issuer), (resources, cluster) => {
      resources.addTopic('orders', { partitions: 1 }).grantProduce(cluster.addUser('carol', UserLogin.oauthBearer()));
    });
  const filesOf = (issuer = online()): ReadonlyMap<string, string | Buffer> => {
    const manifest = parseManifest(JSON.stringify(declare(issuer).manifest), 'manifest');
    const user = first(manifest.users.filter(({ name }) => name === 'carol'));
    return userFiles(manifest, user, { ca: 'CA' }, '/f');
  };

  test('has rights as others have, and nothing is made for it', () => {
    const { manifest, base } = declare();
    expect(manifest.users).toContainEqual({
      ...{ name: 'carol', principal: 'User:carol', authentication: 'oauth', mechanisms: ['OAUTHBEARER'] },
      superUser: false,
    });
    expect(manifest.rules.filter(({ principal }) => principal === 'User:carol').length).toBeGreaterThan(0);
    expect(manifest.identities.map(({ name }) => name)).not.toContain('carol');
    expect(JSON.stringify(base)).not.toMatch(/(password|identity|client)\\+tcarol/);
  });

  test('gets its token from the issuer, by a secret that stays in a file of its own', () => {
    const files = filesOf(online({ tokenUrl: TOKEN_URL, scope: 'kafka', authority: AUTHORITY }));
    expect([...files.keys()]).toEqual([
      ...['ca.pem', 'client.properties', 'spring.properties', 'kcat.conf', 'librdkafka.json'],
      'issuer-ca.pem',
    ]);
    const [, hint, ...lines] = String(files.get('client.properties')).trimEnd().split('\n');
    expect(hint).toBe(`# Run with KAFKA_OPTS=${ALLOWED}=${TOKEN_URL} (Kafka's tools).`);
    expect(lines.slice(4)).toEqual([
      'sasl.mechanism=OAUTHBEARER',
      'sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
      `sasl.oauthbearer.token.endpoint.url=${TOKEN_URL}`,
      `sasl.jaas.config=${MODULE} clientId="carol" clientSecret="\${file:/f/client-secret.properties:clientSecret}" ` +
        'scope="kafka" ssl.truststore.type="PEM" ssl.truststore.location="/f/issuer-ca.pem";',
      'config.providers=file',
      'config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider',
    ]);
    expect(String(files.get('kcat.conf'))).toContain(
      `sasl.mechanisms=OAUTHBEARER\nsasl.oauthbearer.method=oidc\nsasl.oauthbearer.token.endpoint.url=${TOKEN_URL}\n` +
        'sasl.oauthbearer.client.id=carol\nsasl.oauthbearer.scope=kafka\n',
    );
  });

  test('reads its token from a file, where nobody gives tokens for a secret', () => {
    const properties = String(filesOf().get('client.properties'));
    expect(properties).toContain('sasl.oauthbearer.token.endpoint.url=file:/f/token.jwt\n');
    expect(properties).toContain(`sasl.jaas.config=${MODULE};\n`);
    expect(properties).not.toContain('client-secret');
  });

  test('fails to be written without an issuer', () => {
    const login: ClientLogin = { user: 'carol', file: (name) => name, fileBeside: (name) => name };
    expect(() => oauthBearer.client.kafka(login, 'OAUTHBEARER')).toThrow('no issuer of tokens for carol');
  });
});

test('a login says the token, and answers a refusal alone', () => {
  const exchange = oauthBearer.matrix.exchange?.('OAUTHBEARER', 'carol', 'a.b.c');
  expect(exchange?.first()).toBe('n,,\u0001auth=Bearer a.b.c\u0001\u0001');
  expect(exchange?.answer?.('')).toBeUndefined();
  expect(exchange?.answer?.('{"status":"invalid_token"}')).toBe('\u0001');
});
