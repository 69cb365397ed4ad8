import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { FILES } from '../../tools/clients/client-files';
import { Checkout, type Outcome } from './private/checkout';
import { runTool } from './private/tool';

jest.setTimeout(6 * 60_000);

const MAIN = `
import { App } from 'cdktf';
import { textbook } from './examples/textbook';
import { settings } from './settings';

const app = new App();
textbook(app, settings());
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;

beforeAll(async () => {
  checkout = await Checkout.make('textbook', 23092);
  writeFileSync(checkout.path('main.ts'), MAIN);
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
      path.join(folder, FILES.properties),
      ...args,
    ],
    input: 'a record\n',
  });
  return `${stdout}\n${stderr}`;
}

test('the cluster deploys, and its unencrypted listener is warned about', () => {
  expect({ code: deployed.code, text: deployed.code === 0 ? '' : deployed.stderr }).toEqual({ code: 0, text: '' });
  expect(deployed.stdout).toContain('[ListenerUnencrypted] textbook-cluster/Kafka/listeners/SASL');
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
    checkout.path('out', 'clients', 'admin', FILES.ca),
  ]);
  expect(`${outcome.stdout}${outcome.stderr}`).toMatch(
    /alert (bad certificate|certificate required|handshake failure)/,
  );
});
