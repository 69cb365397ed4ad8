import type { ServerImage } from '../cluster/image';
import type { Size } from '../units/size';
import { type ClusterBasis, METRICS_PORT } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import type { ConfigurationFile } from '../formats/versioned-file';
import { loggingOption } from './logging';
import { resolutionOptions } from './name-resolution';
import type { NodeName } from '../names/names';
import { PATHS } from '../names/paths';
import { MECHANISMS } from '../authentication/mechanisms';
import { realmFiles } from '../kerberos/realm-files';
import { brokerMetrics } from './server-files';

/**
 * The command of a broker: the server itself, because the official image's entry script formats storage for a metadata
 * store of its own choice. Java expands the class path, no shell is involved.
 */
export function brokerCommand(cluster: ClusterModel, node: NodeName, configurationFile: string): readonly string[] {
  return [
    'java',
    ...jvmOptions(cluster.brokerHeap, cluster.images.kafka.classDataArchive),
    ...metricsAgent(cluster, cluster.images.kafka, node, brokerMetrics(cluster)),
    loggingOption(cluster, cluster.store),
    ...resolutionOptions(cluster.store),
    ...MECHANISMS.flatMap(({ broker }) => broker.javaOptions?.(cluster) ?? []),
    '-cp',
    PATHS.kafka.libraries,
    'kafka.Kafka',
    `${PATHS.configuration}/${configurationFile}`,
  ];
}

/** In the server's own command, so that no tool that is run in the container starts a second one. */
export function metricsAgent(
  { metrics }: ClusterBasis,
  image: ServerImage,
  node: NodeName,
  rules: ConfigurationFile,
): readonly string[] {
  return metrics
    ? [
        `-javaagent:${image.metricsAgent ?? ''}=${node.monitoringHost}:${METRICS_PORT}:${PATHS.configuration}/${rules.name}`,
      ]
    : [];
}

/** The command of the key distribution centre. It is no shell that starts it, and it stays in the foreground. */
export function kdcCommand(cluster: ClusterModel): readonly string[] {
  const { client, kdc } = realmFiles(cluster);
  return [
    '/usr/bin/env',
    `KRB5_CONFIG=${PATHS.configuration}/${client?.name ?? ''}`,
    `KRB5_KDC_PROFILE=${PATHS.configuration}/${kdc?.name ?? ''}`,
    '/usr/sbin/krb5kdc',
    '-n',
  ];
}

/** Below this heap a server is there for development: a quick start is worth more than the last tenth of throughput. */
const SMALL_HEAP_MEBIBYTES = 1024;

/** Options of a server's JVM. */
export function jvmOptions(heap: Size, classDataArchive: string | undefined): readonly string[] {
  return [
    `-Xmx${heap.mebibytes}m`,
    ...(heap.mebibytes < SMALL_HEAP_MEBIBYTES
      ? ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
      : ['-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20', '-XX:InitiatingHeapOccupancyPercent=35']),
    // A server that is out of memory is neither alive nor dead; one that exits is restarted.
    '-XX:+ExitOnOutOfMemoryError',
    ...(classDataArchive === undefined ? [] : [`-XX:SharedArchiveFile=${classDataArchive}`]),
    '-Djava.awt.headless=true',
  ];
}
