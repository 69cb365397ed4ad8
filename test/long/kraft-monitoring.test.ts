import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { KafkaVersion, Metadata } from '../../constructs';
import { Duration } from '../../model/units/duration';
import { ClusterNames } from '../../model/names/names';
import { allStacks } from '../../runtime/files/manifest-file';
import { until } from '../../runtime/wait';
import { consoleTests } from '../integ/default-cluster/console';
import { dashboardTests } from '../integ/monitoring/dashboards';
import { Prometheus } from '../integ/monitoring/prometheus';
import { Checkout } from '../integ/support/checkout';
import { expectSuccess, textOf } from '../integ/support/outcome';

jest.setTimeout(1_200_000);

const NAME = 'kwatch';
const FIRST_PORT = 31_992;
const PROMETHEUS_PORT = FIRST_PORT + 290;
const names = new ClusterNames(NAME);

/** What `npm start` deploys, with all that watches it, on KRaft and the latest line of Kafka. */
const cluster = {
  checkout: undefined as unknown as Checkout,
  prometheus: new Prometheus(`http://127.0.0.1:${PROMETHEUS_PORT}`),
};

beforeAll(async () => {
  cluster.checkout = await Checkout.make(NAME, FIRST_PORT, {
    ...{ KAFKA_METADATA: 'kraft', KAFKA_VERSION: KafkaVersion.V4_4_0.version },
    ...{ KAFKA_MONITORING: 'on', KAFKA_CONSOLE: 'on', KAFKA_PROMETHEUS_PORT: String(PROMETHEUS_PORT) },
  });
  expectSuccess(await cluster.checkout.npm('deploy'));
});
afterAll(() => cluster.checkout.remove());

const nodeOf = (controller: number): string =>
  cluster.checkout.manifest.metadata.servers.find(({ nodeId }) => nodeId === controller)?.container ?? '';

// In the order in which they change the cluster.
test('every server and service is scraped, no rule is broken, and no alert fires', async () => {
  const { brokers, metadata } = cluster.checkout.manifest;
  const watched = [
    ...[...brokers, ...metadata.servers].map(({ container }) => container),
    ...[names.prometheus, names.exporter, names.nodeExporter],
  ];
  const up = await cluster.prometheus.awaitSamples('up == 1', ({ length }) => length === watched.length);
  expect(up.map(({ metric }) => metric['instance']).sort()).toEqual(watched.sort());
  await cluster.prometheus.awaitSamples('kafka_exporter_up == 1', ({ length }) => length === 1);
  expect(await cluster.prometheus.query('prometheus_rule_evaluation_failures_total > 0')).toEqual([]);
  expect(await cluster.prometheus.firing()).toEqual([]);
});

test('the status has all of it, and a second plan is empty', async () => {
  const status = await cluster.checkout.npm('status');
  expectSuccess(status);
  for (const { container } of cluster.checkout.manifest.services) {
    expect(textOf(status)).toMatch(new RegExp(`${container} .*Up .*healthy`));
  }
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('another controller comes to lead, and how long the election took is told', async () => {
  const leader = async (): Promise<number | undefined> =>
    cluster.prometheus.valueOf('max(kafka_server_raft_metrics_current_leader) > 0');
  const before = await until(leader, { within: Duration.minutes(1), awaiting: 'a controller that leads' });
  await cluster.checkout.engine.getContainer(nodeOf(before)).restart();
  await cluster.prometheus.awaitSamples(
    'kafka_server_raft_metrics_election_latency_avg > 0',
    ({ length }) => length > 0,
  );
});

// How long an election took is told for a minute after it.
dashboardTests(cluster, { name: NAME, metadata: Metadata.kraft(), topic: 'topic1', lookBack: '10m' });
consoleTests(cluster);

test('states that are lost are taken up again from what stands, which nothing happens to', async () => {
  const { checkout } = cluster;
  const standing = (await checkout.containers()).map(({ Id }) => Id).sort();
  const lost = checkout.path('out', 'lost');
  mkdirSync(lost);
  const states = allStacks(checkout.manifest)
    .map((stack) => `terraform.${stack}.tfstate`)
    .filter((state) => existsSync(checkout.path(state)));
  expect(states.length).toBeGreaterThan(3);
  for (const state of states) {
    renameSync(checkout.path(state), path.join(lost, state));
  }
  expectSuccess(await checkout.npm('adopt', '--yes'));
  // Nobody can tell what brokers have read of their certificates: they are asked once more.
  expectSuccess(await checkout.npm('deploy'));
  expect(await checkout.pendingPlans()).toEqual({});
  expect((await checkout.containers()).map(({ Id }) => Id).sort()).toEqual(standing);
});

test('the proof finds its promises kept, and random faults for five minutes lose nothing', async () => {
  expectSuccess(await cluster.checkout.npm('proof', '--only', 'cluster,drift,soak', '--soak', '300s'));
});
