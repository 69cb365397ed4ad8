import type { ServerImage } from '../cluster/image';
import type { Size } from '../units/size';
import { type ClusterModel, METRICS_PORT } from '../cluster/cluster-model';
import { LOGGING_FILES } from './logging';
import { metricsRules } from '../monitoring/jmx/jmx-rules-file';
import type { NodeName } from '../names/names';
import { PATHS, zooKeeperLibraries } from '../names/paths';
import { kerberosFiles } from './server-files';

/**
 * The command of a broker: the server itself, because the official image's entry script formats KRaft storage and so
 * rejects a ZooKeeper configuration. Java expands the class path, no shell is involved.
 */
export function brokerCommand(cluster: ClusterModel, node: NodeName, configurationFile: string): readonly string[] {
  return [
    'java',
    ...jvmOptions(cluster.brokerHeap, cluster.images.kafka.classDataArchive),
    ...metricsAgent(cluster, cluster.images.kafka, node, 'kafka'),
    `-Dlog4j.configuration=file:${PATHS.configuration}/${LOGGING_FILES.kafka}`,
    ...krb5Option(cluster),
    '-cp',
    PATHS.kafka.libraries,
    'kafka.Kafka',
    `${PATHS.configuration}/${configurationFile}`,
  ];
}

/** The command of a ZooKeeper node. */
export function zooKeeperCommand(cluster: ClusterModel, node: NodeName, configurationFile: string): readonly string[] {
  return [
    'java',
    ...jvmOptions(cluster.zookeeperHeap, cluster.images.zookeeper.classDataArchive),
    ...metricsAgent(cluster, cluster.images.zookeeper, node, 'zookeeper'),
    `-Dlogback.configurationFile=file:${PATHS.configuration}/${LOGGING_FILES.zookeeper}`,
    '-cp',
    zooKeeperLibraries(cluster.zookeeperVersion.version),
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    `${PATHS.configuration}/${configurationFile}`,
  ];
}

/** In the server's own command, so that no tool that is run in the container starts a second one. */
function metricsAgent(
  cluster: ClusterModel,
  image: ServerImage,
  node: NodeName,
  server: 'kafka' | 'zookeeper',
): readonly string[] {
  const rules = `${PATHS.configuration}/${metricsRules(server).name}`;
  return cluster.metrics
    ? [`-javaagent:${image.metricsAgent ?? ''}=${node.monitoringHost}:${METRICS_PORT}:${rules}`]
    : [];
}

/** Java's Kerberos reads its settings from a file of its own. */
function krb5Option(cluster: ClusterModel): readonly string[] {
  const { client } = kerberosFiles(cluster);
  return client === undefined ? [] : [`-Djava.security.krb5.conf=${PATHS.configuration}/${client.name}`];
}

/** The command of the key distribution centre. It is no shell that starts it, and it stays in the foreground. */
export function kdcCommand(cluster: ClusterModel): readonly string[] {
  const { client, kdc } = kerberosFiles(cluster);
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

function jvmOptions(heap: Size, classDataArchive: string | undefined): readonly string[] {
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
