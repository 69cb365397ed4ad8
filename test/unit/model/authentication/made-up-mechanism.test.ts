import { certificatePlan, renderPlan } from '../../../../certs/plan';
import { Authentication, Listener, UserLogin } from '../../../../constructs';
import type { Mechanism, MechanismCluster } from '../../../../model/authentication/mechanism';
import { saslMechanism } from '../../../../model/authentication/mechanism-lookup';
import { resolveCluster } from '../../../../model/declaration/resolve-cluster';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { kafkaProbes } from '../../../../proof/auth-matrix/kafka-probes';
import { userFiles } from '../../../../runtime/credentials/fetch';
import { parseManifest } from '../../../../runtime/files/manifest-file';
import { codesOf, first, LISTENERS, modelOf, propsOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

/** A mechanism that there is not, in the one list: no other file knows of it. */
jest.mock('../../../../model/authentication/mechanisms', () => {
  /** One that is always there, and those that are declared. */
  const robots = ({ users }: Pick<MechanismCluster, 'users'>): readonly { name: string; version: number }[] => [
    { name: 'r2d2', version: 1 },
    ...users.filter(({ mechanism }) => mechanism === 'robot'),
  ];
  const namesOf = (cluster: MechanismCluster): readonly string[] => robots(cluster).map(({ name }) => name);
  const beep: Mechanism<'robot', 'BEEP'> = {
    name: 'robot',
    title: 'beeping',
    sasl: ['BEEP'],
    protocols: ['SASL_SSL', 'SASL_PLAINTEXT'],
    unencrypted: { code: 'BeepOverheard', rule: 'a listener for robots should whisper', unwise: true },
    users: {
      declaration: { prop: 'robots', what: 'a robot', names: namesOf },
      secret: 'password',
      stored: { roles: ['robot'], files: ['password'] },
      passwords: (cluster) =>
        robots(cluster).map(({ name, version }) => ({
          ...{ name, version },
          locations: [{ volume: cluster.names.identitiesVolume, folder: name }],
        })),
      withFolder: namesOf,
    },
    broker: {
      properties: (_, { host, sasl }) => ({ 'beep.host': host, 'beep.names': sasl.join(',') }),
      javaOptions: () => ['-Dbeep=on'],
      files: () => [{ name: 'beep.conf', content: 'loud' }],
    },
    client: {
      kafka: ({ user, password, file }) => [['beep', `${user}:${password ?? ''} ${file('beep.wav')}`]],
      librdkafka: ({ fileBeside }) => [['beep.file', fileBeside('beep.txt')]],
      environment: ({ fileBeside }) => [{ name: 'BEEP', value: fileBeside('beep.txt'), readBy: 'robots' }],
      files: (_, scope) => ({ 'beep.txt': scope }),
    },
    matrix: {
      identities: ({ passwords }, sasl) => [
        ...passwords.map(({ name, password }) => ({
          identity: `${name} by ${sasl}`,
          expected: 'let in' as const,
          login: { user: name, password },
        })),
        { identity: 'a person', expected: 'credentials', login: { user: 'person', password: 'words' } },
      ],
      exchange: (_, user) => ({ first: () => user }),
    },
    violations: (subject, { listeners }) =>
      listeners
        .filter(({ mechanisms }) => mechanisms.length > 1 && mechanisms.includes('BEEP'))
        .map(({ name }) => ({
          code: 'BeepDrowned',
          subject,
          rule: 'robots want silence',
          value: name,
          remedy: 'part',
        })),
  };
  const actual = jest.requireActual<{ readonly MECHANISMS: readonly Mechanism[] }>(
    '../../../../model/authentication/mechanisms',
  );
  return { ...actual, MECHANISMS: [...actual.MECHANISMS, beep] };
});

const robots = (authentication: Authentication): Listener =>
  Listener.published('robots', { firstHostPort: 19392, authentication });
const byBeep = Authentication.by(saslMechanism('BEEP'));
const PROPS = { listeners: [...LISTENERS, robots(byBeep)] };
const model = modelOf({ ...PROPS, brokers: 1 });

test('a listener that takes it is encrypted, and each broker is told what the mechanism has to say', () => {
  const properties = brokerProperties(model, first(model.brokers));
  expect(properties['listener.security.protocol.map']).toContain('ROBOTS:SASL_SSL');
  const own = Object.entries(properties).filter(([key]) => key.startsWith('listener.name.robots.'));
  expect(Object.fromEntries(own)).toEqual({
    'listener.name.robots.ssl.client.auth': 'none',
    'listener.name.robots.sasl.enabled.mechanisms': 'BEEP',
    'listener.name.robots.connections.max.reauth.ms': 3_600_000,
    'listener.name.robots.beep.host': '127.0.0.1',
    'listener.name.robots.beep.names': 'BEEP',
  });
});

test('the keytool step makes its passwords, and puts them where it says', () => {
  expect(renderPlan(certificatePlan(model))).toContain('password\tr2d2\t1\tdev-identities/r2d2\n');
});

test('a user is added by it as by any other, with credentials of the version that was asked for', () => {
  const { base, manifest } = synthesize(PROPS, (resources, cluster) => {
    const user = cluster.addUser('c3po', UserLogin.of('robot', 2));
    resources.addTopic('hulls', { partitions: 1 }).grantProduce(user);
  });
  expect(manifest.users).toContainEqual({
    ...{ name: 'c3po', principal: 'User:c3po', authentication: 'robot', mechanisms: ['BEEP'], superUser: false },
  });
  expect(JSON.stringify(base.resource['docker_container']?.['dev-keytool'])).toContain('password\\tc3po\\t2\\t');
  expect(() => synthesize(PROPS, (_, cluster) => cluster.addUser('admin', UserLogin.of('robot')))).toThrow(
    'a robot must be named by',
  );
});

test('its files and options are among the servers’, and the manifest knows its users, and where their passwords lie', () => {
  const { base, cluster, manifest } = synthesize(PROPS);
  expect(JSON.stringify(base.resource['docker_container']?.['dev-configure'])).toContain('beep.conf');
  expect(JSON.stringify(cluster.resource['docker_container']?.['dev-broker-1'])).toContain('-Dbeep=on');
  const read = parseManifest(JSON.stringify(manifest), 'manifest');
  expect(read.identities).toContainEqual({ name: 'r2d2', role: 'robot', volume: 'dev-identities', folder: 'r2d2' });
  expect(read.users).toContainEqual({
    ...{ name: 'r2d2', principal: 'User:r2d2', authentication: 'robot', mechanisms: ['BEEP'], superUser: false },
  });
  expect(read.listeners.at(-1)).toMatchObject({ name: 'ROBOTS', protocol: 'SASL_SSL', mechanisms: ['BEEP'] });
});

test('a user’s files hold what clients need, with a line for what no configuration says', () => {
  const { manifest } = synthesize(PROPS);
  const user = first(manifest.users.filter(({ name }) => name === 'r2d2'));
  const files = userFiles(manifest, user, { ca: 'CA', password: 'p' }, '/f');
  expect([...files.keys()]).toEqual([
    ...['ca.pem', 'client.properties', 'spring.properties', 'kcat.conf', 'librdkafka.json'],
    'beep.txt',
  ]);
  const [, hint, ...lines] = String(files.get('client.properties')).trimEnd().split('\n');
  expect(hint).toBe('# Run with BEEP=/f/beep.txt (robots).');
  expect(lines).toEqual([
    'bootstrap.servers=127.0.0.1:19392,127.0.0.1:19393,127.0.0.1:19394',
    'security.protocol=SASL_SSL',
    'ssl.truststore.type=PEM',
    'ssl.truststore.location=/f/ca.pem',
    'sasl.mechanism=BEEP',
    'beep=r2d2:p /f/beep.wav',
  ]);
  expect(String(files.get('kcat.conf'))).toContain('sasl.mechanisms=BEEP\nbeep.file=/f/beep.txt\n');
  expect(files.get('beep.txt')).toBe('published');
});

test('the authentication matrix tries what it names, and tries it where it is not offered', () => {
  const { manifest } = synthesize(PROPS);
  const pair = { certificate: 'certificate', key: 'key' };
  const credentials = {
    ...{ ca: 'ca', certificates: [], servers: {}, open: [], foreign: { authority: 'other', ...pair } },
    passwords: [{ name: 'r2d2', password: 'p', mechanisms: ['BEEP'] }],
  };
  const tried = (name: string): readonly string[] =>
    manifest.listeners
      .filter((listener) => listener.name === name)
      .flatMap((listener) => kafkaProbes(listener, credentials))
      .filter(({ by }) => by === 'BEEP')
      .map(({ identity, expected }) => `${expected === 'let in' ? '+' : '-'} ${identity}`);
  expect(tried('ROBOTS')).toEqual(['+ r2d2 by BEEP', '- a person']);
  expect(tried('SCRAM')).toEqual(['- anyone, by a mechanism not offered here']);
});

test('a declaration fails by the mechanism’s own rules, and when a user is named like one of its', () => {
  const listeners = [...LISTENERS, robots(Authentication.anyOf(byBeep, Authentication.scram()))];
  expect(codesOf(() => modelOf({ listeners }))).toEqual(['BeepDrowned']);
  expect(codesOf(() => modelOf({ ...PROPS, certificateUsers: ['r2d2'] }))).toEqual(['UserDuplicate']);
});

test('a listener of it without encryption is advised against in its words', () => {
  const { advice } = resolveCluster('Kafka', propsOf({ listeners: [...LISTENERS, robots(byBeep.withoutTls())] }));
  expect(advice).toMatchObject([{ code: 'BeepOverheard', rule: 'a listener for robots should whisper' }]);
});
