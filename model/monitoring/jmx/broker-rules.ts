import {
  anyOf,
  type BrokerBeans,
  type MetricRule,
  type MetricRules,
  rule,
  type SingleBeans,
  singleNames,
  singleRules,
} from './jmx-rule';

/** Meters of `BrokerTopicMetrics`: each is there for the broker and, once there was traffic, for each topic. */
const TOPIC_METERS = [
  'MessagesInPerSec',
  'BytesInPerSec',
  'BytesOutPerSec',
  'BytesRejectedPerSec',
  'ReplicationBytesInPerSec',
  'ReplicationBytesOutPerSec',
  'TotalProduceRequestsPerSec',
  'TotalFetchRequestsPerSec',
  'FailedProduceRequestsPerSec',
  'FailedFetchRequestsPerSec',
];

/** Requests whose times are served: of clients' producing and consuming, of replication, and of groups. */
const REQUESTS = ['Produce', 'FetchConsumer', 'FetchFollower', 'Metadata', 'OffsetCommit', 'JoinGroup'];

/** What whoever is the cluster's controller serves of the cluster. */
export const CONTROLLER_BEANS: readonly SingleBeans[] = [
  {
    domain: 'controller',
    type: 'KafkaController',
    names: [
      'ActiveControllerCount',
      'OfflinePartitionsCount',
      'PreferredReplicaImbalanceCount',
      'ActiveBrokerCount',
      'GlobalTopicCount',
      'GlobalPartitionCount',
    ],
  },
  {
    domain: 'controller',
    type: 'ControllerStats',
    names: ['UncleanLeaderElectionsPerSec', 'LeaderElectionRateAndTimeMs'],
  },
];

/** What is there once for each broker, whichever metadata store it has. */
const singlesOf = (store: BrokerBeans): readonly SingleBeans[] => [
  { domain: 'server', type: 'KafkaServer', names: ['BrokerState'] },
  {
    domain: 'server',
    type: 'ReplicaManager',
    names: [
      'UnderReplicatedPartitions',
      'UnderMinIsrPartitionCount',
      'AtMinIsrPartitionCount',
      'OfflineReplicaCount',
      'PartitionCount',
      'LeaderCount',
      'ReassigningPartitions',
      'IsrShrinksPerSec',
      'IsrExpandsPerSec',
      'FailedIsrUpdatesPerSec',
    ],
  },
  { domain: 'server', type: 'KafkaRequestHandlerPool', names: ['RequestHandlerAvgIdlePercent'] },
  ...store.singles,
  ...CONTROLLER_BEANS,
  { domain: 'network', type: 'SocketServer', names: ['NetworkProcessorAvgIdlePercent'] },
  { domain: 'network', type: 'RequestChannel', names: ['RequestQueueSize', 'ResponseQueueSize'] },
  { domain: 'log', type: 'LogManager', names: ['OfflineLogDirectoryCount'] },
  { domain: 'log', type: 'LogFlushStats', names: ['LogFlushRateAndTimeMs'] },
];

const topics = (): readonly MetricRule[] => {
  const keys = [
    ['type', 'BrokerTopicMetrics'],
    ['name', anyOf(TOPIC_METERS)],
  ] as const;
  const bean = { domain: 'kafka\\.server', keys };
  const perTopic = { domain: 'kafka\\.server', keys: [...keys, ['topic', '([^,<>]+)'] as const] };
  const name = 'kafka_server_BrokerTopicMetrics_$1';
  const labels = { topic: '$2' };
  return [
    rule(bean, 'Count', { name }),
    rule(bean, '(OneMinuteRate|FiveMinuteRate)', { name: `${name}_$2` }),
    rule(perTopic, 'Count', { name, labels }),
    rule(perTopic, 'OneMinuteRate', { name: `${name}_OneMinuteRate`, labels }),
  ];
};

const partitions = (): readonly MetricRule[] =>
  (
    [
      ['cluster', 'Partition', ['UnderReplicated', 'UnderMinIsr', 'InSyncReplicasCount', 'ReplicasCount']],
      ['log', 'Log', ['Size', 'LogStartOffset', 'LogEndOffset', 'NumLogSegments']],
    ] as const
  ).map(([domain, type, names]) =>
    rule(
      {
        domain: `kafka\\.${domain}`,
        keys: [
          ['type', type],
          ['name', anyOf(names)],
          ['topic', '([^,<>]+)'],
          ['partition', '(\\d+)'],
        ],
      },
      'Value',
      { name: `kafka_${domain}_${type}_$1`, labels: { topic: '$2', partition: '$3' } },
    ),
  );

/** Times of requests, in milliseconds: Kafka's own percentiles, as a summary has them. */
const requests = (): readonly MetricRule[] => {
  const request = anyOf(REQUESTS);
  const bean = (name: string, ...more: readonly (readonly [string, string])[]) => ({
    domain: 'kafka\\.network',
    keys: [['type', 'RequestMetrics'] as const, ['name', name] as const, ['request', request] as const, ...more],
  });
  const times = bean(
    '(TotalTimeMs|RequestQueueTimeMs|LocalTimeMs|RemoteTimeMs|ResponseQueueTimeMs|ResponseSendTimeMs)',
  );
  const name = 'kafka_network_RequestMetrics_$1';
  return [
    rule(times, '(50|95|99|999)thPercentile', { name, labels: { request: '$2', quantile: '0.$3' } }),
    rule(times, 'Count', { name: `${name}_Count`, labels: { request: '$2' } }),
    rule(bean('RequestsPerSec', ['version', '(\\d+)']), 'Count', {
      name: 'kafka_network_RequestMetrics_RequestsPerSec',
      labels: { request: '$1', version: '$2' },
    }),
    rule(bean('ErrorsPerSec', ['error', '([A-Z_]+)']), 'Count', {
      name: 'kafka_network_RequestMetrics_ErrorsPerSec',
      labels: { request: '$1', error: '$2' },
    }),
  ];
};

const others = (store: BrokerBeans): readonly MetricRule[] => [
  rule(
    {
      domain: 'kafka\\.server',
      keys: [
        ['type', 'DelayedOperationPurgatory'],
        ['name', '(PurgatorySize|NumDelayedOperations)'],
        ['delayedOperation', '(\\w+)'],
      ],
    },
    'Value',
    { name: 'kafka_server_DelayedOperationPurgatory_$1', labels: { operation: '$2' } },
  ),
  rule(
    {
      domain: 'kafka\\.server',
      keys: [
        ['type', 'ReplicaFetcherManager'],
        ['name', 'MaxLag'],
        ['clientId', 'Replica'],
      ],
    },
    'Value',
    { name: 'kafka_server_ReplicaFetcherManager_MaxLag' },
  ),
  ...store.more.rules,
  ...(
    [
      ['connection-count', 'connection_count'],
      ['successful-authentication-rate', 'successful_authentication_rate'],
      ['failed-authentication-rate', 'failed_authentication_rate'],
    ] as const
  ).map(([attribute, name]) =>
    rule(
      {
        domain: 'kafka\\.server',
        keys: [
          ['type', 'socket-server-metrics'],
          ['listener', '(\\w+)'],
          ['networkProcessor', '(\\d+)'],
        ],
      },
      attribute,
      { name: `kafka_server_socket_server_metrics_${name}`, labels: { listener: '$1', processor: '$2' } },
    ),
  ),
];

/** What a broker serves of itself and its metadata store, beside what the exporter says of its JVM. */
export const brokerRules = (store: BrokerBeans): MetricRules => ({
  includeObjectNames: [
    ...singleNames(singlesOf(store)),
    ...TOPIC_METERS.map((name) => `kafka.server:type=BrokerTopicMetrics,name=${name},*`),
    ...REQUESTS.map((request) => `kafka.network:type=RequestMetrics,request=${request},*`),
    'kafka.cluster:type=Partition,*',
    'kafka.log:type=Log,*',
    'kafka.server:type=DelayedOperationPurgatory,*',
    'kafka.server:type=ReplicaFetcherManager,name=MaxLag,*',
    ...store.more.includeObjectNames,
    'kafka.server:type=socket-server-metrics,*',
  ],
  rules: [...singleRules(singlesOf(store)), ...topics(), ...partitions(), ...requests(), ...others(store)],
});
