import type { ClusterManifest } from '../../model/manifest/manifest';
import { hostNameOf, hostsOf, type Placed, placementOf } from '../../model/placement/placement';

/** What of a cluster runs on one host. */
export interface HostServers {
  /** What people call the host. */
  readonly name: string;
  /** Ids of its brokers. */
  readonly brokers: readonly number[];
  /** Containers of those of its servers that have a vote on the metadata. */
  readonly voters: readonly string[];
  /** Containers of all of its servers. */
  readonly containers: readonly string[];
}

/** Every host that runs a server, the cluster's own first. Where the metadata have no servers of their own, brokers vote on them. */
export function serversByHost(manifest: Pick<ClusterManifest, 'brokers' | 'metadata' | keyof Placed>): HostServers[] {
  const { brokers, metadata } = manifest;
  const voters = metadata.servers.length > 0 ? metadata.servers : brokers;
  return hostsOf(manifest)
    .map((host): HostServers => {
      const isHere = ({ container }: { readonly container: string }): boolean =>
        placementOf(manifest, container).engine === host.engine;
      return {
        name: hostNameOf(host),
        brokers: brokers.filter(isHere).map(({ id }) => id),
        voters: voters.filter(isHere).map(({ container }) => container),
        containers: [...brokers, ...metadata.servers].filter(isHere).map(({ container }) => container),
      };
    })
    .filter(({ containers }) => containers.length > 0);
}

/** What a host is chosen by that is to be lost. */
export interface Leaders {
  /** Container of the server that leads the metadata store; undefined where none is known. */
  readonly metadata: string | undefined;
  /** The controller: a broker by its id, or a metadata server by its container; null for none. */
  readonly controller: number | string | null;
  /** Leaders of partitions, one for each. */
  readonly partitions: readonly number[];
}

/**
 * The host whose loss hurts most: that of the metadata's leader, or after that one has been lost, of the others the controller's, or that
 * of most leaders.
 *
 * @param former the host that was lost before
 */
export function hostToLose(
  hosts: readonly HostServers[],
  { metadata, controller, partitions }: Leaders,
  former?: HostServers,
): HostServers | undefined {
  const others = hosts.filter(({ name }) => name !== former?.name);
  const has = ({ brokers, containers }: HostServers, server: number | string | null | undefined): boolean =>
    typeof server === 'number' ? brokers.includes(server) : containers.includes(server ?? '');
  const led = ({ brokers }: HostServers): number => partitions.filter((leader) => brokers.includes(leader)).length;
  const [most] = [...others].sort((one, other) => led(other) - led(one));
  return (
    (former === undefined ? others.find((host) => has(host, metadata)) : undefined) ??
    others.find((host) => has(host, controller)) ??
    most
  );
}
