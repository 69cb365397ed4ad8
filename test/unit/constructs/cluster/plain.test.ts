import { certificatePlan, hasRead, passwordsIn, renderPlan, volumeDigest } from '../../../../certs/plan';
import { Authentication, type KafkaClusterProps, KafkaCluster, Listener, UserLogin } from '../../../../constructs';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { codesOf, first, LISTENERS, modelOf, propsOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

const plain = (authentication = Authentication.plain()): Listener =>
  Listener.published('plain', { firstHostPort: 19292, authentication });
const PROPS: Partial<KafkaClusterProps> = {
  listeners: [...LISTENERS, plain(Authentication.anyOf(Authentication.scramSha512(), Authentication.plain()))],
  certificateUsers: ['client'],
  plainUsers: ['legacy', { name: 'old.app', passwordVersion: 2 }],
};
const model = modelOf(PROPS);
const properties = brokerProperties(model, first(model.brokers));

describe('a listener with SCRAM and PLAIN', () => {
  test('enables both, each with its own login module', () => {
    expect(properties['listener.name.plain.sasl.enabled.mechanisms']).toBe('SCRAM-SHA-512,PLAIN');
    expect(properties['listener.name.plain.scram-sha-512.sasl.jaas.config']).toContain('ScramLoginModule');
    expect(properties['listener.security.protocol.map']).toContain('PLAIN:SASL_SSL');
  });

  test('names the users of PLAIN, with references to their passwords', () => {
    expect(properties['listener.name.plain.plain.sasl.jaas.config']).toBe(
      'org.apache.kafka.common.security.plain.PlainLoginModule required' +
        ' user_legacy="${file:/etc/kafka/secrets/plain-legacy/password.properties:password}"' +
        ' user_old.app="${file:/etc/kafka/secrets/plain-old.app/password.properties:password}";',
    );
  });
});

describe('a PLAIN user’s password', () => {
  const plan = certificatePlan(model);

  test('is placed with the users’ identities and in every broker, and nowhere else', () => {
    expect(renderPlan(plan).trimEnd().split('\n').at(-1)).toBe(
      'password\told.app\t2\tdev-identities/old.app,' +
        [1, 2, 3].map((id) => `dev-broker-${id}-secrets/plain-old.app`).join(','),
    );
  });

  test('that is to be made anew changes the brokers’ containers, and no ZooKeeper node’s', () => {
    const next = certificatePlan(
      modelOf({ ...PROPS, plainUsers: ['legacy', { name: 'old.app', passwordVersion: 3 }] }),
    );
    const digests = (volume: string): readonly string[] => [volumeDigest(plan, volume), volumeDigest(next, volume)];
    expect(new Set(digests('dev-broker-1-secrets')).size).toBe(2);
    expect(new Set(digests('dev-zookeeper-1-secrets')).size).toBe(1);
  });

  test('is told by its version, of what was planned and of what a broker has read', () => {
    expect(passwordsIn(renderPlan(plan))).toEqual([
      { name: 'legacy', version: 1 },
      { name: 'old.app', version: 2 },
    ]);
    const read = volumeDigest(plan, 'dev-broker-1-secrets');
    const known = [1, 2, 3].filter((version) => hasRead(read, { name: 'old.app', version }));
    expect(known).toEqual([2]);
    expect(hasRead(read, { name: 'app', version: 2 })).toBe(false);
  });
});

test('a PLAIN user is in the manifest, with where its password lies', () => {
  const { manifest } = synthesize(PROPS);
  expect(manifest.users.find(({ name }) => name === 'legacy')).toEqual({
    name: 'legacy',
    principal: 'User:legacy',
    authentication: 'plain',
    mechanisms: ['PLAIN'],
    superUser: false,
  });
  expect(manifest.identities).toContainEqual({
    name: 'legacy',
    role: 'plain',
    volume: 'dev-identities',
    folder: 'legacy',
  });
});

describe('a password that a user brings', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'plain-'));
  const file = path.join(folder, 'billing.password');
  writeFileSync(file, 'correct horse, battery', { mode: 0o600 });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const declared = (passwordVersion?: number, passwordFile: string | undefined = file): ReturnType<typeof synthesize> =>
    synthesize({ listeners: [...LISTENERS, plain()] }, (resources) => {
      resources.addUser('billing', { login: UserLogin.plain({ passwordVersion, passwordFile }) });
    });

  test('reaches the step by its path alone, and another version takes it anew', () => {
    const { base, cluster, resources, manifest } = declared();
    const step = ({ base: { resource } }: Pick<ReturnType<typeof declared>, 'base'>): unknown =>
      resource['docker_container']?.['dev-keytool']?.['upload'];
    expect(step({ base })).toContainEqual({
      ...{ file: '/step/passwords/billing', permissions: '0400', source_hash: '1' },
      source: expect.stringMatching(/^[./]+\/.*billing\.password$/) as string,
    });
    expect(step(declared(2))).toContainEqual(
      expect.objectContaining({ file: '/step/passwords/billing', source_hash: '2' }),
    );
    expect(JSON.stringify([base, cluster, resources, manifest])).not.toContain('correct horse');
  });

  test('is another one for the brokers than one that is made', () => {
    const labelsOf = ({ cluster }: ReturnType<typeof declared>): unknown =>
      cluster.resource['docker_container']?.['dev-broker-1']?.['labels'];
    const made = synthesize({ listeners: [...LISTENERS, plain()] }, (resources) => {
      resources.addUser('billing', { login: UserLogin.plain() });
    });
    expect(labelsOf(declared())).not.toEqual(labelsOf(made));
  });

  test.each([
    ['PasswordFileMissing', 'nowhere'],
    ['PasswordIllegal', 'empty'],
  ])('fails with %s, at synth, for a file that is %s', (code, name) => {
    const other = path.join(folder, name);
    if (name === 'empty') {
      writeFileSync(other, '', { mode: 0o600 });
    }
    expect(codesOf(() => declared(1, other))).toEqual([code]);
  });
});

describe('a cluster fails', () => {
  test('at synth with no PLAIN user for its PLAIN listener', () => {
    expect(() => synthesize({ ...PROPS, plainUsers: [] })).toThrow('[PlainUsersMissing] cluster/Kafka: ');
  });

  test.each(['admin', 'dev-broker-1', 'broker-2', 'zookeeper-client', '..', 'a b', 'CN=admin,OU=administrators,O=dev'])(
    'with a PLAIN user named %s',
    (name) => {
      expect(codesOf(() => modelOf({ ...PROPS, plainUsers: [name] }))).toEqual(['UserNameIllegal']);
    },
  );

  test.each<readonly [string, string, Partial<KafkaClusterProps>]>([
    ['a PLAIN user named like a certificate user', 'UserDuplicate', { plainUsers: ['client'] }],
    ['a PLAIN user declared twice', 'UserDuplicate', { plainUsers: ['legacy', { name: 'legacy' }] }],
    ['a password version of 0', 'PasswordVersionIllegal', { plainUsers: [{ name: 'legacy', passwordVersion: 0 }] }],
    ['no PLAIN listener for its PLAIN users', 'PlainListenerMissing', { listeners: LISTENERS }],
    ['PLAIN without TLS', 'PlainWithoutTls', { listeners: [plain(Authentication.plain().withoutTls())] }],
  ])('with %s', (_, code, props) => {
    expect(codesOf(() => modelOf({ ...PROPS, ...props }))).toContain(code);
  });

  test('to give the principal of a PLAIN user that it does not know', () => {
    const cluster = new KafkaCluster(new TerraformStack(new App(), 'cluster'), 'Kafka', propsOf(PROPS));
    expect(cluster.plainUser('legacy').principal).toBe('User:legacy');
    expect(codesOf(() => cluster.plainUser('nobody'))).toEqual(['PlainUserUnknown']);
  });
});

test('PLAIN without TLS is let through by name', () => {
  const listeners = [plain(Authentication.plain().withoutTls())];
  expect(codesOf(() => modelOf({ ...PROPS, listeners, allow: ['PlainWithoutTls'] }))).toEqual([]);
});

describe('a SCRAM user fails', () => {
  test.each(['legacy', 'dev-broker-1'])('when it is named %s, as another user or a server is', (name) => {
    expect(codesOf(() => synthesize(PROPS, (resources) => resources.addUser(name)))).toEqual(['UserNameTaken']);
  });
});

describe('several authentications on one listener fail', () => {
  test.each([
    ['a certificate', Authentication.mutualTls()],
    ['an unencrypted one', Authentication.scramSha256().withoutTls()],
    ['none', Authentication.none()],
  ])('beside %s', (_, other) => {
    expect(codesOf(() => Authentication.anyOf(Authentication.plain(), other))).toEqual(['AuthenticationsDiffer']);
  });
});
