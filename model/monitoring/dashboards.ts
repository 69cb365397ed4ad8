import type { MetadataStore } from '../cluster/metadata-store';
import broker from './generated/broker.json';
import clusterOnHosts from './generated/cluster-on-hosts.json';
import cluster from './generated/cluster.json';
import consumerGroups from './generated/consumer-groups.json';
import topic from './generated/topic.json';
import { hasSeveralHosts, type Placed } from '../placement/placement';

/** Grafana's dashboards by the names of their files: made from the folder `dashboards` by `npm run dashboards`. */
export const dashboardsOf = (
  { monitoring }: Pick<MetadataStore, 'monitoring'>,
  place: Placed = {},
): Readonly<Record<string, object>> => ({
  broker,
  cluster,
  'consumer-groups': consumerGroups,
  topic,
  ...monitoring.dashboards,
  ...(hasSeveralHosts(place) && { cluster: clusterOnHosts, ...monitoring.dashboardsOnHosts }),
});
