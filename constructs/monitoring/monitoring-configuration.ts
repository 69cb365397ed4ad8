import { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import type { ConfigurationFile, ConfigurationFolder } from '../../model/formats/versioned-file';
import { LABELS } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { configurationStep } from '../containers/configuration-step';
import type { StepContainer } from '../containers/step-container';
import { Volume } from '../terraform/resources';

/** What Prometheus and Grafana read. */
export interface MonitoringConfiguration {
  readonly files: readonly ConfigurationFile[];
  readonly folders: readonly ConfigurationFolder[];
}

/** The step that writes it into a volume of its own, and makes the one for what Prometheus measures. */
export function monitoringConfiguration(
  scope: Construct,
  cluster: ClusterModel,
  { files, folders }: MonitoringConfiguration,
): StepContainer['container'] {
  const { names } = cluster;
  const volumes = [names.monitoringConfigurationVolume, names.prometheusVolume].map((name) => {
    const volume = new Volume(scope, name, { name, labels: [{ label: LABELS.cluster, value: cluster.name }] });
    volume.overrideLogicalId(name);
    return volume;
  });
  return configurationStep(new Construct(scope, 'Configuration'), cluster, {
    name: names.monitoringConfigurationStep,
    inputs: () => ({
      folders: '/volumes/data\n',
      configuration: Object.fromEntries([
        ...files.map(({ name, content }) => [name, content] as const),
        ...folders.flatMap((folder) =>
          Object.entries(folder.files).map(([file, content]) => [`${folder.name}/${file}`, content] as const),
        ),
      ]),
      volumes: {
        [PATHS.configuration]: names.monitoringConfigurationVolume,
        '/volumes/data': names.prometheusVolume,
      },
      dependsOn: volumes,
    }),
  }).container;
}
