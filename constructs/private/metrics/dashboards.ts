import broker from './dashboards/broker.json';
import cluster from './dashboards/cluster.json';
import consumerGroups from './dashboards/consumer-groups.json';
import topic from './dashboards/topic.json';
import zookeeper from './dashboards/zookeeper.json';

/** Grafana's dashboards by the names of their files: made from the folder `dashboards` by `npm run dashboards`. */
export const DASHBOARDS: Readonly<Record<string, object>> = {
  broker,
  cluster,
  'consumer-groups': consumerGroups,
  topic,
  zookeeper,
};
