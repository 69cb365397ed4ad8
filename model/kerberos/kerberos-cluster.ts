import type { BrokerRef, ClusterNames } from '../names/names';
import type { Placed } from '../placement/placement';
import type { KerberosRealm } from './kerberos-realm';

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
  readonly kerberosUsers: readonly { readonly name: string; readonly keyVersion: number }[];
}
