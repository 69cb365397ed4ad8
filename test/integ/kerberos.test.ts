import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
function spoil(user: string, change: (properties: string) => string): string {
  const name = 'wrong.properties';
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
