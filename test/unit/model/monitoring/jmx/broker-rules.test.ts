import { ZOOKEEPER_CLIENT_BEANS, ZOOKEEPER_RULES } from '../../../../../model/metadata/zookeeper/zookeeper-rules';
import { brokerRules } from '../../../../../model/monitoring/jmx/broker-rules';
import type { MetricRules } from '../../../../../model/monitoring/jmx/jmx-rule';

const BROKER_RULES = brokerRules(ZOOKEEPER_CLIENT_BEANS);

/** As the exporter does it: a pattern is looked for anywhere, the first rule that matches wins, `$n` are its groups. */
function metricOf({ rules }: MetricRules, attribute: string): string | undefined {
  for (const { pattern, name, labels = {} } of rules) {
    const match = new RegExp(`^.*(?:${pattern}).*$`).exec(`${attribute}: 1`);
    if (match !== null) {
      const fill = (text: string): string => text.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
      const rendered = Object.entries(labels).map(([label, value]) => `${label}=${fill(value)}`);
      return `${fill(name)}{${rendered.join(',')}}`;
    }
  }
  return undefined;
}

test.each([
  [
    'kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec><>Count',
    'kafka_server_BrokerTopicMetrics_MessagesInPerSec{}',
  ],
  [
    'kafka.server<type=BrokerTopicMetrics, name=MessagesInPerSec, topic=a.b><>Count',
    'kafka_server_BrokerTopicMetrics_MessagesInPerSec{topic=a.b}',
  ],
  [
    'kafka.server<type=BrokerTopicMetrics, name=BytesInPerSec><>OneMinuteRate',
    'kafka_server_BrokerTopicMetrics_BytesInPerSec_OneMinuteRate{}',
  ],
  [
    'kafka.server<type=ReplicaManager, name=UnderReplicatedPartitions><>Value',
    'kafka_server_ReplicaManager_UnderReplicatedPartitions{}',
  ],
  ['kafka.server<type=ReplicaManager, name=IsrShrinksPerSec><>Count', 'kafka_server_ReplicaManager_IsrShrinksPerSec{}'],
  [
    'kafka.controller<type=KafkaController, name=ActiveControllerCount><>Value',
    'kafka_controller_KafkaController_ActiveControllerCount{}',
  ],
  [
    'kafka.network<type=RequestMetrics, name=TotalTimeMs, request=Produce><>999thPercentile',
    'kafka_network_RequestMetrics_TotalTimeMs{request=Produce,quantile=0.999}',
  ],
  ['kafka.log<type=Log, name=Size, topic=orders, partition=7><>Value', 'kafka_log_Log_Size{topic=orders,partition=7}'],
])('a broker’s %s becomes %s', (attribute, metric) => {
  expect(metricOf(BROKER_RULES, attribute)).toBe(metric);
});

test.each([
  [
    'org.apache.ZooKeeperService<name0=ReplicatedServer_id2, name1=replica.2, name2=Leader><>OutstandingRequests',
    'zookeeper_OutstandingRequests{role=Leader}',
  ],
  [
    'org.apache.ZooKeeperService<name0=StandaloneServer_port2182, name1=InMemoryDataTree><>NodeCount',
    'zookeeper_NodeCount{role=Standalone}',
  ],
])('a ZooKeeper node’s %s becomes %s', (attribute, metric) => {
  expect(metricOf(ZOOKEEPER_RULES, attribute)).toBe(metric);
});

test.each([
  ['more before it', 'other.kafka.server<type=ReplicaManager, name=PartitionCount><>Value'],
  ['a key more', 'kafka.server<type=ReplicaManager, name=PartitionCount, topic=a><>Value'],
  ['a longer name', 'kafka.server<type=ReplicaManager, name=PartitionCounts><>Value'],
  ['a longer attribute', 'kafka.server<type=ReplicaManager, name=PartitionCount><>Values'],
  ['another character for the dot', 'kafka-server<type=ReplicaManager, name=PartitionCount><>Value'],
])('an attribute with %s than a rule names is not served', (_, attribute) => {
  expect(metricOf(BROKER_RULES, attribute)).toBeUndefined();
});

test('every pattern is anchored at both ends, and no metric is a counter, whose name would change', () => {
  for (const { pattern, type } of [...BROKER_RULES.rules, ...ZOOKEEPER_RULES.rules]) {
    expect(pattern).toMatch(/^\^.*: \.\*\$$/);
    expect(type).toBe('UNTYPED');
  }
});
