import { type ConfigurationFile, versioned } from '../formats/versioned-file';
import { hostAndPort } from '../names/host-endpoint';
import { renderKdcConf, renderKrb5Conf } from './configuration';
import type { KerberosCluster } from './kerberos-cluster';

/** Files that say where the realm is: for the brokers and the key distribution centre, which is told more. */
export function realmFiles(cluster: KerberosCluster): {
  readonly client?: ConfigurationFile;
  readonly kdc?: ConfigurationFile;
} {
  if (cluster.kerberos === undefined) {
    return {};
  }
  const { name, hosting } = cluster.kerberos;
  const client = versioned('krb5', 'conf', renderKrb5Conf(name, kdcsOf(cluster, 'internal')));
  return hosting.kind === 'existing'
    ? { client }
    : { client, kdc: versioned('kdc', 'conf', renderKdcConf(name, hosting.port)) };
}

/** `host:port` of the realm's key distribution centres, for clients in containers and for those outside. */
export function kdcsOf(cluster: KerberosCluster, scope: 'internal' | 'published'): readonly string[] {
  const hosting = cluster.kerberos?.hosting;
  if (hosting?.kind !== 'managed') {
    return hosting?.kdcs ?? [];
  }
  return [hostAndPort(scope === 'internal' ? cluster.names.kdc : hosting.advertisedHost, hosting.port)];
}
