import { kerberosPrincipals, renderPrincipals } from '../../../../model/kerberos/principals';
import {
  Authentication,
  type KafkaClusterProps,
  KerberosRealm,
  Listener,
  type ManagedRealmProps,
} from '../../../../constructs';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { brokerCommand } from '../../../../model/files/server-command';
import { configurationFiles } from '../../../../model/files/server-files';
import { kdcsOf } from '../../../../model/kerberos/realm-files';
import { codesOf, first, LISTENERS, modelOf } from '../../fixtures/cluster';
import { commandOfStep, synthesize } from '../../fixtures/synth';

const realm = KerberosRealm.managed({ realm: 'KAFKA.EXAMPLE.ORG', hostPort: 19088 });
const gssapi = Authentication.gssapi(realm);
const PROPS: Partial<KafkaClusterProps> = {
  listeners: [
    ...LISTENERS,
    Listener.published('kerberos', {
      firstHostPort: 19392,
      authentication: Authentication.anyOf(gssapi, Authentication.scramSha512()),
    }),
    Listener.internal('kerberos-inside', { port: 9096, authentication: gssapi }),
  ],
  certificateUsers: ['client'],
  kerberosUsers: ['alice', { name: 'b.ob', keyVersion: 2 }],
};
const existingAt = (...kdcs: readonly string[]): KerberosRealm =>
  KerberosRealm.existing({ realm: 'CORP.EXAMPLE.ORG', kdcs, keytabs: 'corp' });
/** The same cluster, with another realm. */
const withRealm = (other: KerberosRealm): Partial<KafkaClusterProps> => ({
  ...PROPS,
  listeners: [
    ...LISTENERS,
    Listener.internal('kerberos', { port: 9096, authentication: Authentication.gssapi(other) }),
  ],
});
const existing = withRealm(existingAt('kdc.example.org:88'));
const managed = (props: Partial<ManagedRealmProps>): Partial<KafkaClusterProps> =>
  withRealm(KerberosRealm.managed({ realm: 'KAFKA.EXAMPLE.ORG', hostPort: 19088, ...props }));
const model = modelOf(PROPS);
const properties = brokerProperties(model, first(model.brokers));

describe('a broker', () => {
  test('serves each listener under the host that it is advertised at there', () => {
    const jaas = (listener: string): unknown => properties[`listener.name.${listener}.gssapi.sasl.jaas.config`];
    expect(jaas('kerberos')).toContain('principal="kafka/localhost@KAFKA.EXAMPLE.ORG"');
    expect(jaas('kerberos_inside')).toContain('keyTab="/etc/kafka/secrets/kerberos-dev-broker-1/keytab"');
    expect(properties['advertised.listeners']).toContain('KERBEROS://localhost:19392');
  });

  test('serves in lower case what it is advertised at in upper case, as clients ask for it', () => {
    const loud = (host: string) =>
      modelOf({
        listeners: [
          ...LISTENERS,
          Listener.published('kerberos', { firstHostPort: 19392, advertisedHost: host, authentication: gssapi }),
        ],
        kerberosUsers: ['alice'],
      });
    const [asked, other] = [loud('Kafka.Example.ORG'), loud('kafka.example.org')];
    expect(kerberosPrincipals(asked)).toEqual(kerberosPrincipals(other));
    expect(kerberosPrincipals(asked).map(({ name }) => name)).toContain('kafka/kafka.example.org@KAFKA.EXAMPLE.ORG');
    expect(brokerProperties(asked, first(asked.brokers))).toMatchObject({
      'listener.name.kerberos.gssapi.sasl.jaas.config': expect.stringContaining(
        'keyTab="/etc/kafka/secrets/kerberos-kafka.example.org/keytab" principal="kafka/kafka.example.org@KAFKA.EXAMPLE.ORG"',
      ) as string,
      'advertised.listeners': expect.stringContaining('KERBEROS://Kafka.Example.ORG:19392') as string,
    });
  });

  test('lets in the declared users alone, each by a rule for its whole principal', () => {
    expect(properties['listener.name.kerberos.sasl.kerberos.principal.to.local.rules']).toBe(
      'RULE:[1:$1@$0](^alice@KAFKA\\.EXAMPLE\\.ORG$)s/@.*$//,RULE:[1:$1@$0](^b\\.ob@KAFKA\\.EXAMPLE\\.ORG$)s/@.*$//',
    );
  });

  test('finds the realm by a file that its command names', () => {
    const option = brokerCommand(model, first(model.brokers).node, 'server.properties').find((each) =>
      each.startsWith('-Djava.security.krb5.conf='),
    );
    expect(
      configurationFiles(model).map(({ name }) => `-Djava.security.krb5.conf=/mnt/shared/config/${name}`),
    ).toContain(option);
  });
});

describe('the keys', () => {
  test('of services go to the brokers that are advertised at their host, and of users to the users', () => {
    expect(renderPrincipals(kerberosPrincipals(modelOf({ ...PROPS, brokers: 1 })))).toBe(
      'service\tkafka/localhost@KAFKA.EXAMPLE.ORG\t1\tdev-broker-1-secrets/kerberos-localhost\tdev-broker-1.keytab\n' +
        'service\tkafka/dev-broker-1@KAFKA.EXAMPLE.ORG\t1\tdev-broker-1-secrets/kerberos-dev-broker-1\tdev-broker-1.keytab\n' +
        'user\talice@KAFKA.EXAMPLE.ORG\t1\tdev-identities/alice\t-\n' +
        'user\tb.ob@KAFKA.EXAMPLE.ORG\t2\tdev-identities/b.ob\t-\n',
    );
  });

  test('of users stay with an existing realm', () => {
    expect(kerberosPrincipals(modelOf(existing)).some(({ isUser }) => isUser)).toBe(false);
  });
});

test('a realm of the cluster’s own is one container, with its database in no other server', () => {
  const { cluster, base, manifest } = synthesize(PROPS);
  const containers = cluster.resource['docker_container'] ?? {};
  const withDatabase = Object.entries(containers).filter(([, one]) => JSON.stringify(one).includes('dev-kdc-data'));
  expect(withDatabase.map(([name]) => name)).toEqual(['dev-kdc']);
  expect(base.resource['docker_container']?.['dev-keytabs']).toMatchObject({ network_mode: 'none' });
  expect(manifest.kerberos).toMatchObject({
    container: 'dev-kdc',
    kdcs: { published: ['127.0.0.1:19088'], internal: ['dev-kdc:19088'] },
  });
});

test('no step is handed an empty file, which the provider would take for none', () => {
  const { base } = synthesize(existing);
  const files = Object.keys(base.resource['docker_container'] ?? {}).flatMap((name) => [
    ...commandOfStep({ base }, name).files.values(),
  ]);
  expect(files.length).toBeGreaterThan(3);
  expect(files).not.toContain('');
});

test('an existing realm is asked by the step that takes its keys, and no container is added', () => {
  const { cluster, base } = synthesize(existing);
  expect(Object.keys(cluster.resource['docker_container'] ?? {})).not.toContain('dev-kdc');
  expect(base.resource['docker_container']?.['dev-keytabs']).toMatchObject({ network_mode: 'bridge' });
});

test('a realm at an IPv6 address is written with brackets, for files and for who reads them', () => {
  const published = kdcsOf(modelOf(managed({ bindAddress: '::1' })), 'published');
  expect(published).toEqual(['[::1]:19088']);
  expect(() => existingAt(...published)).not.toThrow();
});

describe('a cluster fails', () => {
  test('at synth with no Kerberos user for its Kerberos listener', () => {
    expect(() => synthesize({ ...PROPS, kerberosUsers: [] })).toThrow('[KerberosUsersMissing] cluster/Kafka: ');
  });

  test.each<readonly [string, string, Partial<KafkaClusterProps>]>([
    ['a Kerberos user named like the administrator', 'UserNameIllegal', { kerberosUsers: ['admin'] }],
    ['a Kerberos user named like a broker', 'UserNameIllegal', { kerberosUsers: ['dev-broker-1'] }],
    ['a Kerberos user named like a service', 'UserNameIllegal', { kerberosUsers: ['kafka/localhost'] }],
    ['a Kerberos user named like a certificate user', 'UserDuplicate', { kerberosUsers: ['client'] }],
    ['no Kerberos listener for its Kerberos users', 'KerberosListenerMissing', { listeners: LISTENERS }],
    ['a key version of 0', 'KeyVersionIllegal', { kerberosUsers: [{ name: 'alice', keyVersion: 0 }] }],
    [
      'a Kerberos listener that is advertised by address',
      'KerberosHostIsAddress',
      {
        listeners: [
          Listener.published('a', { firstHostPort: 19392, bindAddress: '192.0.2.1', authentication: gssapi }),
        ],
      },
    ],
    [
      'listeners of two realms',
      'RealmsDiffer',
      { listeners: [...(PROPS.listeners ?? []), ...(existing.listeners ?? []).slice(-1)] },
    ],
    [
      'the realm’s port taken by a listener',
      'HostPortDuplicate',
      { listeners: [Listener.published('a', { firstHostPort: 19087, authentication: gssapi })] },
    ],
    ['a realm that is advertised at every address', 'RealmHostIllegal', managed({ bindAddress: '0.0.0.0' })],
    ['a realm whose host is no name', 'RealmHostIllegal', managed({ advertisedHost: 'kdc example' })],
    ['a realm whose keys have no version', 'KeyVersionIllegal', managed({ keyVersion: 0 })],
    ['a realm on a port that there is not', 'PortIllegal', managed({ hostPort: 65_536 })],
  ])('with %s', (_, code, props) => {
    expect(codesOf(() => modelOf({ ...PROPS, ...props }))).toContain(code);
  });

  test('no longer when a realm on every address has a host to be found at', () => {
    expect(codesOf(() => modelOf(managed({ bindAddress: '0.0.0.0', advertisedHost: 'kdc.example.org' })))).toEqual([]);
  });

  test.each([
    ['RealmNameIllegal', (): unknown => KerberosRealm.managed({ realm: 'A REALM', hostPort: 88 })],
    ['RealmKdcMissing', (): unknown => existingAt()],
    ['RealmKdcMissing', (): unknown => existingAt('kdc')],
    ['RealmKdcMissing', (): unknown => existingAt('kdc.example.org:88', 'kdc.example.org:0')],
    ['RealmKdcMissing', (): unknown => existingAt('kdc.example.org:65536')],
    ['RealmKdcMissing', (): unknown => existingAt('2001:db8::1:88')],
  ])('with %s', (code, make) => {
    expect(codesOf(make)).toEqual([code]);
  });
});

test('a SCRAM user fails when it is named like a Kerberos user', () => {
  expect(codesOf(() => synthesize(PROPS, (resources) => resources.addUser('alice')))).toEqual(['UserNameTaken']);
});
