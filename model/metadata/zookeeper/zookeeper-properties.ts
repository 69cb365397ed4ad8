import type { Properties } from '../../formats/properties';
import { STORE_FILES } from '../../names/paths';
import { Duration } from '../../units/duration';
import { ZOOKEEPER_PATHS, ZOOKEEPER_PORTS, type ZooKeeperNode } from './zookeeper-node';

/**
 * ZooKeeper rounds the end of a session up to a whole tick: its sample's 2 s would keep a dead broker's leaders that much longer. What its sample
 * counts in ticks lasts as long as there.
 */
const TICK = Duration.milliseconds(500);
const TICKS_TO_CONNECT = 40;
const TICKS_TO_SYNC = 20;

/** Sessions that nodes grant: those of ZooKeeper's sample, twice and twenty times its tick. */
export const SHORTEST_SESSION = Duration.seconds(4);
export const LONGEST_SESSION = Duration.seconds(40);

/** A ZooKeeper node's `zoo.cfg`: TLS with client certificates for clients and quorum, and no plaintext port. */
export function zooKeeperProperties(ensemble: readonly ZooKeeperNode[], self: ZooKeeperNode): Properties {
  const { client, quorum, election } = ZOOKEEPER_PORTS;
  const isEnsemble = ensemble.length > 1;
  return {
    tickTime: TICK.milliseconds,
    initLimit: TICKS_TO_CONNECT,
    syncLimit: TICKS_TO_SYNC,
    minSessionTimeout: SHORTEST_SESSION.milliseconds,
    maxSessionTimeout: LONGEST_SESSION.milliseconds,
    dataDir: ZOOKEEPER_PATHS.data,
    dataLogDir: ZOOKEEPER_PATHS.transactionLog,
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
        ensemble.map(({ id, node }) => [`server.${id}`, `${node.backplaneHost}:${quorum}:${election}`]),
      ),
    }),
  };
}

function storeProperties(prefix: string): Properties {
  const secrets = ZOOKEEPER_PATHS.secrets;
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
