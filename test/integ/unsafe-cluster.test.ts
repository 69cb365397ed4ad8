import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Violation } from '../../model/violation';
import type { Report } from '../../proof/report/report';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome } from './support/outcome';
import { EngineProxy } from './support/engine-proxy';

jest.setTimeout(20 * 60_000);

/** Everything that makes a cluster lose records or let strangers in, each asked for by name; on an engine that is reached over TCP. */
const unsafe = (engine: string): string => `
import { App, TerraformStack } from 'cdktf';
import { Authentication, Duration, KafkaBase, KafkaCluster, KafkaResources, Listener, Metadata } from './constructs';
import { settings } from './settings';

const { images, data, onIssued, gate } = settings();
const app = new App();
const cluster = new KafkaCluster(new TerraformStack(app, 'iunsafe-cluster'), 'Kafka', {
  name: 'iunsafe',
  engine: '${engine}',
  brokers: 3,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', { firstHostPort: 26192, authentication: Authentication.mutualTls() }),
    Listener.published('open', { firstHostPort: 26292, authentication: Authentication.none() }),
    Listener.published('encrypted', { firstHostPort: 26392, authentication: Authentication.oneWayTls() }),
    Listener.internal('requested', { port: 9096, authentication: Authentication.oneWayTls({ certificates: 'requested' }) }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ],
  minInsyncReplicas: 1,
  settings: { allowEveryoneWithoutAcl: true, autoCreateTopics: true },
  brokerProperties: { 'unclean.leader.election.enable': true },
  allow: ['BrokerPropertyOwned'],
  brokerSessionTimeout: Duration.seconds(9),
  internalTopicPartitions: 5,
  images,
  gate,
});
new KafkaBase(new TerraformStack(app, 'iunsafe-base'), 'Base', { cluster, data, onIssued });
const resources = new KafkaResources(new TerraformStack(app, 'iunsafe-resources'), 'Resources', { cluster });
resources.addTopic('alone', { partitions: 1, replicationFactor: 1 });
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;
/** An engine that counts no swap either. */
const proxy = new EngineProxy(false);

beforeAll(async () => {
  checkout = await Checkout.make('iunsafe', 26_092);
  writeFileSync(checkout.path('main.ts'), unsafe(await proxy.open()));
  deployed = await checkout.npm('deploy');
});

afterAll(async () => {
  proxy.cut();
  await checkout.remove();
});

const codesOf = (violations: readonly Violation[]): string[] => violations.map(({ code }) => code);

/** The violations that a check finds; the proof must end with 1, a broken promise. */
async function violationsOf(check: string): Promise<readonly Violation[]> {
  const file = checkout.path('out', 'proof', 'report.json');
  rmSync(file, { force: true });
  const { code, stdout, stderr } = await checkout.run('npm', ['run', '--silent', 'proof', '--', '--only', check], {
    // No engine but the one that the cluster names.
    environment: { DOCKER_HOST: 'tcp://127.0.0.1:1' },
  });
  expect(existsSync(file) ? '' : `${stdout}\n${stderr}`).toBe('');
  const { checks, notUndone } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect(notUndone).toEqual([]);
  expect(code).toBe(1);
  return checks.flatMap(({ violations }) => violations);
}

test('an unsafe cluster deploys when all of it is asked for by name', () => {
  expectSuccess(deployed);
});

test('an engine that drops a limit has an empty plan all the same', async () => {
  const { HostConfig: limits } = await checkout.engine.getContainer('iunsafe-broker-1').inspect();
  expect(limits.MemorySwap).toBe(-1);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('a topic with one copy alone, in which a replica that lags may lead, fails topics', async () => {
  expect(codesOf(await violationsOf('topics'))).toEqual(['SingleReplica', 'TopicElectionUnclean']);
});

test('a default of min.insync.replicas 1 fails min-isr: one replica alone acknowledges', async () => {
  expect(codesOf(await violationsOf('min-isr'))).toContain('SendAcknowledgedBelowMinIsr');
});

test('unclean election fails no-unclean: a replica that lags leads', async () => {
  expect(codesOf(await violationsOf('no-unclean'))).toContain('ElectionUnclean');
});

test('open listeners, and everyone allowed where there is no rule, fail identities', async () => {
  const letIn = (await violationsOf('identities')).filter(({ code }) => code === 'IdentityLetIn');
  const subjects = letIn.map(({ subject }) => subject).join('\n');
  for (const listener of ['OPEN', 'ENCRYPTED', 'REQUESTED']) {
    expect(subjects).toMatch(new RegExp(`^anyone, .* at ${listener}, `, 'm'));
  }
  // Who shows a certificate there is who it names, and nobody else’s certificate will do.
  expect(subjects).not.toContain('unknown authority at');
  expect(subjects).toContain('having no rule, reads');
  expect(subjects).toContain('having no rule, writes');
});
