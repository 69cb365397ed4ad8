import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runProbe } from '../../proof/auth-matrix/probe';
import { speaking } from '../../proof/auth-matrix/kafka-probes';
import { dialDirectly, parseAddress } from '../../runtime/protocol/dial';
import { CLIENT_FILES } from '../../model/names/paths';
import { administrator, withAdmin } from '../../runtime/kafka/kafka-admin';
import { type AuthorityFiles, type AuthorityOptions, makeAuthority, rsa, signClient } from '../support/authority-files';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome } from './support/outcome';
import { findLeaks } from './support/leaks';
import { runTool } from './support/tool';

jest.setTimeout(15 * 60_000);

const propsOf = ({ keystore, passwordFile }: AuthorityFiles): string => JSON.stringify({ keystore, passwordFile });

/** The textbook's cluster, whose authorities were there before it. */
const mainWith = (servers: AuthorityFiles, clients: AuthorityFiles): string => `
import { App } from 'cdktf';
import { CertificateAuthority } from './constructs';
import { textbook } from './examples/textbook';
import { settings } from './settings';

const app = new App();
textbook(app, {
  ...settings(),
  authorities: {
    servers: CertificateAuthority.existing(${propsOf(servers)}),
    clients: CertificateAuthority.existing(${propsOf(clients)}),
  },
});
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;
let servers: AuthorityFiles;
let clients: AuthorityFiles;

const authority = (name: string, options?: AuthorityOptions): AuthorityFiles =>
  makeAuthority(checkout.path('out', 'secrets', 'authorities'), name, options);

beforeAll(async () => {
  checkout = await Checkout.make('textbook', 23092);
  servers = authority('servers', { key: rsa(3072) });
  clients = authority('clients', { below: true });
  writeFileSync(checkout.path('main.ts'), mainWith(servers, clients));
  deployed = await checkout.npm('deploy');
});

afterAll(() => checkout.remove());

/** One of Kafka's own tools on the host's network, as the given user; what it printed, on either stream. */
async function kafka(
  tool: string,
  user: 'admin' | 'user1' | 'client',
  listener: 'SSL' | 'SASL',
  ...args: string[]
): Promise<string> {
  const folder = checkout.path('out', 'clients', user);
  const configuration = { 'console-consumer': '--consumer.config', 'console-producer': '--producer.config' }[tool];
  const { stdout, stderr } = await runTool(checkout, {
    network: 'host',
    clientFolder: folder,
    command: [
      `/opt/kafka/bin/kafka-${tool}.sh`,
      '--bootstrap-server',
      checkout.manifest.brokers.map(({ advertised }) => advertised[listener]).join(','),
      configuration ?? '--command-config',
      path.join(folder, CLIENT_FILES.properties),
      ...args,
    ],
    input: 'a record\n',
  });
  return `${stdout}\n${stderr}`;
}

test('the cluster deploys, and its unencrypted listener is warned about', () => {
  expectSuccess(deployed);
  expect(deployed.stdout).toContain('[ListenerUnencrypted] textbook-cluster/Kafka/listeners/SASL');
});

test('it has no drift, as its listeners are seen from outside', async () => {
  expectSuccess(await checkout.npm('drift'));
});

test('fails to judge what Kafka’s own clients would show, since no listener is inside the network', async () => {
  const outcome = await checkout.npm('proof', '--only', 'interop,failover');
  expect(outcome.code).toBe(2);
  expect(outcome.stdout.match(/\[InternalListenerMissing\]/g)).toHaveLength(2);
  expect(outcome.stdout).not.toContain('ENOENT');
});

test.each([1, 2])('broker %i has an id, listeners and a log directory of its own', async (id) => {
  const text = await kafka(
    'configs',
    'admin',
    'SSL',
    '--entity-type',
    'brokers',
    '--entity-name',
    String(id),
    '--describe',
    '--all',
  );
  expect(text).toContain(`broker.id=${id} `);
  expect(text).toContain(`SSL://textbook-broker-${id}.textbook-clients:${23191 + id}`);
  expect(text).toContain(`SASL://textbook-broker-${id}.textbook-clients:${23091 + id}`);
  expect(text).toContain('log.dirs=/var/lib/kafka/data ');
  expect(text).toContain('listener.name.ssl.ssl.client.auth=required');
  const { Mounts: mounts } = await checkout.engine.getContainer(`textbook-broker-${id}`).inspect();
  expect(mounts.find(({ Destination }) => Destination === '/var/lib/kafka/data')?.Name).toBe(
    `textbook-broker-${id}-data`,
  );
});

test('my-topic has three partitions, each on both brokers and in sync', async () => {
  const text = await kafka('topics', 'admin', 'SSL', '--describe', '--topic', 'my-topic');
  expect(text).toMatch(/PartitionCount: 3\s+ReplicationFactor: 2/);
  expect(text.match(/Isr: (1,2|2,1)/g)).toHaveLength(3);
});

test('user1 has one right on topic1: to read', async () => {
  const text = await kafka('acls', 'admin', 'SSL', '--list', '--topic', 'topic1');
  expect(text.match(/principal=User:\S+/g)).toEqual(['principal=User:user1,']);
  expect(text).toContain('operation=READ, permissionType=ALLOW');
});

test('user1 has a SCRAM-SHA-256 credential and no other', async () => {
  const text = await kafka('configs', 'admin', 'SSL', '--entity-type', 'users', '--entity-name', 'user1', '--describe');
  expect(text).toContain('SCRAM-SHA-256=iterations=8192');
  expect(text).not.toContain('SCRAM-SHA-512');
});

test('user1 logs in on the SASL_PLAINTEXT listener and reads topic1', async () => {
  await kafka('console-producer', 'admin', 'SSL', '--topic', 'topic1');
  const text = await kafka(
    'console-consumer',
    'user1',
    'SASL',
    ...['--topic', 'topic1', '--group', 'user1', '--from-beginning', '--max-messages', '1', '--timeout-ms', '30000'],
  );
  expect(text).toContain('a record');
});

test('user1 fails when it writes to topic1', async () => {
  const text = await kafka(
    'console-producer',
    'user1',
    'SASL',
    ...['--topic', 'topic1', '--producer-property', 'enable.idempotence=false'],
  );
  expect(text).toContain('TopicAuthorizationException');
});

test('a client without a certificate fails on the SSL listener', async () => {
  const address = checkout.manifest.brokers[0]?.advertised['SSL'] ?? '';
  const outcome = await checkout.run('openssl', [
    's_client',
    '-connect',
    address,
    '-tls1_2',
    '-CAfile',
    checkout.path('out', 'clients', 'admin', CLIENT_FILES.ca),
  ]);
  expect(`${outcome.stdout}${outcome.stderr}`).toMatch(
    /alert (bad certificate|certificate required|handshake failure)/,
  );
});

/** Each codec of a producer, and the one that the broker stores by: it takes the first apart to make the second. */
const CODECS = { gzip: 'zstd', snappy: 'gzip', lz4: 'snappy', zstd: 'lz4' } as const;

test('what a producer compressed is stored by the topic’s own codec, and read whole, with each codec on either side', async () => {
  const codecs = Object.keys(CODECS);
  const topicOf = (codec: string): string => `codec-${codec}`;
  await withAdmin(await administrator(checkout.manifest, checkout.path('out', 'clients')), (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: Object.entries(CODECS).map(([codec, value]) => ({
        ...{ topic: topicOf(codec), numPartitions: 1, replicationFactor: 2 },
        configEntries: [{ name: 'compression.type', value }],
      })),
    }),
  );
  const folder = checkout.path('out', 'clients', 'admin');
  const script = `
    for codec in ${codecs.join(' ')}; do
      seq -f "$codec %g" 1000 | kafka-console-producer.sh --bootstrap-server "$1" --producer.config "$2" \
        --topic "codec-$codec" --compression-codec "$codec" &
    done
    wait
    kafka-console-consumer.sh --bootstrap-server "$1" --consumer.config "$2" --include 'codec-.*' --group codecs \
      --from-beginning --max-messages 4000 --timeout-ms 60000`;
  const { stdout, stderr } = await runTool(checkout, {
    network: 'host',
    clientFolder: folder,
    command: [
      ...['env', 'PATH=/opt/kafka/bin:/opt/java/openjdk/bin:/usr/bin:/bin', 'sh', '-c', script, 'sh'],
      checkout.manifest.brokers.map(({ advertised }) => advertised['SSL']).join(','),
      path.join(folder, CLIENT_FILES.properties),
    ],
  });
  const sent = codecs.flatMap((codec) => Array.from({ length: 1000 }, (_, at) => `${codec} ${at + 1}`));
  const read = stdout.trimEnd().split('\n');
  expect({ read: read.sort(), stderr: read.length === 4000 ? '' : stderr }).toEqual({ read: sent.sort(), stderr: '' });

  const logs = codecs.map((codec) => `/var/lib/kafka/data/${topicOf(codec)}-0/00000000000000000000.log`);
  const dump = ['/opt/kafka/bin/kafka-dump-log.sh', '--files', logs.join(',')];
  const { stdout: dumped } = await checkout.run('docker', ['exec', '-e', 'LOG_DIR=/tmp', 'textbook-broker-2', ...dump]);
  const [, ...stored] = dumped.split('Dumping ');
  expect(
    stored.map((part) => [/codec-(\w+)-0/.exec(part)?.[1], new Set(part.match(/(?<=compresscodec: )\w+/g))]),
  ).toEqual(Object.entries(CODECS).map(([codec, value]) => [codec, new Set([value])]));
});

describe('a certificate of the clients’ authority', () => {
  /** How a client of that name fares, if only by asking for the brokers: with a right name it goes on to write. */
  async function fare(subject: string): Promise<string> {
    const { certificate, key } = signClient(clients, subject);
    const ca = readFileSync(checkout.path('out', 'clients', 'admin', CLIENT_FILES.ca), 'utf8');
    const server = { at: 'broker 1', address: parseAddress(checkout.manifest.brokers[0]?.advertised['SSL'] ?? '') };
    const action = speaking(async (connection) => {
      await connection.askForBrokers();
      await connection.write('my-topic', 0, 'by nobody');
    });
    return runProbe(
      { name: 'SSL', dial: dialDirectly, servers: [server] },
      { tls: { ca, certificate, key }, action },
      server,
    );
  }

  test('that is the administrator’s whole name makes its holder the administrator', async () => {
    // The topic's leader may be the other broker; the administrator gets as far as being told so.
    expect(await fare('/O=textbook/OU=administrators/CN=admin')).toMatch(/^(let in|NOT_LEADER_\w+)$/);
  });

  test.each([
    ['has more before the administrator’s name', '/O=textbook/OU=administrators/CN=admin/CN=eve'],
    ['has more behind the administrator’s name', '/C=DE/O=textbook/OU=administrators/CN=admin'],
    ['is the administrator’s name within a common name', '/CN=admin,OU=administrators,O=textbook'],
    ['is that, as a client of the cluster', '/O=textbook/OU=clients/CN=admin,OU=administrators,O=textbook'],
    ['is the administrator’s in other letters', '/O=textbook/OU=administrators/CN=ADMIN'],
    ['joins two names in one', '/O=textbook/OU=administrators/CN=admin+UID=eve'],
    ['is of another organization', '/O=textbook2/OU=administrators/CN=admin'],
    ['is a broker’s', '/O=textbook/OU=brokers/CN=textbook-broker-1'],
  ])('fails when it %s', async (_, subject) => {
    expect(await fare(subject)).toBe('connection closed without an answer');
  });

  test.each(['admin', 'textbook-broker-1'])('that calls a client %s gives it no right', async (name) => {
    expect(await fare(`/O=textbook/OU=clients/CN=${name}`)).toBe('TOPIC_AUTHORIZATION_FAILED');
  });
});

describe('authorities that stand already', () => {
  const issuerOf = async (file: string): Promise<string> =>
    (await checkout.run('openssl', ['x509', '-in', file, '-noout', '-issuer', '-nameopt', 'RFC2253'])).stdout.trim();

  test('sign servers and clients, whom the right ones alone let in', async () => {
    expect(await issuerOf(checkout.path('out', 'clients', 'client', CLIENT_FILES.certificate))).toBe(
      'issuer=CN=clients ca,O=Example',
    );
    expect(await issuerOf(checkout.path('out', 'clients', 'client', CLIENT_FILES.ca))).toBe(
      'issuer=CN=servers ca,O=Example',
    );
    expectSuccess(await checkout.npm('proof', '--only', 'identities'));
  });

  test('leave their keys and passwords in no state, synthesized file, inspection, command line, environment or log', async () => {
    const secrets = Object.entries({ servers, clients }).flatMap(([name, { password, keyLine, keystore }]) => [
      [`password of ${name}`, password],
      [`key of ${name}`, keyLine],
      // A part of it that its base64 holds as well.
      [`keystore of ${name}`, readFileSync(keystore).subarray(300, 360).toString('base64')],
    ]);
    expect(secrets.every(([, secret = '']) => secret.length > 30)).toBe(true);
    expect(await findLeaks(checkout, Object.fromEntries(secrets) as Record<string, string>)).toEqual([]);
    const step = await checkout.run('docker', ['cp', 'textbook-keytool:/step/authorities', '-']);
    expect(step.stderr).toContain('Could not find the file');
    expect(await checkout.pendingPlans()).toEqual({});
  });

  const running = async (): Promise<readonly unknown[]> =>
    (await checkout.containers())
      .filter(({ Names: [name = ''] }) => !name.endsWith('-keytool'))
      .map(({ Id, State, Created }) => ({ Id, State, Created }));

  // What is refused at synth is refused in one way, whatever is wrong: the rest of it is among the unit tests.
  test.each<[string, () => AuthorityFiles]>([
    ['AuthorityExpired', () => authority('expired', { days: -1 })],
    ['AuthorityExchanged', () => authority('another')],
  ])('fail with %s before a server is touched, and say what to do', async (code, spoilt) => {
    const before = await running();
    writeFileSync(checkout.path('main.ts'), mainWith(servers, spoilt()));
    const outcome = await checkout.npm('deploy');
    expect(outcome.code).toBe(1);
    expect(`${outcome.stdout}\n${outcome.stderr}`).toMatch(new RegExp(`\\[${code}\\] .*: .+; .+`));
    expect(await running()).toEqual(before);
  });
});
