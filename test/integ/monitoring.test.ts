import { alertTests } from './monitoring/alerts';
import { WatchedCluster } from './monitoring/cluster';
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
dashboardTests(cluster);
grafanaTests(cluster);
ownPrometheusTests(cluster);
alertTests(cluster);
leavingTests(cluster);
