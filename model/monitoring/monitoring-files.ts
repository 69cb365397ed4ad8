import { Duration } from '../units/duration';
import type { ClusterModel } from '../cluster/cluster-model';
import { type AlertOptions, alertRules } from './alert-rules';
import { dashboardsOf } from './dashboards';
import { scrapeConfiguration, type ScrapeJob, targetGroups } from './scrape-configuration';

/** How a cluster is watched. */
export interface Watch extends AlertOptions {
  readonly jobs: readonly ScrapeJob[];
}

/** Where nothing else is asked for. */
export const WATCH_DEFAULTS = {
  interval: Duration.seconds(15),
  alertAfter: Duration.minutes(2),
  runbooks: 'docs/runbooks.md',
} as const;

/** JSON for people, which Prometheus reads as YAML. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Files for a Prometheus and a Grafana of one's own, by their paths in one folder. */
export function ownFiles(cluster: ClusterModel, { jobs, ...options }: Watch): Readonly<Record<string, string>> {
  const files = {
    'prometheus.yml': scrapeConfiguration(jobs, {
      interval: options.interval,
      rulesFile: 'rules/*.yml',
      discovery: ({ job }) => ({ file_sd_configs: [{ files: [`targets/${job}.json`] }] }),
    }),
    'rules/kafka.yml': alertRules(options, cluster.store, cluster),
    ...Object.fromEntries(jobs.map((job) => [`targets/${job.job}.json`, targetGroups(cluster, job)])),
    ...Object.fromEntries(
      Object.entries(dashboardsOf(cluster.store, cluster)).map(([name, board]) => [`dashboards/${name}.json`, board]),
    ),
  };
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [name, jsonText(value)]));
}
