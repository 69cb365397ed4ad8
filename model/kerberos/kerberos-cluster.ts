import type { BrokerRef, ClusterNames } from '../names/names';
import type { Placed } from '../placement/placement';
import type { ClusterUser } from '../users/cluster-user';
import type { KerberosRealm } from './kerberos-realm';

/** How the manifest calls those who log in with a ticket. */
export const KERBEROS = 'kerberos';

/** A listener, as Kerberos sees it: by the hosts that clients ask for a ticket to. */
export interface KerberosListener {
  readonly name: string;
  readonly authentication: { readonly realm?: KerberosRealm };
  hostOf(broker: BrokerRef, cluster: Placed): string;
}

/** What the keys of a cluster depend on. */
export interface KerberosCluster extends Placed {
  readonly names: ClusterNames;
  readonly brokers: readonly BrokerRef[];
  readonly listeners: readonly KerberosListener[];
  /** Realm of its listeners with Kerberos. */
  readonly kerberos?: KerberosRealm;
  /** Users whose credentials the cluster makes, whatever they log in by. */
  readonly users: readonly ClusterUser[];
}
