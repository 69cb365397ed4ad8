import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LABELS } from '../../model/names/names';
import { FILES } from '../../runtime/credentials/client-files';
import { machine, ensurePackages } from '../../bootstrap/packages';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome, textOf } from './support/outcome';
import { findLeaks } from './support/leaks';
import { runTool } from './support/tool';

jest.setTimeout(8 * 60_000);

const REALM = 'KAFKA.EXAMPLE.ORG';
/** Volume with the keytabs that are brought along from a realm that stands already. */
const BROUGHT = 'guest-brought';

const MAIN = `
import { App } from 'cdktf';
import { kerberos } from './examples/kerberos';
import { settings } from './settings';

const app = new App();
kerberos(app, settings());
app.synth();
`;

/** A cluster that takes tickets of a realm that stands already. */
const guest = (kdc: string): string => `
import { App, TerraformStack } from 'cdktf';
import {
  Authentication, KafkaBase, KafkaCluster, KafkaResources, KerberosRealm, Listener, Metadata,
} from './constructs';
import { settings } from './settings';

const { images, data, onIssued, gate } = settings();
const app = new App();
const realm = KerberosRealm.existing({ realm: '${REALM}', kdcs: ['${kdc}'], keytabs: '${BROUGHT}' });
const cluster = new KafkaCluster(new TerraformStack(app, 'guest-cluster'), 'Kafka', {
  name: 'guest',
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
new KafkaBase(new TerraformStack(app, 'guest-base'), 'Base', { cluster, data, onIssued });
const resources = new KafkaResources(new TerraformStack(app, 'guest-resources'), 'Resources', { cluster });
const orders = resources.addTopic('orders', { partitions: 1, replicationFactor: 1, allow: ['SingleReplica'] });
orders.grantProduce(cluster.kerberosUser('alice'));
orders.grantConsume(cluster.kerberosUser('alice'), { group: 'alice' });
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;

/** A user's tickets, in its folder. */
const TICKETS = 'tickets';

const folderOf = (user: string, from = checkout): string => from.path('out', 'clients', user);

beforeAll(async () => {
  await ensurePackages(
    [
      { command: 'kcat', package: 'kcat', purpose: 'it logs in beside Kafka’s own client' },
      { command: 'kinit', package: 'krb5-user', purpose: 'it gets tickets' },
      {
        command: `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/sasl2/libgssapiv2.so`,
        package: 'libsasl2-modules-gssapi-mit',
        purpose: 'kcat shows tickets by it',
      },
    ],
    { machine: machine() },
  );
  checkout = await Checkout.make('kerberos', 21092);
  writeFileSync(checkout.path('main.ts'), MAIN);
  deployed = await checkout.npm('deploy');
});

afterAll(() => checkout.remove());

/** Kafka's console producer on the published listener, with properties in a user's folder. */
async function produce(user: string, properties: string, from = checkout): Promise<string> {
  const folder = folderOf(user, from);
  const outcome = await runTool(from, {
    network: 'host',
    clientFolder: folder,
    command: [
      'env',
      `KRB5CCNAME=${path.join(folder, TICKETS)}`,
      `KAFKA_OPTS=-Djava.security.krb5.conf=${path.join(folder, FILES.krb5)}`,
      '/opt/kafka/bin/kafka-console-producer.sh',
      ...['--bootstrap-server', from.manifest.brokers.map(({ advertised }) => advertised['SASL']).join(',')],
      ...['--producer.config', path.join(folder, properties), '--topic', 'orders'],
      ...['--producer-property', 'max.block.ms=15000'],
    ],
    input: `by ${user}\n`,
  });
  return textOf(outcome);
}

/** A program that knows Kerberos by a user's files: kcat, or MIT's own. */
function asUser(user: string, command: string, args: readonly string[], from = checkout): Promise<Outcome> {
  const folder = folderOf(user, from);
  return from.run(command, args, {
    environment: { KRB5_CONFIG: path.join(folder, FILES.krb5), KRB5CCNAME: path.join(folder, TICKETS) },
  });
}

/** What kcat says as a user, in its language or in that of Kerberos. */
const kcat = async (user: string, args: readonly string[], from = checkout): Promise<string> =>
  textOf(await asUser(user, 'kcat', ['-F', path.join(folderOf(user, from), FILES.kcat), ...args], from));

const READ = ['-C', '-e', '-q', '-o', 'beginning', '-t', 'orders'];

/** A user's own files with something wrong in them. */
function spoil(user: string, change: (properties: string) => string, name = 'wrong.properties'): string {
  const right = readFileSync(path.join(folderOf(user), FILES.properties), 'utf8');
  const wrong = change(right);
  expect(wrong).not.toBe(right);
  writeFileSync(path.join(folderOf(user), name), wrong, { mode: 0o600 });
  return name;
}

test('the cluster and its realm deploy, and the next plan is empty', async () => {
  expectSuccess(deployed);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('alice is let in by her keytab, and her record is there', async () => {
  expect(await produce('alice', FILES.properties)).not.toMatch(/ERROR|Exception/);
  expect(await kcat('admin', READ)).toContain('by alice');
});

test('alice’s keytab does for kcat too, and bob’s lets him read no topic', async () => {
  expect(await kcat('alice', READ)).toContain('by alice');
  expect(await kcat('bob', ['-L', '-t', 'orders', '-m', '20'])).toMatch(/Topic authorization failed/);
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
    kadmin getprinc "$1" || kadmin addprinc -randkey "$1"
    rm -f /tmp/keytab
    kadmin ktadd -norandkey -k /tmp/keytab "$1" || cat /tmp/log >&2
    base64 /tmp/keytab`;
  return Buffer.from(await inRealm(script, principal), 'base64');
}

/** What a script prints beside the KDC, where `kadmin` speaks to the realm's database. */
async function inRealm(script: string, ...args: string[]): Promise<string> {
  const head = `
    export $(tr '\\0' ' ' </proc/1/environ)
    kadmin() { kadmin.local -p nobody "$@" >/tmp/log 2>&1; }`;
  const { stdout, stderr } = await checkout.run('docker', [
    ...['exec', 'kerberos-kdc', 'sh', '-c', `${head}\n${script}`, 'sh', ...args],
  ]);
  expect(stderr).toBe('');
  return stdout;
}

test('a principal of the realm that is called like the administrator, or that is a broker’s, is refused with a good ticket', async () => {
  const principals = ['admin', 'admin/admin', 'kafka/localhost', 'CN=admin'];
  const properties: string[] = [];
  for (const [at, principal] of principals.entries()) {
    const keytab = path.join(folderOf('alice'), `keytab-${at}`);
    writeFileSync(keytab, await keytabOf(`${principal}@${REALM}`), { mode: 0o600 });
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
  expect(await kcat('legacy', ['-L', '-m', '10'])).toContain('2 brokers:');
  expect(await kcat('legacy', ['-X', 'sasl.password=wrong', '-L', '-m', '10'])).toMatch(
    /Authentication failed|Invalid username or password/,
  );
});

test('its password is in no state, synthesized file, inspection, command line, environment or log', async () => {
  const [, password = ''] =
    /^sasl\.password=(.+)$/m.exec(readFileSync(path.join(folderOf('legacy'), FILES.kcat), 'utf8')) ?? [];
  expect(password.length).toBeGreaterThan(15);
  expect(await findLeaks(checkout, { 'password of legacy': password })).toEqual([]);
});

test('every listener lets in the right identities alone', async () => {
  expectSuccess(await checkout.npm('proof', '--only', 'identities'));
});

test('a key is changed by its version: the old keytab gets no more tickets, and no server restarts', async () => {
  const keytab = path.join(folderOf('alice'), FILES.keytab);
  const former = path.join(folderOf('alice'), 'former');
  copyFileSync(keytab, former);
  const servers = async (): Promise<string[]> =>
    (await checkout.containers())
      .filter(({ Labels }) => ['broker', 'zookeeper', 'kdc'].includes(Labels[LABELS.role] ?? ''))
      .map(({ Id }) => Id)
      .sort();
  const before = await servers();
  expect(before).toHaveLength(4);

  const example = checkout.path('examples', 'kerberos.ts');
  const declared = readFileSync(example, 'utf8');
  const changed = declared.replace("['alice', 'bob']", "[{ name: 'alice', keyVersion: 2 }, 'bob']");
  expect(changed).not.toBe(declared);
  writeFileSync(example, changed);
  expectSuccess(await checkout.npm('deploy'));

  expect(await produce('alice', FILES.properties)).not.toMatch(/ERROR|Exception/);
  const outdated = spoil('alice', (properties) => properties.replace(keytab, former), 'former.properties');
  expect(await produce('alice', outdated)).toMatch(/LoginException/);
  expect(await servers()).toEqual(before);
});

describe('a realm that stands already', () => {
  const BROKER = `kafka/localhost@${REALM}`;
  let other: Checkout;

  beforeAll(async () => {
    other = await Checkout.make('guest', 27_392);
    await other.engine.createVolume({ Name: BROUGHT });
  });

  afterAll(async () => {
    await other.remove();
    await other.engine.getVolume(BROUGHT).remove();
  });

  /** A keytab for the broker, in the volume that its cluster takes it from. */
  async function bring(keytab: Buffer): Promise<void> {
    const put = 'base64 -d >/keytabs/guest-broker-1.keytab';
    const { code, stderr } = await checkout.run(
      'docker',
      [
        ...['run', '--rm', '-i', '--network', 'none', '--volume', `${BROUGHT}:/keytabs`],
        ...['--entrypoint', 'sh', checkout.manifest.images.kerberos ?? '', '-c', put],
      ],
      { input: keytab.toString('base64') },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  }

  /** The KDC's address on the network that every container without one of its own is on, as a KDC elsewhere would have one. */
  async function reachableKdc(): Promise<string> {
    const bridge = checkout.engine.getNetwork('bridge');
    const kdc = checkout.engine.getContainer('kerberos-kdc');
    await bridge.connect({ Container: kdc.id });
    const { NetworkSettings } = await kdc.inspect();
    return `${NetworkSettings.Networks['bridge']?.IPAddress ?? ''}:21088`;
  }

  async function refusal(): Promise<string> {
    const outcome = await other.npm('deploy');
    expect(outcome.code).toBe(1);
    const roles = (await other.containers()).map(({ Labels }) => Labels[LABELS.role]);
    expect(roles.filter((role) => role === 'broker' || role === 'zookeeper')).toEqual([]);
    return textOf(outcome);
  }

  test('must answer: a deployment fails before there is a broker when none of its KDCs does, and says so', async () => {
    writeFileSync(other.path('main.ts'), guest('127.0.0.1:9'));
    await bring(await keytabOf(BROKER));
    expect(await refusal()).toMatch(
      /\[RealmSilent\] realm KAFKA\.EXAMPLE\.ORG: its KDC must answer .+; start it, or correct kdcs/,
    );
  });

  test('must take the broker’s key: a keytab of somebody else is refused, and so is a key that was changed since', async () => {
    writeFileSync(other.path('main.ts'), guest(await reachableKdc()));
    await bring(await keytabOf(`alice@${REALM}`));
    expect(await refusal()).toMatch(
      /\[KeytabWithoutKey\] guest-broker-1\.keytab: must be a keytab with a key of kafka\/localhost@/,
    );
    await bring(await keytabOf(BROKER));
    await inRealm('kadmin cpw -randkey "$1" || cat /tmp/log >&2', BROKER);
    expect(await refusal()).toMatch(
      /\[KeyRefused\] guest-broker-1\.keytab: the realm must take its key of .+; export it again/,
    );
  });

  test('lets its users in by tickets that they have got themselves, and nobody without one', async () => {
    await bring(await keytabOf(BROKER));
    expectSuccess(await other.npm('deploy'));
    expect(await other.pendingPlans()).toEqual({});

    expect(await kcat('alice', READ, other)).toMatch(/ERROR: Failed to query metadata/);
    expect(await produce('alice', FILES.properties, other)).toMatch(/LoginException/);

    const keytab = path.join(folderOf('alice', other), FILES.keytab);
    writeFileSync(keytab, await keytabOf(`alice@${REALM}`), { mode: 0o600 });
    const kinit = await asUser('alice', 'kinit', ['-k', '-t', keytab, `alice@${REALM}`], other);
    expect(textOf(kinit).trim()).toBe('');
    expect(await produce('alice', FILES.properties, other)).not.toMatch(/ERROR|Exception/);
    expect(await kcat('alice', READ, other)).toContain('by alice');
  });

  test('keeps its users’ keys, so that a proof leaves them out, and says so', async () => {
    expectSuccess(await other.npm('proof', '--only', 'logins,access'));
    const report = readFileSync(other.path('out', 'proof', 'report.json'), 'utf8');
    expect(report).toContain('alice: not tried, since nobody else has its key');
  });
});
