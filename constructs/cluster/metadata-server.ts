import { Construct } from 'constructs';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import type { MetadataServerModel } from '../../model/cluster/metadata-store';
import { RESOLVER_OPTIONS } from '../../model/files/name-resolution';
import { LABELS, secretsVolume } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';

/** One server of the metadata store: a container on its own volumes. Made by `KafkaCluster`. */
export class MetadataServer extends Construct {
  /** @internal */
  public constructor(scope: Construct, cluster: ClusterModel, server: MetadataServerModel, certificateDigest: string) {
    super(scope, server.node.container);
    const { node, role, image, command, memory, volumes, secrets, scratch, health } = server;
    serverContainer(this, cluster, {
      name: node.container,
      role,
      image: image.name,
      command,
      memory,
      volumes: [
        ...volumes.map(({ name, path }) => ({ name, path, readOnly: false })),
        { name: secretsVolume(node), path: secrets, readOnly: true },
        { name: cluster.names.configurationVolume, path: PATHS.configuration, readOnly: true },
      ],
      scratch,
      networks: [cluster.names.backplane, ...(cluster.metrics ? [cluster.names.monitoring] : [])],
      resolverOptions: RESOLVER_OPTIONS,
      health,
      labels: { [LABELS.certificate]: certificateDigest },
    });
  }
}
