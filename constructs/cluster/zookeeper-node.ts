import { Construct } from 'constructs';
import type { ClusterModel, ZooKeeperModel } from '../../model/cluster/cluster-model';
import { zooKeeperHealth } from '../../model/files/health';
import { dataVolume, LABELS, secretsVolume, transactionLogVolume } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { zooKeeperCommand } from '../../model/files/server-command';
import { serverContainer } from '../containers/server-container';
import { zooKeeperFile } from '../../model/files/server-files';

/** One node of the ZooKeeper ensemble: a container on its own volumes. Made by `KafkaCluster`. */
export class ZooKeeperNode extends Construct {
  /** @internal */
  public constructor(scope: Construct, cluster: ClusterModel, zookeeper: ZooKeeperModel, certificateDigest: string) {
    super(scope, zookeeper.node.container);
    const { node } = zookeeper;
    serverContainer(this, cluster, {
      name: node.container,
      role: 'zookeeper',
      image: cluster.images.zookeeper.name,
      command: zooKeeperCommand(cluster, node, zooKeeperFile(cluster, zookeeper).name),
      memory: cluster.zookeeperMemory,
      volumes: [
        { name: dataVolume(node), path: PATHS.zookeeper.data, readOnly: false },
        { name: transactionLogVolume(node), path: PATHS.zookeeper.transactionLog, readOnly: false },
        { name: secretsVolume(node), path: PATHS.zookeeper.secrets, readOnly: true },
        { name: cluster.names.configurationVolume, path: PATHS.configuration, readOnly: true },
      ],
      // The official image declares a volume here, which would be an anonymous one.
      scratch: [PATHS.zookeeper.logs],
      networks: [cluster.names.backplane, ...(cluster.metrics ? [cluster.names.monitoring] : [])],
      health: zooKeeperHealth(cluster.zookeepers.length),
      labels: { [LABELS.certificate]: certificateDigest },
    });
  }
}
