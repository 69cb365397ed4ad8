import { type BrokerRef, secretsVolume } from '../names/names';
import { KEYTAB_FILES, serviceFolder } from '../names/paths';
import { KERBEROS, type KerberosCluster, type KerberosListener } from './kerberos-cluster';
import { userNamesBy, usersBy } from '../users/cluster-user';

/** First part of the brokers' principals: Kafka's `sasl.kerberos.service.name`. */
export const SERVICE_NAME = 'kafka';

/** A principal of the realm whose key the cluster keeps, and where its keytab is put. */
export interface KerberosPrincipal {
  /** Whole name, such as `kafka/localhost@EXAMPLE.ORG`. */
  readonly name: string;
  /** Another version means another key. */
  readonly keyVersion: number;
  /** Folders `VOLUME/FOLDER` that get the keytab. */
  readonly folders: readonly string[];
  /** File of an existing realm's volume that holds the key. */
  readonly source: string;
  readonly isUser: boolean;
}

/**
 * The principal of a broker at a listener: clients ask for a ticket to the host that they connect to, in lower case however it is
 * written there (RFC 4120, 6.2.1), and realms tell upper case from lower.
 */
export const servicePrincipal = (realm: string, host: string): string =>
  `${SERVICE_NAME}/${host.toLowerCase()}@${realm}`;

/** Hosts at which clients with tickets find a broker. */
const kerberosHosts = (cluster: KerberosCluster, broker: BrokerRef): readonly string[] => [
  ...new Set(kerberosListeners(cluster).map((listener) => listener.hostOf(broker, cluster).toLowerCase())),
];

const kerberosListeners = (cluster: KerberosCluster): readonly KerberosListener[] =>
  cluster.listeners.filter(({ authentication }) => authentication.realm !== undefined);

/**
 * Every principal whose key a cluster keeps. Brokers that are advertised at one host share its principal, and so its key;
 * each gets the keys of its own hosts alone. Users of an existing realm keep their keys to themselves.
 */
export function kerberosPrincipals(cluster: KerberosCluster): readonly KerberosPrincipal[] {
  if (cluster.kerberos === undefined) {
    return [];
  }
  const { name: realm, hosting } = cluster.kerberos;
  const services = cluster.brokers.flatMap((broker) =>
    kerberosHosts(cluster, broker).map((host): KerberosPrincipal => ({
      name: servicePrincipal(realm, host),
      keyVersion: hosting.kind === 'managed' ? hosting.keyVersion : 1,
      folders: [`${secretsVolume(broker.node)}/${serviceFolder(host)}`],
      source: `${broker.node.container}.keytab`,
      isUser: false,
    })),
  );
  const users = usersBy(cluster, KERBEROS).map(({ name, version }): KerberosPrincipal => ({
    name: `${name}@${realm}`,
    keyVersion: version,
    folders: [`${cluster.names.identitiesVolume}/${name}`],
    source: '-',
    isUser: true,
  }));
  return hosting.kind === 'managed' ? [...services, ...users] : services;
}

/** Volumes that get a keytab. */
export const keytabVolumes = (cluster: KerberosCluster): ReadonlySet<string> =>
  new Set(kerberosPrincipals(cluster).flatMap(({ folders }) => folders.map((folder) => folder.split('/', 1)[0] ?? '')));

/** Tab-separated lines for the script that makes keytabs. */
export function renderPrincipals(principals: readonly KerberosPrincipal[]): string {
  return principals
    .map(({ name, keyVersion, folders, source, isUser }) =>
      [isUser ? 'user' : 'service', name, String(keyVersion), folders.join(','), source].join('\t'),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Principals in lines of {@link renderPrincipals}, by the versions of their keys. */
export const principalsIn = (lines: string): readonly Pick<KerberosPrincipal, 'name' | 'keyVersion'>[] =>
  lines.split('\n').flatMap((line) => {
    const [, name, version] = line.split('\t');
    return name === undefined ? [] : [{ name, keyVersion: Number(version) }];
  });

/** Path of the keytab with which a broker serves a host. */
export const serviceKeytab = (secrets: string, host: string): string =>
  `${secrets}/${serviceFolder(host)}/${KEYTAB_FILES.keytab}`;

/**
 * Kafka's `sasl.kerberos.principal.to.local.rules`: a declared user becomes its name, and no other principal is let in:
 * neither another one of the realm, nor one of a realm that it trusts, nor a service. The rules have no `DEFAULT` at
 * their end, which would take every name of the realm, the users of other mechanisms among them.
 */
export function principalRules(cluster: KerberosCluster): string {
  const realm = escape(cluster.kerberos?.name ?? '');
  return userNamesBy(cluster, KERBEROS)
    .map((name) => `RULE:[1:$1@$0](^${escape(name)}@${realm}$)s/@.*$//`)
    .join(',');
}

const escape = (text: string): string => text.replace(/[.]/g, '\\.');
