import { type BrokerBeans, type MetricRules, rule } from '../../monitoring/jmx/jmx-rule';

const DOMAIN = 'org\\.apache\\.ZooKeeperService';

/** Attributes of a serving node, whichever its role. */
const ATTRIBUTES = [
  'AvgRequestLatency',
  'MaxRequestLatency',
  'PacketsReceived',
  'PacketsSent',
  'OutstandingRequests',
  'NumAliveConnections',
  'FsyncThresholdExceedCount',
  'AuthFailedCount',
];

const MEMBER = [
  ['name0', 'ReplicatedServer_id(\\d+)'],
  ['name1', 'replica\\.\\d+'],
  ['name2', '(Leader|Follower)'],
] as const;
const ALONE = [['name0', '(Standalone)Server_port-?\\d+']] as const;
const TREE = 'InMemoryDataTree';

const serving = `(${ATTRIBUTES.join('|')})`;
const tree = '(NodeCount|WatchCount)';

/** What a ZooKeeper node serves of itself; the role is a label, since it changes. */
export const ZOOKEEPER_RULES: MetricRules = {
  includeObjectNames: ['org.apache.ZooKeeperService:*'],
  rules: [
    rule({ domain: DOMAIN, keys: MEMBER }, serving, { name: 'zookeeper_$3', labels: { role: '$2' } }),
    rule({ domain: DOMAIN, keys: [...MEMBER, ['name3', TREE]] }, tree, {
      name: 'zookeeper_$3',
      labels: { role: '$2' },
    }),
    rule({ domain: DOMAIN, keys: [['name0', 'ReplicatedServer_id(\\d+)']] }, '(QuorumSize)', { name: 'zookeeper_$2' }),
    rule({ domain: DOMAIN, keys: ALONE }, serving, { name: 'zookeeper_$2', labels: { role: '$1' } }),
    rule({ domain: DOMAIN, keys: [...ALONE, ['name1', TREE]] }, tree, { name: 'zookeeper_$2', labels: { role: '$1' } }),
  ],
};

/** What a broker serves of its session and its requests. */
export const ZOOKEEPER_CLIENT_BEANS: BrokerBeans = {
  singles: [
    {
      domain: 'server',
      type: 'SessionExpireListener',
      names: ['ZooKeeperDisconnectsPerSec', 'ZooKeeperExpiresPerSec'],
    },
  ],
  more: {
    includeObjectNames: ['kafka.server:type=ZooKeeperClientMetrics,*'],
    rules: [
      rule(
        {
          domain: 'kafka\\.server',
          keys: [
            ['type', 'ZooKeeperClientMetrics'],
            ['name', 'ZooKeeperRequestLatencyMs'],
          ],
        },
        '(50|95|99|999)thPercentile',
        { name: 'kafka_server_ZooKeeperClientMetrics_ZooKeeperRequestLatencyMs', labels: { quantile: '0.$1' } },
      ),
    ],
  },
};
