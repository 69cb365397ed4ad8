import type { MetadataMonitoring } from '../../cluster/metadata-store';
import broker from './generated/broker.json';
import clusterOnHosts from './generated/cluster-on-hosts.json';
import cluster from './generated/cluster.json';
import zookeeper from './generated/zookeeper.json';
import { ZOOKEEPER_ROLE } from './zookeeper-node';
import { ZOOKEEPER_CLIENT_BEANS, ZOOKEEPER_RULES } from './zookeeper-rules';

/** What ZooKeeper and the brokers' connections to it are watched by. */
export const ZOOKEEPER_MONITORING: MetadataMonitoring = {
  rules: { [ZOOKEEPER_ROLE]: ZOOKEEPER_RULES },
  brokerBeans: ZOOKEEPER_CLIENT_BEANS,
  alerts: [
    {
      name: 'ZooKeeperNodeDown',
      severity: 'warning',
      expr: 'up{job="zookeeper"} == 0',
      summary: 'ZooKeeper node {{ $labels.instance }} does not answer.',
    },
  ],
  dashboards: { broker, cluster, zookeeper },
  dashboardsOnHosts: { cluster: clusterOnHosts },
};
