import type { Duration } from '../units/duration';
import { METRICS_PORT } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import type { NodeName } from '../names/names';
import { hasSeveralHosts, hostNameOf, placementOf } from '../placement/placement';

/** One job of Prometheus: targets of one kind, `host:port` by the name that they are shown by. */
export interface ScrapeJob {
  readonly job: string;
  readonly targets: readonly { readonly instance: string; readonly address: string }[];
}

/** A target as Prometheus reads it, in its configuration and in files. */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: {
    readonly cluster: string;
    readonly instance: string;
    /** What people call the host that it is on, where there are several. */
    readonly host?: string;
  };
}

/** Where a job's targets are told: in the configuration, or in files beside it. */
type Discovery =
  | { readonly static_configs: readonly TargetGroup[] }
  | { readonly file_sd_configs: readonly { readonly files: readonly string[] }[] };

/** The jobs of a cluster's own servers, for any Prometheus that joins the monitoring network. */
export function serverJobs(cluster: ClusterModel): readonly ScrapeJob[] {
  const servers = cluster.store.servers(cluster);
  const roles = new Set(servers.map(({ role }) => role));
  return [
    jobOf('kafka', cluster.brokers),
    ...[...roles].map((role) =>
      jobOf(
        role,
        servers.filter((server) => server.role === role),
      ),
    ),
  ];
}

const jobOf = (job: string, servers: readonly { readonly node: NodeName }[]): ScrapeJob => ({
  job,
  targets: servers.map(({ node }) => ({
    instance: node.container,
    address: `${node.monitoringHost}:${METRICS_PORT}`,
  })),
});

/** A job's targets. */
export const targetGroups = (cluster: ClusterModel, { targets }: ScrapeJob): readonly TargetGroup[] =>
  targets.map(({ instance, address }) => ({
    targets: [address],
    labels: {
      ...{ cluster: cluster.name, instance },
      // A target is called like its container.
      ...(hasSeveralHosts(cluster) && { host: hostNameOf(placementOf(cluster, instance)) }),
    },
  }));

/** Prometheus' configuration file, as a value: JSON is YAML. */
export function scrapeConfiguration(
  jobs: readonly ScrapeJob[],
  options: {
    readonly interval: Duration;
    readonly rulesFile: string;
    readonly discovery: (job: ScrapeJob) => Discovery;
  },
): Readonly<Record<string, unknown>> {
  const interval = `${options.interval.milliseconds}ms`;
  return {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [options.rulesFile],
    scrape_configs: jobs.map((job) => ({ job_name: job.job, ...options.discovery(job) })),
  };
}
