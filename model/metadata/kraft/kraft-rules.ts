import { CONTROLLER_BEANS } from '../../monitoring/jmx/broker-rules';
import {
  type BrokerBeans,
  type MetricRule,
  type MetricRules,
  rule,
  type SingleBeans,
  singleNames,
  singleRules,
} from '../../monitoring/jmx/jmx-rule';

/** Kafka's attributes of an MBean without a name, each as a metric of its own. */
const attributes = (type: string, names: readonly string[]): readonly MetricRule[] =>
  names.map((attribute) =>
    rule({ domain: 'kafka\\.server', keys: [['type', type]] }, attribute, {
      name: `kafka_server_${type}_${attribute}`.replaceAll('-', '_'),
    }),
  );

const CONTROLLER: SingleBeans = {
  domain: 'controller',
  type: 'KafkaController',
  names: ['FencedBrokerCount', 'MetadataErrorCount', 'LastAppliedRecordLagMs'],
};
const OWN = [...CONTROLLER_BEANS, CONTROLLER];

/** How a voter sees the quorum. */
const RAFT: MetricRules = {
  includeObjectNames: ['kafka.server:type=raft-metrics'],
  rules: attributes('raft-metrics', [
    'current-leader',
    'current-epoch',
    'high-watermark',
    'log-end-offset',
    'election-latency-avg',
    'commit-latency-avg',
  ]),
};

/** What a controller serves of itself, of the quorum and of the cluster. */
export const KRAFT_RULES: MetricRules = {
  includeObjectNames: [...singleNames(OWN), ...RAFT.includeObjectNames],
  rules: [...singleRules(OWN), ...RAFT.rules],
};

const METADATA_METRICS = 'broker-metadata-metrics';

/** What a broker serves of how it follows the quorum. */
export const QUORUM_FOLLOWER_BEANS: BrokerBeans = {
  singles: [],
  more: {
    includeObjectNames: [`kafka.server:type=${METADATA_METRICS}`],
    rules: attributes(METADATA_METRICS, [
      'last-applied-record-lag-ms',
      'last-applied-record-offset',
      'metadata-load-error-count',
      'metadata-apply-error-count',
    ]),
  },
};

/** What a broker serves that is its own controller. */
export const COMBINED_BEANS: BrokerBeans = {
  singles: [CONTROLLER],
  more: {
    includeObjectNames: [...QUORUM_FOLLOWER_BEANS.more.includeObjectNames, ...RAFT.includeObjectNames],
    rules: [...QUORUM_FOLLOWER_BEANS.more.rules, ...RAFT.rules],
  },
};
