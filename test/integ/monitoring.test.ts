import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { Duration } from '../../constructs';
import { alertRules } from '../../model/monitoring/alert-rules';
import { firstExpiry } from '../../runtime/credentials/first-expiry';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { until } from '../../runtime/wait';
import { setUp } from '../../bootstrap/setup';
import { DASHBOARDS } from '../../model/monitoring/dashboards';
import { boardsOf, filledIn } from '../support/dashboard-queries';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome } from './support/outcome';
import { buildGrafanaStandIn, GRAFANA_STAND_IN } from './monitoring/grafana-stand-in';
import type { Findings } from './monitoring/grafana-stand-in-program';
import { weaknesses } from './support/hardening';
import { findLeaks } from './support/leaks';
import { Load } from './monitoring/load';
import { ruleTests } from './monitoring/rule-tests';
import { archiveOf } from './support/tool';

jest.setTimeout(8 * 60_000);

const NAME = 'watched';
const PORT = 25490;
const GRAFANA_PORT = 25489;

const MAIN = `
import { App, TerraformStack } from 'cdktf';
import {
  Authentication, Duration, KafkaBase, KafkaCluster, KafkaResources, Listener, Metadata, Monitoring,
} from './constructs';
import { settings } from './settings';

const { images, data, onIssued, monitoring } = settings();
const app = new App();
const cluster = new KafkaCluster(new TerraformStack(app, '${NAME}-cluster'), 'Kafka', {
  name: '${NAME}',
  brokers: 2,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', { firstHostPort: 25492, authentication: Authentication.mutualTls() }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ],
  internalTopicPartitions: 1,
  zookeeperSessionTimeout: Duration.seconds(6),
  images,
});
new KafkaBase(new TerraformStack(app, '${NAME}-base'), 'Base', { cluster, data, onIssued });
const resources = new KafkaResources(new TerraformStack(app, '${NAME}-resources'), 'Resources', { cluster });
resources.addTopic('orders', { partitions: 2, replicationFactor: 2, minInsyncReplicas: 1 });
if (monitoring !== undefined) {
  new Monitoring(new TerraformStack(app, '${NAME}-monitoring'), 'Monitoring', {
    cluster, resources, ...monitoring, hostPort: ${PORT}, interval: Duration.seconds(1), alertAfter: Duration.seconds(2),
  });
}
app.synth();
`;

let checkout: Checkout;
let deployed: Outcome;

beforeAll(async () => {
  checkout = await Checkout.make(NAME, 25392);
  writeFileSync(checkout.path('main.ts'), MAIN);
  const { images } = await setUp({ clusterName: NAME, outFolder: checkout.path('out'), renderer: 'silent' });
  checkout.environment['KAFKA_GRAFANA_IMAGE'] = await buildGrafanaStandIn(
    checkout.engine,
    images.monitoring?.exporter ?? '',
  );
  checkout.environment['KAFKA_GRAFANA_PORT'] = String(GRAFANA_PORT);
  deployed = await checkout.npm('deploy');
});

afterAll(async () => {
  await checkout.remove();
  await checkout.engine.getImage(GRAFANA_STAND_IN).remove();
});

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function api<T>(
  route: string,
  parameters: Readonly<Record<string, string>> = {},
  prometheus = `http://127.0.0.1:${PORT}`,
): Promise<T> {
  const response = await fetch(`${prometheus}/api/v1/${route}?${new URLSearchParams(parameters).toString()}`);
  return ((await response.json()) as { readonly data: T }).data;
}

/** Names of the rules that a Prometheus evaluates. */
async function rulesOf(prometheus?: string): Promise<readonly string[]> {
  interface Groups {
    readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[];
  }
  const { groups } = await api<Groups>('rules', {}, prometheus);
  return groups.flatMap(({ rules }) => rules.map(({ name }) => name));
}

const query = async (expression: string, prometheus?: string): Promise<readonly Sample[]> =>
  (await api<{ readonly result: readonly Sample[] }>('query', { query: expression }, prometheus)).result;

const valueOf = async (expression: string): Promise<number | undefined> => {
  const [sample] = await query(expression);
  return sample === undefined ? undefined : Number(sample.value[1]);
};

/** Names of the alerts that fire. */
async function firing(): Promise<readonly string[]> {
  const { alerts } = await api<{
    readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[];
  }>('alerts');
  return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
}

async function inside(
  container: string,
  ...command: string[]
): Promise<{ readonly code: number; readonly text: string }> {
  const exec = await checkout.engine
    .getContainer(container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  const text = new PassThrough();
  checkout.engine.modem.demuxStream(stream, text, text);
  const chunks: Buffer[] = [];
  text.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => stream.once('end', resolve));
  return { code: (await exec.inspect()).ExitCode ?? -1, text: Buffer.concat(chunks).toString('utf8') };
}

test('the cluster deploys with what watches it, and a second plan is empty', async () => {
  expectSuccess(deployed);
  expect(deployed.stdout).toContain(`Prometheus: http://127.0.0.1:${PORT}`);
  const plan = await checkout.npm('plan', '--detailed-exitcode');
  expectSuccess(plan);
});

test('everything that is to be scraped is scraped', async () => {
  const targets = await until(
    async () => {
      const up = await query('up == 1');
      return up.length === 6 && up;
    },
    { within: '60s', awaiting: 'six targets that are up' },
  );
  expect(new Set(targets.map(({ metric }) => metric['job']))).toEqual(
    new Set(['kafka', 'zookeeper', 'node', 'kafka-exporter', 'prometheus']),
  );
  expect(await valueOf('max(scrape_samples_scraped{job=~"kafka|zookeeper"})')).toBeLessThan(5_000);
});

test('no listener of Kafka or ZooKeeper is bound to the monitoring network, and nothing but metrics is', async () => {
  const { Containers: members } = (await checkout.engine.getNetwork(`${NAME}-monitoring`).inspect()) as {
    readonly Containers: Readonly<Record<string, { readonly Name: string; readonly IPv4Address: string }>>;
  };
  const servers = Object.values(members).filter(({ Name }) => /-(broker|zookeeper)-/.test(Name));
  expect(servers).toHaveLength(3);
  for (const { Name, IPv4Address } of servers) {
    const address = IPv4Address.replace(/\/.*/, '');
    const open = await Promise.all(
      [2182, 2888, 3888, 7071, 9091, 9095, 25492, 25493].map(async (port) =>
        (await accepts(address, port)) ? port : 0,
      ),
    );
    expect([Name, open.filter((port) => port !== 0)]).toEqual([Name, [7071]]);
  }
});

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
    socket.setTimeout(2_000, () => {
      end(false);
    });
    socket.connect(port, host);
  });
}

test('promtool finds nothing wrong with the files, and each alert fires when it should and not otherwise', async () => {
  const container = `${NAME}-prometheus`;
  const folder = '/mnt/shared/config';
  const { text: names } = await inside(container, 'ls', folder);
  const [rules = ''] = names.split('\n').filter((name) => name.startsWith('rules-'));
  const [configuration = ''] = names.split('\n').filter((name) => name.startsWith('prometheus-'));
  expect(
    (await inside(container, 'promtool', 'check', 'config', path.posix.join(folder, configuration))).text,
  ).toContain('16 rules found');
  const alerts = alertRules({ interval: Duration.seconds(1), alertAfter: Duration.seconds(2) })
    .groups.flatMap((group) => group.rules)
    .flatMap((rule) => ('alert' in rule ? [rule.alert] : []));
  const tests = ruleTests(path.posix.join(folder, rules), alerts);
  const script = 'printf %s "$0" > /tmp/tests.yml && promtool test rules /tmp/tests.yml';
  expect(await inside(container, 'sh', '-c', script, tests)).toEqual({
    code: 0,
    text: expect.stringContaining('SUCCESS') as string,
  });
});

test('a known load is counted, and so is how far a group is behind it', async () => {
  const kafka = await kafkaAs('admin', checkout.path('out', 'clients'));
  const producer = kafka.producer();
  const admin = kafka.admin();
  await Promise.all([producer.connect(), admin.connect()]);
  const total = 'sum(kafka_server_BrokerTopicMetrics_MessagesInPerSec{topic="orders"}) or vector(0)';
  try {
    const before = (await valueOf(total)) ?? 0;
    const messages = Array.from({ length: 500 }, (_, index) => ({ value: String(index) }));
    await producer.send({ topic: 'orders', acks: -1, messages });
    await until(async () => ((await valueOf(total)) ?? 0) - before === 500, {
      within: '30s',
      awaiting: '500 messages counted',
    });
    await admin.setOffsets({
      groupId: 'behind',
      topic: 'orders',
      partitions: [0, 1].map((partition) => ({ partition, offset: '0' })),
    });
    await until(async () => (await valueOf('sum(kafka_consumergroup_lag{consumergroup="behind"})')) === 500, {
      within: '30s',
      awaiting: 'a lag of 500',
    });
  } finally {
    await Promise.all([producer.disconnect(), admin.disconnect()]);
  }
});

test('a topic that is deleted takes no other topic’s offsets and no group’s lag with it, not for one look', async () => {
  const offsetsOf = (topic: string): Promise<readonly Sample[]> =>
    query(`kafka_topic_partition_current_offset{topic="${topic}"}`);
  await withAdmin(await kafkaAs('admin', checkout.path('out', 'clients')), async (admin) => {
    await admin.createTopics({ topics: [{ topic: 'passing', numPartitions: 1, replicationFactor: 2 }] });
    await until(async () => (await offsetsOf('passing')).length === 1, {
      within: '30s',
      awaiting: 'the topic’s offset',
    });
    await admin.deleteTopics({ topics: ['passing'] });
  });
  await until(async () => (await offsetsOf('passing')).length === 0, {
    within: '30s',
    awaiting: 'no offset of a topic that is gone',
  });
  expect(await valueOf('sum(kafka_consumergroup_lag{consumergroup="behind"})')).toBe(500);
  expect(await valueOf('min_over_time(kafka_exporter_up[15s])')).toBe(1);
});

test.each([
  ['kafka_brokers', 1],
  ['kafka_certificate_expiry_timestamp_seconds{address!=""} > time() + 360 * 86400', 4],
  ['kafka_certificate_expiry_timestamp_seconds{identity=~"zookeeper-.+|admin|monitoring"} > time() + 360 * 86400', 4],
  ['kafka_certificate_expiry_timestamp_seconds{identity=~"authority .+"} > time() + 3640 * 86400', 2],
  ['node_filesystem_avail_bytes{mountpoint=~"/volumes/.+"}', 3],
  ['zookeeper_AvgRequestLatency{role="Standalone"}', 1],
  ['kafka_log_Log_Size{topic="orders"}', 4],
  ['kafka_network_RequestMetrics_TotalTimeMs{request="Produce",quantile="0.99"}', 2],
  ['jvm_memory_used_bytes{job="kafka",area="heap"}', 2],
  ['sum(kafka_controller_KafkaController_ActiveControllerCount) == 1', 1],
])('%s has %i series', async (expression, count) => {
  expect(await query(expression)).toHaveLength(count);
});

describe('With a load of producing and consuming,', () => {
  const boards = boardsOf(DASHBOARDS);
  const queries = boards.flatMap(({ name, panels }) =>
    panels.flatMap(({ title, targets }) =>
      targets.map(({ refId, expr }) => [name, title, refId, expr] as [string, string, string, string]),
    ),
  );
  /** As Grafana puts it in where everything is chosen. */
  const everything = Object.fromEntries(boards.flatMap(({ choices }) => choices.map(({ name }) => [name, '.+'])));
  const chosen = { ...everything, cluster: NAME, __rate_interval: '10s' };
  let load: Load | undefined;

  beforeAll(async () => {
    load = await Load.start(await kafkaAs('admin', checkout.path('out', 'clients')), {
      topic: 'orders',
      group: 'readers',
    });
  });

  afterAll(() => load?.stop());

  test.each(boards.flatMap(({ name, choices }) => choices.map((choice) => [name, choice.name, choice] as const)))(
    'the dashboard %s has something to choose for %s',
    async (_, __, { metric, label }) => {
      await until(
        async () => (await api<readonly string[]>(`label/${label}/values`, { 'match[]': filledIn(metric, chosen) }))[0],
        { within: '30s', awaiting: `values of ${label} in ${metric}` },
      );
    },
  );

  test.each(queries)('the dashboard %s has data in its panel %s, query %s', async (_, __, ___, expr) => {
    await until(
      async () =>
        (await query(filledIn(expr, chosen))).some(({ value: [, figure] }) => Number.isFinite(Number(figure))),
      { within: '30s', awaiting: `data of ${expr}` },
    );
  });
});

test('Grafana’s place is hardened, and what it needs is there: its password, its data source, its dashboards', async () => {
  const file = checkout.path('out', 'secrets', 'grafana.password');
  const password = readFileSync(file, 'utf8').trim();
  expect(deployed.stdout).toContain(
    `Grafana: http://127.0.0.1:${GRAFANA_PORT}  (admin, password in out/secrets/grafana.password)`,
  );
  expect(weaknesses(await checkout.engine.getContainer(`${NAME}-grafana`).inspect())).toEqual([]);
  // A scrape can be late on a busy machine.
  const findings = await until(
    async () => {
      const seen = (await (await fetch(`http://127.0.0.1:${GRAFANA_PORT}`)).json()) as Findings;
      return seen.targets === '6' && seen;
    },
    { within: '60s', awaiting: 'six targets that are up, as Grafana’s place sees them' },
  );
  expect(findings).toEqual({
    password: createHash('sha256').update(password).digest('hex'),
    dashboards: ['broker.json', 'cluster.json', 'consumer-groups.json', 'topic.json', 'zookeeper.json'],
    targets: '6',
    home: 'Kafka: cluster',
  });
  expect(password).toMatch(/^[0-9a-f]{48}$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await findLeaks(checkout, { 'Grafana’s password': password })).toEqual([]);
});

test('a Prometheus of one’s own scrapes all of it with the files that a deployment writes', async () => {
  const folder = checkout.path('out', 'monitoring');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => path.extname(file) !== '');
  const { Image } = await checkout.engine.getContainer(`${NAME}-prometheus`).inspect();
  const container = await checkout.engine.createContainer({
    name: `${NAME}-own-prometheus`,
    Image,
    Entrypoint: ['/bin/prometheus', '--config.file=/etc/own/prometheus.yml', '--storage.tsdb.path=/tmp/data'],
    Labels: { 'cdktf-kafka.cluster': NAME },
    HostConfig: { NetworkMode: `${NAME}-dashboards` },
  });
  try {
    const content = files.map((file) => ({
      target: `/etc/own/${file}`,
      content: readFileSync(path.join(folder, file)),
      mode: 0o444,
    }));
    await container.putArchive(archiveOf(content), { path: '/' });
    await checkout.engine.getNetwork(`${NAME}-monitoring`).connect({ Container: container.id });
    await container.start();
    const { NetworkSettings: settings } = await container.inspect();
    const own = `http://${settings.Networks[`${NAME}-dashboards`]?.IPAddress ?? ''}:9090`;
    await until(async () => (await query('count(up == 1)', own))[0]?.value[1] === '6', {
      within: '60s',
      awaiting: 'six targets that are up',
    });
    const rules = await rulesOf();
    expect(rules).toContain('KafkaUnderReplicatedPartitions');
    expect(await rulesOf(own)).toEqual(rules);
  } finally {
    await container.remove({ force: true, v: true });
  }
});

test('the ends of certificates that nobody serves are told as they are, give or take a minute', async () => {
  const { first } = await firstExpiry(checkout.manifest);
  const told = await valueOf('min(kafka_certificate_expiry_timestamp_seconds{identity!=""})');
  expect(Math.abs((told ?? 0) - first.expires.getTime() / 1000)).toBeLessThan(60);
});

test('a tool that is run in a broker’s container serves no metrics', async () => {
  const { text } = await inside(`${NAME}-broker-1`, 'sh', '-c', '/opt/kafka/bin/kafka-topics.sh --version 2>&1; env');
  expect(text).toContain('3.9.2');
  expect(text).not.toContain('javaagent');
});

test('a killed broker raises its alerts, and they clear when it is back', async () => {
  expect(await firing()).toEqual([]);
  const broker = checkout.engine.getContainer(`${NAME}-broker-2`);
  await broker.stop({ t: 0 });
  try {
    await until(
      async () => {
        const alerts = await firing();
        return alerts.includes('KafkaUnderReplicatedPartitions') && alerts.includes('KafkaBrokerDown');
      },
      { within: '60s', awaiting: 'alerts that a broker is down and partitions lack copies' },
    );
    expect(await valueOf('cluster:kafka_under_replicated_partitions:sum')).toBeGreaterThan(0);
  } finally {
    await broker.start();
  }
  // Both: an alert whose broker changes is gone for a moment, too.
  await until(
    async () => (await firing()).length === 0 && (await valueOf('cluster:kafka_under_replicated_partitions:sum')) === 0,
    { within: '90s', awaiting: 'no alert, and every replica in sync' },
  );
});
