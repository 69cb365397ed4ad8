import { readFileSync, writeFileSync } from 'node:fs';
import { identifier } from '../../model/names/identifier';
import { ClusterNames } from '../../model/names/names';
import { placementOf } from '../../model/placement/placement';
import { Duration } from '../../model/units/duration';
import { until } from '../../runtime/wait';
import { Prometheus, type Sample } from '../integ/monitoring/prometheus';
import { edited } from '../integ/support/edited';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { NO_TRACES, SpreadCluster } from './support/spread-cluster';

jest.setTimeout(1_800_000);

const NAME = 'ihostswatch';
const HOSTS = [0, 1, 2] as const;
const names = new ClusterNames(NAME);

const cluster = new SpreadCluster(NAME, 'zookeeper');
const PROMETHEUS_PORT = 30_390;
const prometheus = new Prometheus(`http://127.0.0.1:${PROMETHEUS_PORT}`, (url) => cluster.engines.read(0, url));

beforeAll(async () => {
  // Of hosts of these addresses, the last one can be drained without another server's moving by the rule.
  await cluster.start(30_392, 125, {
    ...{ KAFKA_MONITORING: 'on', KAFKA_PROMETHEUS_PORT: String(PROMETHEUS_PORT), KAFKA_CONSOLE: 'on' },
  });
  const file = cluster.checkout.path('main.ts');
  const told = edited(
    readFileSync(file, 'utf8'),
    'monitoring: monitoring ?? { enabled: false }',
    'monitoring: { ...monitoring, alertAfter: Duration.seconds(10) }',
  );
  writeFileSync(file, told);
});
afterAll(() => cluster.remove());

const nodeExporter = (host: number): string =>
  host === 0 ? names.nodeExporter : names.nodeExporterOn(identifier(cluster.addressOf(host)));

/** Without what is no target any more: its last measurements stay for five minutes. */
const fresh = (metric: string): string => `${metric} and time() - timestamp(${metric}) < 45`;

/** A series' value of a label. */
const label = (name: string) => (sample: Sample) => sample.metric[name] ?? '';

/** What is declared comes to be scraped, and nothing else: each target is up, under the host that it runs on. */
async function expectEveryTargetUp(hosts: readonly number[]): Promise<void> {
  const { manifest } = cluster.checkout;
  const watched = [
    ...[...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container),
    ...[names.prometheus, names.exporter, ...hosts.map(nodeExporter)],
  ];
  expect(watched).toHaveLength(8 + hosts.length);
  const up = await prometheus.awaitSamples(
    fresh('up'),
    (samples) => samples.length === watched.length && samples.every(({ value: [, figure] }) => figure === '1'),
  );
  const found = up.map((sample) => `${label('instance')(sample)} on ${label('host')(sample)}`);
  expect(found.sort()).toEqual(
    watched.map((container) => `${container} on ${placementOf(manifest, container).address}`).sort(),
  );
}

/** Disks, memory and processors of each host come under its own label, the disks below the volumes of its servers. */
async function expectMachinesWatched(hosts: readonly number[]): Promise<void> {
  const addresses = hosts.map((host) => cluster.addressOf(host)).sort();
  for (const metric of [
    ...['node_memory_MemAvailable_bytes', 'node_load1'].map(fresh),
    `sum by (host) (${fresh('node_cpu_seconds_total')})`,
  ]) {
    const samples = await prometheus.awaitSamples(metric, ({ length }) => length === hosts.length);
    expect(samples.map(label('host')).sort()).toEqual(addresses);
  }
  const disks = await prometheus.awaitSamples(
    fresh('node_filesystem_avail_bytes{mountpoint=~"/volumes/.+"}'),
    ({ length }) => length === 6,
  );
  const below = disks.map(
    (sample) => `${label('mountpoint')(sample).slice('/volumes/'.length)} on ${label('host')(sample)}`,
  );
  expect(below.sort()).toEqual([...(await cluster.servers())].sort());
}

const hostAlerts = (state: string): Promise<readonly Sample[]> =>
  prometheus.query(`ALERTS{alertname="KafkaHostDown",alertstate=~"${state}"}`);

test('a cluster on three hosts is deployed with what watches it: node_exporter on each, and all else on the first', async () => {
  expectSuccess(await cluster.checkout.npm('deploy'));
  await cluster.expectOneOfEachKind();
  expect(await cluster.services(0)).toEqual([
    names.serviceContainer('console'),
    names.exporter,
    nodeExporter(0),
    names.prometheus,
  ]);
  expect(await cluster.services(1)).toEqual([nodeExporter(1)]);
  expect(await cluster.services(2)).toEqual([nodeExporter(2)]);
});

test('Prometheus scrapes every server and service of all hosts, each under its host, and has an alert for a host that is gone', async () => {
  await expectEveryTargetUp(HOSTS);
  await expectMachinesWatched(HOSTS);
  expect(await prometheus.rules()).toContain('KafkaHostDown');
  await prometheus.awaitValue('count(kafka_topic_partitions{topic="my-topic"})', (topics) => topics === 1);
  expect(await hostAlerts('.+')).toEqual([]);
});

test('the console shows its page on the first host', async () => {
  const { address = '' } = cluster.checkout.manifest.services.find(({ name }) => name === 'Web console') ?? {};
  expect(await cluster.engines.read(0, address)).toMatch(/<html/i);
});

test('the status has all of it, nothing is otherwise than declared, and a second deployment changes nothing', async () => {
  const status = await cluster.checkout.npm('status');
  expectSuccess(status);
  for (const { container } of cluster.checkout.manifest.services) {
    expect(textOf(status)).toMatch(new RegExp(`${container} .*Up .*healthy`));
  }
  await cluster.proof('drift');
  await cluster.expectNothingToChange();
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('with a host dead, all of it is down, and the alert fires for it alone; when it is back, all is watched again', async () => {
  const lost = cluster.addressOf(2);
  await cluster.loseAndRevive(2, async () => {
    const firing = await until(
      async () => {
        const found = await hostAlerts('firing');
        return found.length === 0 ? undefined : found;
      },
      { within: Duration.minutes(3), awaiting: 'the alert of the host that is dead' },
    );
    expect(firing.map(label('host'))).toEqual([lost]);
    const down = await prometheus.query('up == 0');
    expect(down.map(label('job')).sort()).toEqual(['kafka', 'node', 'zookeeper']);
    expect([...new Set(down.map(label('host')))]).toEqual([lost]);
    // Who is called for the host isn't called for its exporter too.
    expect(await prometheus.firing()).not.toContain('MonitoringTargetDown');
  });
  await expectEveryTargetUp(HOSTS);
  await expectMachinesWatched(HOSTS);
  expect(await hostAlerts('firing')).toEqual([]);
});

test('a drained host has nothing left, and is watched no more; without it in the declaration a deployment changes nothing', async () => {
  const { checkout } = cluster;
  const { KAFKA_HOSTS: three = '' } = checkout.environment;
  expectSuccess(await checkout.npm('drain', cluster.addressOf(2)));
  expect(await cluster.traces(2)).toEqual(NO_TRACES);
  await expectEveryTargetUp([0, 1]);
  await expectMachinesWatched([0, 1]);
  checkout.environment['KAFKA_HOSTS'] = three.split(' ').slice(0, 2).join(' ');
  const outcome = await checkout.npm('deploy');
  expectSuccess(outcome);
  expect(textOf(outcome)).toContain('nothing to change');
  checkout.environment['KAFKA_HOSTS'] = three;
});

test('a host that gets its servers back gets its node_exporter back, too', async () => {
  expectSuccess(await cluster.checkout.npm('drain', cluster.addressOf(2), '--undo'));
  await cluster.expectOneOfEachKind();
  expect(await cluster.services(2)).toEqual([nodeExporter(2)]);
  await expectEveryTargetUp(HOSTS);
  await expectMachinesWatched(HOSTS);
  await cluster.proof('cluster,drift');
});

test('a destroyed cluster leaves no trace on any host', async () => {
  await cluster.expectDestroyedWithoutTrace();
});
