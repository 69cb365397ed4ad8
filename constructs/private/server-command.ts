import type { Size } from '../size';
import type { ClusterModel } from './cluster-model';
import { LOGGING_FILES } from './logging';
import { PATHS, zooKeeperLibraries } from './paths';

/**
 * The command of a broker: the server itself, because the official image's entry script formats KRaft storage and so
 * rejects a ZooKeeper configuration. Java expands the class path, no shell is involved.
 */
export function brokerCommand(cluster: ClusterModel, configurationFile: string): readonly string[] {
  return [
    'java',
    ...jvmOptions(cluster.brokerHeap, cluster.images.kafka.classDataArchive),
    `-Dlog4j.configuration=file:${PATHS.configuration}/${LOGGING_FILES.kafka}`,
    '-cp',
    PATHS.kafka.libraries,
    'kafka.Kafka',
    `${PATHS.configuration}/${configurationFile}`,
  ];
}

/** The command of a ZooKeeper node. */
export function zooKeeperCommand(cluster: ClusterModel, configurationFile: string): readonly string[] {
  return [
    'java',
    ...jvmOptions(cluster.zookeeperHeap, cluster.images.zookeeper.classDataArchive),
    `-Dlogback.configurationFile=file:${PATHS.configuration}/${LOGGING_FILES.zookeeper}`,
    '-cp',
    zooKeeperLibraries(cluster.zookeeperVersion.version),
    'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    `${PATHS.configuration}/${configurationFile}`,
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
