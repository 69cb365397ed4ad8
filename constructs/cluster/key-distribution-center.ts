import { Construct } from 'constructs';
import { KDC_DATA, KDC_MEMORY } from '../../model/kerberos/configuration';
import type { ManagedRealm } from '../../model/kerberos/kerberos-realm';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { listeningHealth } from '../../model/files/health';
import { PATHS } from '../../model/names/paths';
import { kdcCommand } from '../../model/files/server-command';
import { serverContainer } from '../containers/server-container';

/** MIT's key distribution centre (KDC) of a cluster's own Kerberos realm. Made by `KafkaCluster`. */
export class KeyDistributionCenter extends Construct {
  /** @internal */
  public constructor(scope: Construct, cluster: ClusterModel, realm: ManagedRealm) {
    super(scope, cluster.names.kdc);
    serverContainer(this, cluster, {
      name: cluster.names.kdc,
      role: 'kdc',
      image: cluster.images.kerberos.name,
      command: kdcCommand(cluster),
      memory: KDC_MEMORY,
      volumes: [
        { name: cluster.names.kdcVolume, path: KDC_DATA, readOnly: false },
        { name: cluster.names.configurationVolume, path: PATHS.configuration, readOnly: true },
      ],
      scratch: ['/var/tmp'],
      networks: [cluster.names.clients],
      ports: [{ hostAddress: realm.bindAddress, hostPort: realm.port, containerPort: realm.port }],
      health: listeningHealth(realm.port),
      labels: {},
    });
  }
}
