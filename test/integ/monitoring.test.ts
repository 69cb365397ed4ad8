import { Metadata } from '../../constructs';
import { alertTests } from './monitoring/alerts';
import { NAME, WatchedCluster } from './monitoring/cluster';
import { dashboardTests } from './monitoring/dashboards';
import { deploymentTests } from './monitoring/deployment';
import { grafanaTests } from './monitoring/grafana';
import { leavingTests } from './monitoring/leaving';
import { metricsTests } from './monitoring/metrics';
import { ownPrometheusTests } from './monitoring/own-prometheus';

jest.setTimeout(20 * 60_000);

const cluster = new WatchedCluster();
beforeAll(() => cluster.start());
afterAll(() => cluster.remove());

deploymentTests(cluster);
metricsTests(cluster);
dashboardTests(cluster, { name: NAME, metadata: Metadata.zooKeeper(), topic: 'orders', rateInterval: '10s' });
grafanaTests(cluster);
ownPrometheusTests(cluster);
alertTests(cluster);
leavingTests(cluster);
