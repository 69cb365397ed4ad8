import { Construct } from 'constructs';
import type { BrokerModel } from '../../model/cluster/cluster-basis';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { brokerHealth } from '../../model/files/health';
import { RESOLVER_OPTIONS } from '../../model/files/name-resolution';
import { dataVolume, LABELS, secretsVolume } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { hasSeveralHosts } from '../../model/placement/placement';
import { brokerCommand } from '../../model/files/server-command';
import { serverContainer } from '../containers/server-container';
import { lazyTexts } from '../terraform/literal';
import { brokerFile } from '../../model/files/server-files';

/** One Kafka broker: a container on its own volumes. Made by `KafkaCluster`. */
export class Broker extends Construct {
  /** @internal */
  public constructor(scope: Construct, declared: () => ClusterModel, broker: BrokerModel, certificateDigest: string) {
    super(scope, broker.node.container);
    const { node } = broker;
    const cluster = declared();
    const replication = cluster.listeners.find(({ scope }) => scope === 'replication');
    serverContainer(this, cluster, {
      name: node.container,
      role: 'broker',
      image: cluster.images.kafka.name,
      // Its file names users, who may be added later.
      command: lazyTexts(() => brokerCommand(cluster, node, brokerFile(declared(), broker).name)),
      memory: cluster.brokerMemory,
      volumes: [
        { name: dataVolume(node), path: PATHS.kafka.data, readOnly: false },
        { name: secretsVolume(node), path: PATHS.kafka.secrets, readOnly: true },
        { name: cluster.names.configurationVolume, path: PATHS.configuration, readOnly: true },
      ],
      networks: [
        cluster.names.backplane,
        cluster.names.clients,
        ...(hasSeveralHosts(cluster) ? [cluster.names.published] : []),
        ...(cluster.metrics ? [cluster.names.monitoring] : []),
      ],
      resolverOptions: hasSeveralHosts(cluster) ? RESOLVER_OPTIONS : undefined,
      ports: cluster.listeners.flatMap((listener) => listener.publishedPortOf(broker) ?? []),
      health: brokerHealth(replication?.portOf(broker) ?? 0),
      labels: {
        [LABELS.certificate]: certificateDigest,
        [LABELS.version]: cluster.version.version,
        ...cluster.store.brokerLabels?.(),
      },
    });
  }
}
