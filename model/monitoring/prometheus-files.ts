import type { ClusterModel } from '../cluster/cluster-model';
import { type ConfigurationFile, versioned } from '../formats/versioned-file';
import { alertRules } from './alert-rules';
import { jsonText, type Watch } from './monitoring-files';
import { scrapeConfiguration, targetGroups } from './scrape-configuration';

/** What Prometheus is started with: its configuration, and the rules that this names. */
export function prometheusFiles(
  cluster: ClusterModel,
  { jobs, ...options }: Watch,
): { readonly configuration: ConfigurationFile; readonly all: readonly ConfigurationFile[] } {
  const rules = versioned('rules', 'yml', jsonText(alertRules(options, cluster.store, cluster)));
  const configuration = versioned(
    'prometheus',
    'yml',
    jsonText(
      scrapeConfiguration(jobs, {
        interval: options.interval,
        rulesFile: rules.name,
        discovery: (job) => ({ static_configs: targetGroups(cluster, job) }),
      }),
    ),
  );
  return { configuration, all: [rules, configuration] };
}
