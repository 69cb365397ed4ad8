import broker from './generated/broker.json';
import cluster from './generated/cluster.json';
import consumerGroups from './generated/consumer-groups.json';
import topic from './generated/topic.json';
import zookeeper from './generated/zookeeper.json';

/** Grafana's dashboards by the names of their files: made from the folder `dashboards` by `npm run dashboards`. */
export const DASHBOARDS: Readonly<Record<string, object>> = {
  broker,
  cluster,
  'consumer-groups': consumerGroups,
  topic,
  zookeeper,
};
