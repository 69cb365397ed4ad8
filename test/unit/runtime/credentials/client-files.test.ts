import {
  checkPassword,
  folderName,
  renderClientProperties,
  renderKcatConf,
  renderLibrdkafkaJson,
  renderSpringProperties,
} from '../../../../runtime/credentials/client-files';
import { parseConf } from '../../../../runtime/credentials/client-conf';
import { clientIdentities, missingPasswords, userFiles, usersOf } from '../../../../runtime/credentials/fetch';
import { accessesOf, type Access } from '../../../../runtime/credentials/listener-choice';
import type { ManifestUser } from '../../../../model/manifest/manifest';
import { manifest } from '../../fixtures/manifest';

const user = (name: string): ManifestUser => {
  const found = manifest.users.find((candidate) => candidate.name === name);
  if (!found) {
    throw new Error(name);
  }
  return found;
};
const access = (name: string, scope: 'published' | 'internal'): Access => {
  const [first] = accessesOf(manifest, user(name), scope);
  if (!first) {
    throw new Error(name);
  }
  return first;
};
const HEADER =
  '# Written by cdktf-kafka; changes are overwritten. Holds secrets or the way to them: keep it private.\n';

describe('a SCRAM user’s files', () => {
  const login = { user: 'user1', password: 's3cret' };

  test('let Kafka’s tools in by the strongest mechanism', () => {
    expect(renderClientProperties(access('user1', 'published'), login, '/out/user1')).toBe(
      `${HEADER}bootstrap.servers=127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094
security.protocol=SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location=/out/user1/ca.pem
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="user1" password="s3cret";
`,
    );
  });

  test('let kcat in from inside the network', () => {
    expect(renderKcatConf(access('user1', 'internal'), login, '/etc/kafka/client')).toBe(
      `${HEADER}bootstrap.servers=kafka-broker-1:9094,kafka-broker-2:9094,kafka-broker-3:9094
security.protocol=sasl_ssl
ssl.ca.location=/etc/kafka/client/ca.pem
sasl.mechanisms=SCRAM-SHA-512
sasl.username=user1
sasl.password=s3cret
`,
    );
  });

  test('let Spring Boot in by the names that it has, and by Kafka’s own for the rest', () => {
    expect(renderSpringProperties(access('user1', 'published'), login, '/out/user1')).toBe(
      `${HEADER}spring.kafka.bootstrap-servers=127.0.0.1:19092,127.0.0.1:19093,127.0.0.1:19094
spring.kafka.security.protocol=SASL_SSL
spring.kafka.properties[ssl.truststore.type]=PEM
spring.kafka.properties[ssl.truststore.location]=/out/user1/ca.pem
spring.kafka.properties[sasl.mechanism]=SCRAM-SHA-512
spring.kafka.properties[sasl.jaas.config]=org.apache.kafka.common.security.scram.ScramLoginModule required username="user1" password="s3cret";
`,
    );
  });

  test.each([
    ['a${b}#{c}', String.raw`password="a\\44{b}#{c}"`],
    // Spring takes a backslash before a placeholder for its own.
    [String.raw`a\${b`, String.raw`password="a\\\\\\44{b"`],
  ])('hold a password that Spring would take for a placeholder: %s', (password, written) => {
    const odd = { user: 'user1', password };
    const properties = renderSpringProperties(access('user1', 'published'), odd, '/f');
    expect(properties).toContain(written);
    expect(properties).not.toContain('${');
  });

  test('say to programs what they say to kcat', () => {
    const [way, odd] = [access('user1', 'published'), { user: 'user1', password: 'a"b\\c=d #é' }];
    expect(JSON.parse(renderLibrdkafkaJson(way, odd, '/f'))).toEqual(
      Object.fromEntries(parseConf(renderKcatConf(way, odd, '/f'))),
    );
  });

  test('hold a password with quotes, backslashes, signs and other letters as each format wants it', () => {
    const odd = { user: 'user1', password: 'a"b\\c=d #é' };
    expect(renderClientProperties(access('user1', 'published'), odd, '/f')).toContain(
      'password="a\\\\"b\\\\\\\\c=d #\\u00e9";',
    );
    const conf = renderKcatConf(access('user1', 'published'), odd, '/f');
    expect(parseConf(conf).get('sasl.password')).toBe(odd.password);
  });

  test.each(['', ' a', 'a ', 'a\nb', 'a\tb', 'a\u007f', 'a\u0308b'])(
    'fail for a password that no line can hold, or Terraform writes otherwise (%j)',
    (password) => {
      expect(() => {
        checkPassword('user1', password);
      }).toThrow('[PasswordUnwritable] password of user1');
    },
  );

  test('fail without repeating the password', () => {
    expect(() => {
      checkPassword('user1', ' hunter2');
    }).not.toThrow('hunter2');
  });

  test('have no certificate among them', () => {
    const files = userFiles(manifest, user('user1'), { ca: 'CA', password: 'p' }, '/out/user1');
    const settings = ['client.properties', 'spring.properties', 'kcat.conf', 'librdkafka.json'];
    expect([...files.keys()]).toEqual(['ca.pem', ...settings, ...settings.map((file) => `internal/${file}`)]);
  });
});

describe('a certificate user’s files', () => {
  test('let Kafka’s tools in', () => {
    expect(renderClientProperties(access('client', 'published'), { user: 'client' }, '/out/client')).toBe(
      `${HEADER}bootstrap.servers=127.0.0.1:19192,127.0.0.1:19193,127.0.0.1:19194
security.protocol=SSL
ssl.truststore.type=PEM
ssl.truststore.location=/out/client/ca.pem
ssl.keystore.type=PEM
ssl.keystore.location=/out/client/keystore.pem
`,
    );
  });

  test('let kcat in', () => {
    expect(renderKcatConf(access('client', 'published'), { user: 'client' }, '/out/client')).toBe(
      `${HEADER}bootstrap.servers=127.0.0.1:19192,127.0.0.1:19193,127.0.0.1:19194
security.protocol=ssl
ssl.ca.location=/out/client/ca.pem
ssl.certificate.location=/out/client/client.pem
ssl.key.location=/out/client/client.key
`,
    );
  });

  test('hold key and chain apart for librdkafka, and together for Kafka', () => {
    const material = { ca: 'CA\n', certificate: { chain: 'CHAIN\n', key: 'KEY\n' } };
    const files = userFiles(manifest, user('client'), material, '/out/client');
    expect(files.get('client.pem')).toBe('CHAIN\n');
    expect(files.get('client.key')).toBe('KEY\n');
    expect(files.get('keystore.pem')).toBe('KEY\nCHAIN\n');
    expect(files.get('internal/kcat.conf')).toContain('ssl.key.location=/etc/kafka/client/client.key');
  });
});

describe('the ways in for a user', () => {
  test('go by the scope, and the strongest mechanism comes first', () => {
    expect(
      accessesOf(manifest, user('user1'), 'published').map(({ listener, mechanism }) => [listener.name, mechanism]),
    ).toEqual([
      ['SCRAM', 'SCRAM-SHA-512'],
      ['SCRAM', 'SCRAM-SHA-256'],
    ]);
    expect(accessesOf(manifest, user('admin'), 'internal').map(({ listener }) => listener.name)).toEqual([
      'MTLS_INTERNAL',
    ]);
  });

  test('begin with the mechanism of the password’s version, where it has one', () => {
    const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
    const ways = (props: Partial<ManifestUser>): readonly unknown[] =>
      accessesOf(manifest, { ...user('user1'), ...props }, 'published').map(({ mechanism }) => mechanism);
    expect(ways({ mechanisms, preferred: 'SCRAM-SHA-256' })).toEqual(['SCRAM-SHA-256', 'SCRAM-SHA-512']);
    expect(ways({ mechanisms, preferred: 'SCRAM-SHA-512' })).toEqual(['SCRAM-SHA-512', 'SCRAM-SHA-256']);
    expect(ways({ mechanisms: ['SCRAM-SHA-256'], preferred: 'SCRAM-SHA-256', former: 'SCRAM-SHA-512' })).toEqual([
      'SCRAM-SHA-256',
    ]);
  });

  test('put TLS before plain', () => {
    const plain = { ...manifest.listeners[1], name: 'PLAIN', protocol: 'SASL_PLAINTEXT' } as const;
    const open = {
      ...manifest,
      listeners: [{ ...plain, mechanisms: ['SCRAM-SHA-512'], scope: 'published', clientCertificate: false }],
      brokers: manifest.brokers
        .slice(0, 1)
        .map((broker) => ({ ...broker, advertised: { PLAIN: 'b:1', SCRAM: 'b:2' } })),
    } as const;
    const both = { ...open, listeners: [...open.listeners, ...manifest.listeners] };
    expect(accessesOf(both, user('user1'), 'published').map(({ listener }) => listener.name)).toEqual([
      'SCRAM',
      'SCRAM',
      'PLAIN',
    ]);
    const conf = renderKcatConf(
      { ...access('user1', 'published'), listener: { ...open.listeners[0] } },
      { user: 'user1', password: 'p' },
      '/f',
    );
    expect(conf).not.toContain('ssl.ca.location');
  });

  test('are none when no listener serves the user, whose files are then left out', () => {
    const closed = { ...manifest, listeners: manifest.listeners.filter(({ scope }) => scope === 'internal') };
    expect(accessesOf(closed, user('user1'), 'published')).toEqual([]);
    const files = userFiles(closed, user('user1'), { ca: 'CA', password: 'p' }, '/f');
    expect([...files.keys()].filter((file) => !file.startsWith('internal/'))).toEqual(['ca.pem']);
    expect(files.has('internal/client.properties')).toBe(true);
  });
});

describe('a user’s folder', () => {
  test.each([
    ['user1', 'user1'],
    ['svc.billing', 'svc.billing'],
    ['..', '%2E%2E'],
    ['a/b', 'a%2Fb'],
    ['CN=a b', 'CN%3Da%20b'],
  ])('of %s is %s, which leads nowhere else', (name, folder) => {
    expect(folderName(name)).toBe(folder);
  });
});

describe('the users that are fetched', () => {
  test('are all, or those that are named', () => {
    expect(usersOf(manifest, undefined)).toHaveLength(3);
    expect(usersOf(manifest, ['admin']).map(({ name }) => name)).toEqual(['admin']);
  });

  test('fail when the cluster has no such user', () => {
    expect(() => usersOf(manifest, ['nobody'])).toThrow(
      '[UserUnknown] nobody: must be a user of cluster kafka; name one of admin, client, user1',
    );
  });

  test('fail without a password, each by name and with the file to add it to', () => {
    expect(missingPasswords([user('user1')], new Map(), 'p.json')).toMatchObject([
      { code: 'PasswordMissing', subject: 'user1', remedy: expect.stringContaining('p.json') as string },
    ]);
    expect(missingPasswords([user('user1')], new Map([['user1', 'x']]), 'p.json')).toEqual([]);
  });

  test('have their own identity, or trust what the administrator trusts', () => {
    const identities = clientIdentities(manifest);
    expect([identities.get('client')?.folder, identities.get('')?.folder]).toEqual(['client', 'admin']);
  });

  test('fail when a certificate user has no identity', () => {
    const bare = { ...manifest, identities: manifest.identities.filter(({ role }) => role === 'broker') };
    expect(() => clientIdentities(bare)).toThrow('[IdentityMissing] admin');
  });
});
