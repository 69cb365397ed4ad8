import { Duration } from '../../../constructs';
import type { MetadataStore } from '../../../model/cluster/metadata-store';
import { KRAFT } from '../../../model/metadata/kraft/kraft-controller';
import { ZOOKEEPER_ROLE } from '../../../model/metadata/zookeeper/zookeeper-node';
import { alertRules, type RulesFile } from '../../../model/monitoring/alert-rules';
import { WATCH_DEFAULTS } from '../../../model/monitoring/monitoring-files';
import { hasSeveralHosts, type Placed } from '../../../model/placement/placement';

/** Series that rise or stay, and the alerts that must fire on them: input of `promtool test rules`. */
interface RuleTest {
  readonly name: string;
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  readonly fires: Readonly<Record<string, number>>;
}

const BROKERS = ['b1', 'b2', 'b3'];
const DAY = 86_400;

const healthy = (...except: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ...BROKERS.map((instance) => [`up{job="kafka",cluster="c",instance="${instance}"}`, '1x120']),
      ['kafka_controller_KafkaController_ActiveControllerCount{cluster="c",instance="b1"}', '1x120'],
      ['kafka_controller_KafkaController_ActiveControllerCount{cluster="c",instance="b2"}', '0x120'],
    ].filter(([series = '']) => !except.some((name) => series.startsWith(name))),
  ) as Record<string, string>;

const CONTROLLER = 'kafka_controller_KafkaController_ActiveControllerCount';

/** Whatever the metadata are kept in. */
const COMMON: readonly RuleTest[] = [
  { name: 'a whole cluster', series: healthy(), at: '10m', fires: {} },
  {
    name: 'a partition lacks a copy',
    series: {
      ...healthy(),
      'kafka_server_ReplicaManager_UnderReplicatedPartitions{cluster="c",instance="b1"}': '2x30',
    },
    at: '10m',
    fires: { KafkaUnderReplicatedPartitions: 1 },
  },
  {
    name: 'copies that are back in time call nobody',
    series: {
      ...healthy(),
      'kafka_server_ReplicaManager_UnderReplicatedPartitions{cluster="c",instance="b1"}': '2 0x30',
    },
    at: '10m',
    fires: {},
  },
  {
    name: 'too few in-sync copies',
    series: {
      ...healthy(),
      'kafka_server_ReplicaManager_UnderMinIsrPartitionCount{cluster="c",instance="b1"}': '1x30',
    },
    at: '10m',
    fires: { KafkaUnderMinIsrPartitions: 1 },
  },
  {
    name: 'a partition without a leader',
    series: {
      ...healthy(),
      'kafka_controller_KafkaController_OfflinePartitionsCount{cluster="c",instance="b1"}': '1x30',
    },
    at: '10m',
    fires: { KafkaOfflinePartitions: 1 },
  },
  {
    name: 'no controller',
    series: { ...healthy(CONTROLLER), [`${CONTROLLER}{cluster="c",instance="b1"}`]: '0x30' },
    at: '10m',
    fires: { KafkaControllerCount: 1 },
  },
  {
    name: 'nobody that could be controller',
    series: healthy(CONTROLLER),
    at: '10m',
    fires: { KafkaControllerCount: 1 },
  },
  {
    name: 'two controllers',
    series: { ...healthy(), [`${CONTROLLER}{cluster="c",instance="b3"}`]: '1x30' },
    at: '10m',
    fires: { KafkaControllerCount: 1 },
  },
  {
    name: 'a broker that does not answer',
    series: { ...healthy(), 'up{job="kafka",cluster="c",instance="b2"}': '0x30' },
    at: '10m',
    fires: { KafkaBrokerDown: 1 },
  },
  {
    name: 'an exporter that does not answer',
    series: { ...healthy(), 'up{job="kafka-exporter",cluster="c",instance="e"}': '0x30' },
    at: '10m',
    fires: { MonitoringTargetDown: 1 },
  },
  {
    name: 'an exporter that answers, and can’t read from Kafka',
    series: {
      ...healthy(),
      'up{job="kafka-exporter",cluster="c",instance="e"}': '1x30',
      'kafka_exporter_up{job="kafka-exporter",cluster="c",instance="e"}': '0x30',
    },
    at: '10m',
    fires: { KafkaExporterBlind: 1 },
  },
  {
    name: 'an exporter that can read from Kafka again in time',
    series: { ...healthy(), 'kafka_exporter_up{job="kafka-exporter",cluster="c",instance="e"}': '0 1x30' },
    at: '10m',
    fires: {},
  },
  {
    name: 'a disk that is nearly full',
    series: {
      ...healthy(),
      'node_filesystem_avail_bytes{mountpoint="/volumes/b1"}': '10x30',
      'node_filesystem_size_bytes{mountpoint="/volumes/b1"}': '100x30',
    },
    at: '10m',
    fires: { KafkaDiskFilling: 1 },
  },
  {
    name: 'a disk that will be full',
    series: {
      ...healthy(),
      'node_filesystem_avail_bytes{mountpoint="/volumes/b1"}': '1000-4x100',
      'node_filesystem_size_bytes{mountpoint="/volumes/b1"}': '1000x100',
    },
    at: '70m',
    fires: { KafkaDiskFilling: 1 },
  },
  {
    name: 'a group that falls behind',
    series: {
      ...healthy(),
      'kafka_consumergroup_lag{cluster="c",consumergroup="g",topic="t",partition="0"}': '10+10x60',
      'kafka_consumergroup_lag{cluster="c",consumergroup="h",topic="t",partition="0"}': '500-5x60',
    },
    at: '40m',
    fires: { KafkaConsumerLagGrowing: 1 },
  },
  {
    name: 'a certificate with 20 days left, and one with 40',
    series: {
      ...healthy(),
      'kafka_certificate_expiry_timestamp_seconds{address="b1:1"}': `${20 * DAY}x30`,
      'kafka_certificate_expiry_timestamp_seconds{address="b2:1"}': `${40 * DAY}x30`,
    },
    at: '10m',
    fires: { KafkaCertificateExpiresSoon: 1 },
  },
  {
    name: 'a certificate with 5 days left',
    series: { ...healthy(), 'kafka_certificate_expiry_timestamp_seconds{address="b1:1"}': `${5 * DAY}x30` },
    at: '10m',
    fires: { KafkaCertificateExpiresSoon: 1, KafkaCertificateExpires: 1 },
  },
];

const CONTROLLERS = ['c1', 'c2', 'c3'];

/** A metric that each controller serves, the first of them as the leader. */
const atControllers = (metric: string, ...values: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    CONTROLLERS.map((instance, index) => [`${metric}{cluster="c",instance="${instance}"}`, values[index] ?? '']),
  );

const wholeQuorum = (): Readonly<Record<string, string>> => ({
  ...healthy(CONTROLLER),
  ...Object.fromEntries(
    CONTROLLERS.map((instance) => [`up{job="controller",cluster="c",instance="${instance}"}`, '1x30']),
  ),
  ...atControllers(CONTROLLER, '1x30', '0x30', '0x30'),
  ...atControllers('kafka_controller_KafkaController_OfflinePartitionsCount', '0x30', '0x30', '0x30'),
  ...atControllers('kafka_controller_KafkaController_FencedBrokerCount', '0x30', '0x30', '0x30'),
  ...atControllers('kafka_server_raft_metrics_current_leader', '1001x30', '1001x30', '1001x30'),
});

/** By the metadata store's kind. */
const OWN: Readonly<Record<string, readonly RuleTest[]>> = {
  [ZOOKEEPER_ROLE]: [
    {
      name: 'a ZooKeeper node that does not answer',
      series: { ...healthy(), 'up{job="zookeeper",cluster="c",instance="z1"}': '0x30' },
      at: '10m',
      fires: { ZooKeeperNodeDown: 1 },
    },
  ],
  [KRAFT]: [
    { name: 'a whole quorum', series: wholeQuorum(), at: '10m', fires: {} },
    {
      name: 'a partition without a leader, which every controller counts',
      series: {
        ...wholeQuorum(),
        ...atControllers('kafka_controller_KafkaController_OfflinePartitionsCount', '2x30', '2x30', '2x30'),
      },
      at: '10m',
      fires: { KafkaOfflinePartitions: 1 },
    },
    {
      name: 'a controller that does not answer',
      series: { ...wholeQuorum(), 'up{job="controller",cluster="c",instance="c3"}': '0x30' },
      at: '10m',
      fires: { KafkaControllerDown: 1 },
    },
    {
      name: 'a controller that another one has taken over from',
      series: { ...wholeQuorum(), ...atControllers(CONTROLLER, '1 1 1 0x30', '0 0 0 1x30', '0x30') },
      at: '10m',
      fires: {},
    },
    {
      name: 'no controller that leads',
      series: {
        ...wholeQuorum(),
        ...atControllers(CONTROLLER, '0x30', '0x30', '0x30'),
        ...atControllers('kafka_server_raft_metrics_current_leader', '-1x30', '-1x30', '-1x30'),
      },
      at: '10m',
      fires: { KafkaControllerCount: 1, KafkaQuorumLeaderless: 1 },
    },
    {
      name: 'a leader that one controller has not heard of',
      series: {
        ...wholeQuorum(),
        ...atControllers('kafka_server_raft_metrics_current_leader', '1001x30', '1001x30', '-1x30'),
      },
      at: '10m',
      fires: {},
    },
    {
      name: 'a broker that takes no part, which every controller counts',
      series: {
        ...wholeQuorum(),
        ...atControllers('kafka_controller_KafkaController_FencedBrokerCount', '1x30', '1x30', '1x30'),
      },
      at: '10m',
      fires: { KafkaBrokerFenced: 1 },
    },
    {
      name: 'a broker that takes part again in time',
      series: {
        ...wholeQuorum(),
        ...atControllers('kafka_controller_KafkaController_FencedBrokerCount', '1 0x30', '1 0x30', '1 0x30'),
      },
      at: '10m',
      fires: {},
    },
  ],
};

/** Where a cluster on several hosts is. */
export const SEVERAL_HOSTS: Placed = {
  engine: 'ssh://kafka-a',
  hosts: ['a', 'b'].map((host) => ({ engine: `ssh://kafka-${host}`, address: `kafka-${host}`, host })),
};

/** node_exporter and a broker on each of two hosts, those of the second with other values. */
const onHosts = (node: string, broker: string): Readonly<Record<string, string>> => ({
  ...healthy(),
  'up{job="node",cluster="c",instance="n1",host="a"}': '1x30',
  'up{job="kafka",cluster="c",instance="b1",host="a"}': '1x30',
  'up{job="node",cluster="c",instance="n2",host="b"}': node,
  'up{job="kafka",cluster="c",instance="b2",host="b"}': broker,
});

/** Where a cluster is on several hosts. */
const ON_HOSTS: readonly RuleTest[] = [
  { name: 'two whole hosts', series: onHosts('1x30', '1x30'), at: '10m', fires: {} },
  {
    name: 'a host that nothing answers on',
    series: onHosts('0x30', '0x30'),
    at: '10m',
    fires: { KafkaHostDown: 1, KafkaBrokerDown: 1 },
  },
  {
    name: 'a node_exporter that does not answer, on a host whose broker does',
    series: onHosts('0x30', '1x30'),
    at: '10m',
    fires: { MonitoringTargetDown: 1 },
  },
  {
    name: 'a host that was drained, and is scraped no more',
    series: onHosts('1 1 0 0 _x30', '1 1 _x30'),
    at: '6m',
    fires: {},
  },
];

type TestedStore = Pick<MetadataStore, 'kind' | 'monitoring' | 'controllers'>;

const testsOf = ({ kind }: TestedStore, place: Placed): readonly RuleTest[] => [
  ...[...COMMON, ...(OWN[kind] ?? [])],
  ...(hasSeveralHosts(place) ? ON_HOSTS : []),
];

/** The alerts that one of the tests wants to see firing. */
export const firingWith = (store: TestedStore, place: Placed = {}): ReadonlySet<string> =>
  new Set(testsOf(store, place).flatMap(({ fires }) => Object.keys(fires)));

/** The rules of a cluster that is told soon. */
export const testedRules = (store: TestedStore, place: Placed = {}): RulesFile =>
  alertRules({ ...WATCH_DEFAULTS, interval: Duration.seconds(1), alertAfter: Duration.seconds(2) }, store, place);

/** The file that `promtool test rules` reads: JSON is YAML. Every alert that a test does not name must not fire in it. */
export function ruleTests(rulesFile: string, store: TestedStore, place: Placed = {}): string {
  const alerts = testedRules(store, place)
    .groups.flatMap(({ rules }) => rules)
    .flatMap((rule) => ('alert' in rule ? [rule.alert] : []));
  return JSON.stringify({
    rule_files: [rulesFile],
    evaluation_interval: '1m',
    tests: testsOf(store, place).map(({ name, series, at, fires }) => ({
      name,
      interval: '1m',
      input_series: Object.entries(series).map(([each, values]) => ({ series: each, values })),
      promql_expr_test: alerts.map((alert) => ({
        expr: `count(ALERTS{alertstate="firing",alertname="${alert}"})`,
        eval_time: at,
        exp_samples: fires[alert] === undefined ? [] : [{ labels: '{}', value: fires[alert] }],
      })),
    })),
  });
}
