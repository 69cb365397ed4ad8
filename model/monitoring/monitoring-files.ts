import { Duration } from '../units/duration';
import type { ClusterModel } from '../cluster/cluster-model';
import { alertRules } from './alert-rules';
import { dashboardsOf } from './dashboards';
import { scrapeConfiguration, type ScrapeJob, targetGroups } from './scrape-configuration';

/** How a cluster is watched. */
export interface Watch {
  readonly jobs: readonly ScrapeJob[];
  readonly interval: Duration;
  readonly alertAfter: Duration;
}

/** Where nothing else is asked for. */
export const WATCH_DEFAULTS = { interval: Duration.seconds(15), alertAfter: Duration.minutes(2) } as const;

/** JSON for people, which Prometheus reads as YAML. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Files for a Prometheus and a Grafana of one's own, by their paths in one folder. */
export function ownFiles(
  cluster: ClusterModel,
  { jobs, interval, alertAfter }: Watch,
): Readonly<Record<string, string>> {
  const files = {
    'prometheus.yml': scrapeConfiguration(jobs, {
      interval,
      rulesFile: 'rules/*.yml',
      discovery: ({ job }) => ({ file_sd_configs: [{ files: [`targets/${job}.json`] }] }),
    }),
    'rules/kafka.yml': alertRules({ interval, alertAfter }, cluster.store),
    ...Object.fromEntries(jobs.map((job) => [`targets/${job.job}.json`, targetGroups(cluster, job)])),
    ...Object.fromEntries(
      Object.entries(dashboardsOf(cluster.store)).map(([name, board]) => [`dashboards/${name}.json`, board]),
    ),
  };
  return Object.fromEntries(Object.entries(files).map(([name, value]) => [name, jsonText(value)]));
}
