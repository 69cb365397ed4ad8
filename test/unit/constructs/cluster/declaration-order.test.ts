import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack, Testing } from 'cdktf';
import {
  Authentication,
  Console,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  KerberosRealm,
  Listener,
  Metadata,
  Monitoring,
  Principal,
  QuotaEntity,
  ServerImage,
  Size,
  UserLogin,
} from '../../../../constructs';

const realm = KerberosRealm.managed({ realm: 'EXAMPLE.ORG', hostPort: 21_088 });
const image = (name: string): ServerImage => ServerImage.named(name, { metricsAgent: '/opt/agent.jar' });

interface Declared {
  readonly cluster: KafkaCluster;
  readonly resources: KafkaResources;
  readonly more: KafkaResources;
  readonly stack: (name: string) => TerraformStack;
}

/** Everything that can be said of a cluster once it is there. */
const STEPS: Readonly<Record<string, (declared: Declared) => unknown>> = {
  base: ({ cluster, stack }) => new KafkaBase(stack('base'), 'Base', { cluster, onIssued: 'fetch the files' }),
  'certificate user': ({ cluster }) => cluster.addUser('metrics', UserLogin.certificate()),
  'another certificate user': ({ cluster }) => cluster.addUser('audit', UserLogin.certificate()),
  'PLAIN user': ({ cluster }) => cluster.addUser('legacy', UserLogin.plain()),
  'another PLAIN user': ({ resources }) =>
    resources.addUser('archive', {
      login: UserLogin.plain({ passwordVersion: 2 }),
      quota: { producePerSecond: Size.mebibytes(1) },
    }),
  'Kerberos user': ({ cluster }) => cluster.addUser('bob', UserLogin.kerberos()),
  'another Kerberos user': ({ cluster }) => cluster.addUser('alice', UserLogin.kerberos({ keyVersion: 3 })),
  'SCRAM user': ({ resources }) => resources.addUser('billing', { login: UserLogin.scram({ iterations: 4096 }) }),
  'SCRAM user of another stack': ({ more }) => more.addUser('shipping'),
  topic: ({ resources }) =>
    resources.addTopic('orders', { partitions: 3 }).grantConsume({ principal: 'User:billing' }, { group: 'billing' }),
  'topic of another stack': ({ more }) =>
    more.addTopic('parcels', { partitions: 3 }).grantProduce({ principal: 'User:legacy' }),
  rights: ({ resources }) => resources.grantTransactions({ principal: 'User:alice' }, 'tx-'),
  quota: ({ more }) => {
    more.addQuota(QuotaEntity.user(Principal.external('auditor')), { requestPercentage: 50 });
  },
  monitoring: ({ cluster, resources, stack }) =>
    new Monitoring(stack('monitoring'), 'Monitoring', {
      ...{ cluster, resources, images: { exporter: image('exporter:1') }, grafana: {} },
    }),
  console: ({ cluster, resources, stack }) => new Console(stack('console'), 'Console', { cluster, resources }),
  'another console': ({ cluster, more, stack }) =>
    new Console(stack('admin-console'), 'Console', { cluster, resources: more, user: 'admin-page', hostPort: 8081 }),
};

/** Every file that is synthesized for the stacks and the tools, when the steps are gone through in that order. */
function filesOf(order: readonly string[]): Readonly<Record<string, string>> {
  const outdir = mkdtempSync(path.join(tmpdir(), 'order-'));
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  const stack = (name: string): TerraformStack => new TerraformStack(app, name);
  const cluster = new KafkaCluster(stack('cluster'), 'Kafka', {
    name: 'dev',
    images: { kafka: image('kafka:1') },
    metadata: Metadata.zooKeeper({ image: image('zookeeper:1') }),
    listeners: [
      Listener.published('mtls', { firstHostPort: 19_192, authentication: Authentication.mutualTls() }),
      Listener.published('sasl', {
        firstHostPort: 19_092,
        authentication: Authentication.anyOf(
          Authentication.gssapi(realm),
          Authentication.scramSha512(),
          Authentication.plain(),
        ),
      }),
      Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
    ],
  });
  const resources = new KafkaResources(stack('resources'), 'Resources', { cluster });
  const more = new KafkaResources(stack('more'), 'Resources', { cluster });
  for (const step of order) {
    STEPS[step]?.({ cluster, resources, more, stack });
  }
  app.synth();
  return Object.fromEntries(
    readdirSync(outdir, { recursive: true, withFileTypes: true })
      // cdktf lists the stacks in the order in which they were made.
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(outdir, file), readFileSync(file, 'utf8')]),
  );
}

/** A permutation of the values that is always the same for a seed. */
function shuffled(values: readonly string[], seed: number): readonly string[] {
  let state = seed;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31);
  return values
    .map((value) => [random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value);
}

const order = Object.keys(STEPS);
const expected = filesOf(order);

test('a cluster that has been told everything has all of its stacks and files', () => {
  expect(Object.keys(expected)).toEqual(
    expect.arrayContaining([
      'kafka/dev.json',
      ...['admin-console', 'base', 'cluster', 'console', 'monitoring', 'more', 'resources'].map(
        (name) => `stacks/${name}/cdk.tf.json`,
      ),
    ]),
  );
});

test.each<readonly [string, readonly string[]]>([
  ['backwards', [...order].reverse()],
  ...[1, 2, 3, 4, 5, 6].map((seed) => [`shuffled by ${seed}`, shuffled(order, seed)] as const),
])('the order in which a cluster is told of what belongs to it changes no byte: %s', (_, other) => {
  expect(filesOf(other)).toEqual(expected);
});
