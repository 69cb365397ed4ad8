import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack, Testing } from 'cdktf';
import {
  Authentication,
  Console,
  KafkaBase,
  KafkaCluster,
  KafkaPlatform,
  type KafkaPlatformProps,
  KafkaResources,
  Listener,
  Metadata,
  Monitoring,
  ProjectTools,
  ServerImage,
} from '../../../../constructs';

const AGENT = { metricsAgent: '/opt/agent.jar' };
const IMAGES = { kafka: ServerImage.named('registry.example.org/kafka:1', AGENT) };
const METADATA = Metadata.zooKeeper({
  nodes: 1,
  image: ServerImage.named('registry.example.org/zookeeper:1', AGENT),
});
const WATCHERS = { exporter: ServerImage.named('registry.example.org/exporter:1') };
/** Everything, wherever this runs. */
const WHOLE: KafkaPlatformProps = {
  brokers: 2,
  metadata: METADATA,
  images: IMAGES,
  monitoring: { images: WATCHERS, grafana: { image: ServerImage.named('registry.example.org/grafana:1') } },
  console: { kind: Console.kafbat() },
};

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(path.join(tmpdir(), 'platform-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true, force: true });
});

/** What an app is rendered to: every file, by its path. */
function render(declare: (app: App) => void): Readonly<Record<string, string>> {
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  declare(app);
  app.synth();
  const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[a-z]+$/.test(file));
  const texts = files.sort().map((file) => [file, readFileSync(path.join(outdir, file), 'utf8')]);
  rmSync(outdir, { recursive: true });
  return Object.fromEntries(texts) as Readonly<Record<string, string>>;
}

const stacksOf = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(files).flatMap((file) => /^stacks\/([^/]+)\/cdk\.tf\.json$/.exec(file)?.[1] ?? []);

const platform = (props: KafkaPlatformProps = {}): Readonly<Record<string, string>> =>
  render((app) => new KafkaPlatform(app, 'dev', props));

test('a platform is its parts, each in a stack of its own, as they are put together by hand', () => {
  const made = render((app) => {
    const { resources } = new KafkaPlatform(app, 'dev', WHOLE);
    resources.addTopic('orders', { partitions: 1 }).grantProduce(resources.addUser('billing'));
  });
  const byHand = render((app) => {
    const stack = (part: string): TerraformStack => new TerraformStack(app, `dev-${part}`);
    const tools = ProjectTools.forCluster(app, 'dev');
    const cluster = new KafkaCluster(stack('cluster'), 'Kafka', {
      name: 'dev',
      brokers: 2,
      metadata: METADATA,
      images: IMAGES,
      metrics: true,
      gate: tools.gate,
      reload: tools.reload,
      listeners: [
        Listener.published('scram', { firstHostPort: 19_092, authentication: Authentication.scram() }),
        Listener.published('mtls', { firstHostPort: 19_192, authentication: Authentication.mutualTls() }),
        Listener.internal('scram-internal', { port: 9094, authentication: Authentication.scram() }),
        Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
      ],
    });
    new KafkaBase(stack('base'), 'Base', { cluster, onIssued: tools.onIssued });
    const resources = new KafkaResources(stack('resources'), 'Resources', { cluster });
    // In whatever order: nothing depends on it.
    resources.addTopic('orders', { partitions: 1 }).grantProduce(resources.addUser('billing'));
    new Monitoring(stack('monitoring'), 'Monitoring', {
      ...{ cluster, resources, images: WATCHERS },
      grafana: { image: ServerImage.named('registry.example.org/grafana:1') },
    });
    new Console(stack('console'), 'Console', { cluster, resources });
  });
  expect(stacksOf(made)).toEqual(['dev-base', 'dev-cluster', 'dev-console', 'dev-monitoring', 'dev-resources']);
  expect(made).toEqual(byHand);
});

test('servers are replaced one at a time, and certificates taken up, with nothing said about it', () => {
  const files = platform(WHOLE);
  expect(files['stacks/dev-cluster/cdk.tf.json']).toContain('KAFKA_CLUSTER=dev node ');
  expect(files['stacks/dev-cluster/cdk.tf.json']).toMatch(/run\.mjs gate .*--server dev-broker-1/);
  expect(files['stacks/dev-base/cdk.tf.json']).toMatch(/run\.mjs clients .*--user admin/);
  expect(files['stacks/dev-base/cdk.tf.json']).toMatch(/run\.mjs reload /);
});

test('the smallest one is one line', () => {
  expect(stacksOf(platform())).toEqual(
    expect.arrayContaining(['dev-base', 'dev-cluster', 'dev-console', 'dev-resources']),
  );
});

test('monitoring is left out where that is asked for, and a console runs no container', () => {
  const files = platform({ ...WHOLE, monitoring: { enabled: false }, console: { enabled: false } });
  expect(stacksOf(files)).not.toContain('dev-monitoring');
  expect(files['stacks/dev-console/cdk.tf.json']).not.toContain('"docker_container"');
  expect(Object.keys(files).filter((file) => file.startsWith('monitoring/'))).toEqual([]);
});

/** Where each stack's state is. */
function backendsOf(state?: string): Readonly<Record<string, unknown>> {
  const files = platform({ ...WHOLE, state });
  return Object.fromEntries(
    stacksOf(files).map((stack) => {
      const { terraform } = JSON.parse(files[`stacks/${stack}/cdk.tf.json`] ?? '') as {
        readonly terraform: { readonly backend: unknown };
      };
      return [stack, terraform.backend];
    }),
  );
}

test('every stack’s state is where that is said, and what lets Terraform in there is not told', () => {
  expect(Object.keys(backendsOf()['dev-base'] as object)).toEqual(['local']);
  expect(backendsOf('pg')).toMatchObject({
    'dev-base': { pg: { schema_name: 'dev-base' } },
    'dev-monitoring': { pg: { schema_name: 'dev-monitoring' } },
  });
  const s3 = { bucket: 'states', encrypt: true, use_lockfile: true };
  expect(backendsOf('s3://states')['dev-base']).toEqual({ s3: { ...s3, key: 'dev-base.tfstate' } });
  expect(backendsOf('s3://states/teams/kafka')['dev-cluster']).toEqual({
    s3: { ...s3, key: 'teams/kafka/dev-cluster.tfstate' },
  });
});

describe('A platform', () => {
  const refused = (declare: (app: App) => unknown): (() => unknown) => {
    const app = new App({ outdir });
    return () => declare(app);
  };

  test('fails within a stack', () => {
    expect(refused((app) => new KafkaPlatform(new TerraformStack(app, 'mine'), 'dev'))).toThrow(
      '[PlatformInStack] mine/dev: a platform must be in the app itself',
    );
  });

  test('fails by a name that no cluster can have, before it makes a stack', () => {
    expect(refused((app) => new KafkaPlatform(app, 'Dev'))).toThrow(/^\[ClusterNameIllegal\] Dev: /);
  });

  test('fails with ports beside listeners, and for a place of states that is none, at once', () => {
    const listeners = [
      Listener.published('mtls', { firstHostPort: 19_192, authentication: Authentication.mutualTls() }),
    ];
    const declare = refused(
      (app) => new KafkaPlatform(app, 'dev', { listeners, scramPort: 1_234, state: 's3://me:pw@x' }),
    );
    expect(declare).toThrow(/^\[ListenerPortsTwice\] dev: .*\n\[StatePlaceIllegal\] dev: .* got s3:\/\/\*\*\*@x; /);
  });
});
