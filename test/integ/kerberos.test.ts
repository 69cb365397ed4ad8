import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LABELS } from '../../constructs/private/names';
import { FILES } from '../../tools/clients/client-files';
import { Checkout, type Outcome } from './private/checkout';
import { findLeaks } from './private/leaks';
import { runTool } from './private/tool';

jest.setTimeout(8 * 60_000);

const MAIN = `
import { App } from 'cdktf';
import { kerberos } from './examples/kerberos';
import { settings } from './settings';

const app = new App();
kerberos(app, settings());
app.synth();
`;

/** A cluster that takes tickets of a realm of others, whose KDC nobody runs. */
const SILENT = `
import { App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, KerberosRealm, Listener, Metadata } from './constructs';
import { settings } from './settings';

const { images, data, onIssued, gate } = settings();
const app = new App();
const realm = KerberosRealm.existing({
  realm: 'KAFKA.EXAMPLE.ORG',
  kdcs: ['127.0.0.1:9'],
  keytabs: 'silent-brought',
});
const cluster = new KafkaCluster(new TerraformStack(app, 'silent-cluster'), 'Kafka', {
  name: 'silent',
  brokers: 1,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', { firstHostPort: 27492, authentication: Authentication.mutualTls() }),
    Listener.published('sasl', { firstHostPort: 27392, authentication: Authentication.gssapi(realm) }),
  ],
  kerberosUsers: ['alice'],
  images,
  gate,
});
new KafkaBase(new TerraformStack(app, 'silent-base'), 'Base', { cluster, data, onIssued });
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;

const folderOf = (user: string): string => checkout.path('out', 'clients', user);
const text = ({ stdout, stderr }: Outcome): string => `${stdout}\n${stderr}`;

beforeAll(async () => {
  checkout = await Checkout.make('kerberos', 21092);
  writeFileSync(checkout.path('main.ts'), MAIN);
  deployed = await checkout.npm('deploy');
});

afterAll(() => checkout.remove());

/** Kafka's console producer on the published listener, with properties in a user's folder. */
async function produce(user: string, properties: string): Promise<string> {
  const folder = folderOf(user);
  const outcome = await runTool(checkout, {
    network: 'host',
    clientFolder: folder,
    command: [
      'env',
      `KAFKA_OPTS=-Djava.security.krb5.conf=${path.join(folder, FILES.krb5)}`,
      '/opt/kafka/bin/kafka-console-producer.sh',
      ...['--bootstrap-server', checkout.manifest.brokers.map(({ advertised }) => advertised['SASL']).join(',')],
      ...['--producer.config', path.join(folder, properties), '--topic', 'orders'],
      ...['--producer-property', 'max.block.ms=15000'],
    ],
    input: `by ${user}\n`,
  });
  return text(outcome);
}

/** A user's own files with something wrong in them. */
function spoil(user: string, change: (properties: string) => string, name = 'wrong.properties'): string {
  const right = readFileSync(path.join(folderOf(user), FILES.properties), 'utf8');
  const wrong = change(right);
  expect(wrong).not.toBe(right);
  writeFileSync(path.join(folderOf(user), name), wrong, { mode: 0o600 });
  return name;
}

test('the cluster and its realm deploy, and the next plan is empty', async () => {
  expect({ code: deployed.code, text: deployed.code === 0 ? '' : text(deployed) }).toEqual({ code: 0, text: '' });
  expect(await checkout.pendingPlans()).toEqual({});
});

test('alice is let in by her keytab, and her record is there', async () => {
  expect(await produce('alice', FILES.properties)).not.toMatch(/ERROR|Exception/);
  const read = await checkout.run('kcat', [
    ...['-F', path.join(folderOf('admin'), FILES.kcat), '-C', '-e', '-q', '-t', 'orders'],
  ]);
  expect(read.stdout).toContain('by alice');
});

test('a principal that the realm does not know is refused', async () => {
  const wrong = spoil('alice', (properties) => properties.replace('alice@', 'mallory@'));
  expect(await produce('alice', wrong)).toMatch(/LoginException|Client not found/);
});

test('a user whose keytab is another one’s is refused', async () => {
  writeFileSync(path.join(folderOf('alice'), 'other'), readFileSync(path.join(folderOf('bob'), FILES.keytab)), {
    mode: 0o600,
  });
  const keytab = path.join(folderOf('alice'), FILES.keytab);
  const wrong = spoil('alice', (properties) => properties.replace(keytab, path.join(folderOf('alice'), 'other')));
  expect(await produce('alice', wrong)).toMatch(/LoginException/);
});

/** The keytab of a principal of the realm, which is made there where it is missing. */
async function keytabOf(principal: string): Promise<Buffer> {
  const script = `
    export $(tr '\\0' ' ' </proc/1/environ)
    kadmin() { kadmin.local -p nobody "$@" >/tmp/log 2>&1; }
    kadmin getprinc "$1" || kadmin addprinc -randkey "$1"
    rm -f /tmp/keytab
    kadmin ktadd -norandkey -k /tmp/keytab "$1" || cat /tmp/log >&2
    base64 /tmp/keytab`;
  const { stdout, stderr } = await checkout.run('docker', [
    'exec',
    'kerberos-kdc',
    'sh',
    '-c',
    script,
    'sh',
    principal,
  ]);
  expect(stderr).toBe('');
  return Buffer.from(stdout, 'base64');
}

test('a principal of the realm that is called like the administrator, or that is a broker’s, is refused with a good ticket', async () => {
  const principals = ['admin', 'admin/admin', 'kafka/localhost', 'CN=admin'];
  const properties: string[] = [];
  for (const [at, principal] of principals.entries()) {
    const keytab = path.join(folderOf('alice'), `keytab-${at}`);
    writeFileSync(keytab, await keytabOf(`${principal}@KAFKA.EXAMPLE.ORG`), { mode: 0o600 });
    const change = (right: string): string =>
      right.replace('alice@', `${principal}@`).replace(path.join(folderOf('alice'), FILES.keytab), keytab);
    properties.push(spoil('alice', change, `wrong-${at}.properties`));
  }
  const outputs = await Promise.all(properties.map((file) => produce('alice', file)));
  for (const [at, output] of outputs.entries()) {
    // A broker that maps a principal to no name ends the connection, with a word or without one; right after it, bob is let in.
    expect({ principal: principals[at], output }).toEqual({
      principal: principals[at],
      output: expect.stringMatching(/SaslAuthenticationException|disconnected[^]+not present in metadata/) as string,
    });
    expect(output).not.toMatch(/LoginException|AuthorizationException/);
  }
});

test('bob, whom nothing is granted, is let in and may not write', async () => {
  expect(await produce('bob', FILES.properties)).toContain('AuthorizationException');
});

test('a user with a password is let in on the same listener, and refused with a wrong one', async () => {
  const kcat = (...more: string[]): Promise<Outcome> =>
    checkout.run('kcat', ['-F', path.join(folderOf('legacy'), FILES.kcat), ...more, '-L', '-m', '10']);
  expect(text(await kcat())).toContain('2 brokers:');
  expect(text(await kcat('-X', 'sasl.password=wrong'))).toMatch(/Authentication failed|Invalid username or password/);
});

test('its password is in no state, synthesized file, inspection, command line, environment or log', async () => {
  const [, password = ''] =
    /^sasl\.password=(.+)$/m.exec(readFileSync(path.join(folderOf('legacy'), FILES.kcat), 'utf8')) ?? [];
  expect(password.length).toBeGreaterThan(15);
  expect(await findLeaks(checkout, { 'password of legacy': password })).toEqual([]);
});

test('every listener lets in the right identities alone', async () => {
  const { code, stdout, stderr } = await checkout.npm('proof', '--only', 'identities');
  expect({ code, text: code === 0 ? '' : `${stdout}\n${stderr}` }).toEqual({ code: 0, text: '' });
});

describe('a realm that stands already', () => {
  const KEYTABS = 'silent-brought';
  let other: Checkout;

  beforeAll(async () => {
    other = await Checkout.make('silent', 27_392);
    writeFileSync(other.path('main.ts'), SILENT);
    await other.engine.createVolume({ Name: KEYTABS });
  });

  afterAll(async () => {
    await other.remove();
    await other.engine.getVolume(KEYTABS).remove();
  });

  /** A keytab for the broker, in the volume that its cluster takes it from. */
  async function bring(keytab: Buffer): Promise<void> {
    const put = 'base64 -d >/keytabs/silent-broker-1.keytab';
    const { code, stderr } = await checkout.run(
      'docker',
      [
        ...['run', '--rm', '-i', '--network', 'none', '--volume', `${KEYTABS}:/keytabs`],
        ...['--entrypoint', 'sh', checkout.manifest.images.kerberos ?? '', '-c', put],
      ],
      { input: keytab.toString('base64') },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }

  test('fails before there is a broker when none of its KDCs answers, and says so', async () => {
    await bring(await keytabOf('kafka/localhost@KAFKA.EXAMPLE.ORG'));
    const outcome = await other.npm('deploy');
    expect(outcome.code).toBe(1);
    expect(text(outcome)).toMatch(
      /\[RealmSilent\] realm KAFKA\.EXAMPLE\.ORG: its KDC must answer .+; start it, or correct kdcs/,
    );
    const roles = (await other.containers()).map(({ Labels }) => Labels[LABELS.role]);
    expect(roles.filter((role) => role === 'broker' || role === 'zookeeper')).toEqual([]);
  });
});
