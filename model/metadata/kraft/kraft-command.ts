import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { ServerImage } from '../../cluster/image';
import type { MetadataStore } from '../../cluster/metadata-store';
import { loggingOption } from '../../files/logging';
import { jvmOptions, metricsAgent } from '../../files/server-command';
import type { ConfigurationFile } from '../../formats/versioned-file';
import { metricsRules } from '../../monitoring/jmx/jmx-rule';
import { PATHS } from '../../names/paths';
import { CONTROLLER_ROLE, type KraftController } from './kraft-controller';
import { KRAFT_RULES } from './kraft-rules';

/** The command of a controller: the same program as a broker's. */
export const controllerCommand = (
  cluster: ClusterBasis,
  store: MetadataStore,
  image: ServerImage,
  { node }: KraftController,
  file: ConfigurationFile,
): readonly string[] => [
  'java',
  ...jvmOptions(store.heap, image.classDataArchive),
  ...metricsAgent(cluster, image, node, metricsRules(CONTROLLER_ROLE, KRAFT_RULES)),
  loggingOption(cluster, store),
  // A peer that comes back has another address; Java would keep the old one for half a minute.
  '-Dsun.net.inetaddr.ttl=2',
  '-cp',
  PATHS.kafka.libraries,
  'kafka.Kafka',
  `${PATHS.configuration}/${file.name}`,
];
