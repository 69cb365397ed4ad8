import type { MetadataAlert, MetadataMonitoring } from '../../cluster/metadata-store';
import broker from './generated/broker.json';
import clusterOnHosts from './generated/cluster-on-hosts.json';
import cluster from './generated/cluster.json';
import controllers from './generated/controllers.json';
import { CONTROLLER_ROLE } from './kraft-controller';
import { COMBINED_BEANS, KRAFT_RULES, QUORUM_FOLLOWER_BEANS } from './kraft-rules';

/** Whoever the voters are. */
const QUORUM_ALERTS: readonly MetadataAlert[] = [
  {
    name: 'KafkaQuorumLeaderless',
    severity: 'critical',
    expr: 'max by (cluster) (kafka_server_raft_metrics_current_leader) < 0',
    summary: 'No controller leads the quorum: nothing of the metadata can change.',
  },
  {
    name: 'KafkaBrokerFenced',
    severity: 'warning',
    expr: 'max by (cluster) (kafka_controller_KafkaController_FencedBrokerCount) > 0',
    summary: '{{ $value }} brokers are registered and don’t take part.',
  },
];

/** What the quorum, and the brokers that follow it, are watched by. */
export const KRAFT_MONITORING: MetadataMonitoring = {
  rules: { [CONTROLLER_ROLE]: KRAFT_RULES },
  brokerBeans: QUORUM_FOLLOWER_BEANS,
  alerts: [
    {
      name: 'KafkaControllerDown',
      severity: 'warning',
      expr: `up{job="${CONTROLLER_ROLE}"} == 0`,
      summary: 'Controller {{ $labels.instance }} does not answer.',
    },
    ...QUORUM_ALERTS,
  ],
  dashboards: { broker, cluster, controllers },
  dashboardsOnHosts: { cluster: clusterOnHosts },
};

/** What a broker that is its own controller is watched by. */
export const COMBINED_MONITORING: MetadataMonitoring = {
  rules: {},
  brokerBeans: COMBINED_BEANS,
  alerts: QUORUM_ALERTS,
  dashboards: { broker, cluster },
  dashboardsOnHosts: { cluster: clusterOnHosts },
};
