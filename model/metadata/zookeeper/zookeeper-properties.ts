import type { ClusterModel, ZooKeeperModel } from '../../cluster/cluster-model';
import { ZOOKEEPER_PORTS } from '../../cluster/cluster-model';
import { PATHS, STORE_FILES } from '../../names/paths';
import type { Properties } from '../../formats/properties';

/** A ZooKeeper node's `zoo.cfg`: TLS with client certificates for clients and quorum, and no plaintext port. */
export function zooKeeperProperties(cluster: ClusterModel, self: ZooKeeperModel): Properties {
  const { client, quorum, election } = ZOOKEEPER_PORTS;
  const isEnsemble = cluster.zookeepers.length > 1;
  return {
    tickTime: 2000,
    initLimit: 10,
    syncLimit: 5,
    dataDir: PATHS.zookeeper.data,
    dataLogDir: PATHS.zookeeper.transactionLog,
    secureClientPort: client,
    secureClientPortAddress: self.node.backplaneHost,
    forceSync: 'yes',
    serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
    'authProvider.x509': 'org.apache.zookeeper.server.auth.X509AuthenticationProvider',
    'enforce.auth.enabled': true,
    'enforce.auth.schemes': 'x509',
    'ssl.clientAuth': 'need',
    ...storeProperties('ssl'),
    'admin.enableServer': false,
    '4lw.commands.whitelist': 'srvr',
    'autopurge.purgeInterval': 1,
    'autopurge.snapRetainCount': 3,
    standaloneEnabled: !isEnsemble,
    ...(isEnsemble && {
      sslQuorum: true,
      sslQuorumReloadCertFiles: true,
      'ssl.quorum.clientAuth': 'need',
      ...storeProperties('ssl.quorum'),
      ...Object.fromEntries(
        cluster.zookeepers.map(({ id, node }) => [`server.${id}`, `${node.backplaneHost}:${quorum}:${election}`]),
      ),
    }),
  };
}

function storeProperties(prefix: string): Properties {
  const secrets = PATHS.zookeeper.secrets;
  return {
    [`${prefix}.enabledProtocols`]: 'TLSv1.2,TLSv1.3',
    [`${prefix}.keyStore.location`]: `${secrets}/${STORE_FILES.keystore}`,
    [`${prefix}.keyStore.passwordPath`]: `${secrets}/${STORE_FILES.keystorePassword}`,
    [`${prefix}.keyStore.type`]: 'PKCS12',
    [`${prefix}.trustStore.location`]: `${secrets}/${STORE_FILES.clusterTruststore}`,
    [`${prefix}.trustStore.passwordPath`]: `${secrets}/${STORE_FILES.truststorePassword}`,
    [`${prefix}.trustStore.type`]: 'PKCS12',
  };
}
