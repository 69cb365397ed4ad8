import type { ClusterBasis } from '../../cluster/cluster-basis';
import type { ServerImage } from '../../cluster/image';
import { jvmOptions, metricsAgent } from '../../files/server-command';
import type { ConfigurationFile } from '../../formats/versioned-file';
import { metricsRules } from '../../monitoring/jmx/jmx-rule';
import type { NodeName } from '../../names/names';
import { PATHS } from '../../names/paths';
import type { Size } from '../../units/size';
import { ZOOKEEPER_LOGGING } from './zookeeper-logging';
import { ZOOKEEPER_ROLE } from './zookeeper-node';
import { ZOOKEEPER_RULES } from './zookeeper-rules';
import type { ZooKeeperVersion } from './zookeeper-version';

/** The command of a node: the server itself, as a broker's is. */
export function zooKeeperCommand(
  cluster: ClusterBasis,
  { heap, version: { version } }: { readonly heap: Size; readonly version: ZooKeeperVersion },
  image: ServerImage,
  node: NodeName,
  file: ConfigurationFile,
): readonly string[] {
  return [
    'java',
    ...jvmOptions(heap, image.classDataArchive),
    ...metricsAgent(cluster, image, node, metricsRules(ZOOKEEPER_ROLE, ZOOKEEPER_RULES)),
    // A node never makes a database by itself: one that has lost its data must not outvote those that have them. What says that it
    // may begin with nothing is in its volumes before its first start.
    '-Dzookeeper.datadir.autocreate=false',
    '-Dzookeeper.db.autocreate=false',
    `-Dlogback.configurationFile=file:${PATHS.configuration}/${ZOOKEEPER_LOGGING.name}`,
    '-cp',
    `/apache-zookeeper-${version}-bin/lib/*`,
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    `${PATHS.configuration}/${file.name}`,
  ];
}
