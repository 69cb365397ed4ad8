import type { Duration } from '../../duration';
import { type ClusterModel, METRICS_PORT } from '../cluster-model';

/** One job of Prometheus: targets of one kind, `host:port` by the name that they are shown by. */
export interface ScrapeJob {
  readonly job: string;
  readonly targets: readonly { readonly instance: string; readonly address: string }[];
}

/** The jobs of a cluster's own servers, for any Prometheus that joins the monitoring network. */
export const serverJobs = (cluster: ClusterModel): readonly ScrapeJob[] =>
  (
    [
      ['kafka', cluster.brokers],
      ['zookeeper', cluster.zookeepers],
    ] as const
  ).map(([job, servers]) => ({
    job,
    targets: servers.map(({ node }) => ({
      instance: node.container,
      address: `${node.monitoringHost}:${METRICS_PORT}`,
    })),
  }));

/** Prometheus' configuration file, as a value: JSON is YAML. */
export function scrapeConfiguration(
  cluster: ClusterModel,
  jobs: readonly ScrapeJob[],
  options: { readonly interval: Duration; readonly rulesFile: string },
): Readonly<Record<string, unknown>> {
  const interval = `${options.interval.milliseconds}ms`;
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [options.rulesFile],
    scrape_configs: jobs.map(({ job, targets }) => ({
      job_name: job,
      static_configs: targets.map(({ instance, address }) => ({
        targets: [address],
        labels: { cluster: cluster.name, instance },
      })),
    })),
  };
}
