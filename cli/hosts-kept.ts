import type { ClusterManifest } from '../model/manifest/manifest';
import { serverVolumes } from '../model/names/names';
import { hasSeveralHosts, hostNameOf, hostsOf, placementOf, wordOf } from '../model/placement/placement';
import type { Violation } from '../model/violation';
import type { Inventory } from '../runtime/engine/inventory';

/**
 * What a declaration must not change about the hosts of servers that stand: a server's data are where it runs, and it would begin with nothing elsewhere;
 * a host that is declared no more can't be reached for what is left there; and a network can't become another kind of network.
 *
 * @param base addresses in the state of the base
 */
export const hostViolations = (
  manifest: ClusterManifest,
  inventory: Inventory,
  base: readonly string[],
): readonly Violation[] => [
  ...movedServers(manifest, inventory),
  ...missingHosts(manifest, base),
  ...otherNetworks(manifest, inventory),
];

function movedServers(manifest: ClusterManifest, { volumes }: Inventory): readonly Violation[] {
  const hosts = hostsOf(manifest);
  return serversOf(manifest).flatMap(([kind, { id, container }]): readonly Violation[] => {
    const [data] = serverVolumes({ container });
    const standing = hosts.find((host) =>
      volumes.some(({ name, placement }) => name === data && placement.engine === host.engine),
    );
    const declared = placementOf(manifest, container);
    return standing === undefined || standing.engine === declared.engine
      ? []
      : [
          {
            code: 'ServerMoved',
            subject: container,
            rule: 'a server must stay on the host that has its data',
            value: `${hostNameOf(declared)}, and its data are on ${hostNameOf(standing)}`,
            remedy: `have that host name it, ${kind}: [${id}] in Host.of; brokers and metadata servers that come new may go anywhere`,
          },
        ];
  });
}

const serversOf = ({
  brokers,
  metadata,
}: ClusterManifest): readonly (readonly [string, { readonly id: number; readonly container: string }])[] => [
  ...brokers.map((broker) => ['brokers', broker] as const),
  ...metadata.servers.map((server) => ['metadataServers', server] as const),
];

/** Hosts that the state knows, by what is made on each of them but the first. */
function missingHosts(manifest: ClusterManifest, base: readonly string[]): readonly Violation[] {
  const prefix = `docker_volume.${manifest.name}-configuration-on-`;
  const declared = hostsOf(manifest).map(wordOf);
  const known = base.filter((address) => address.startsWith(prefix)).map((address) => address.slice(prefix.length));
  return known
    .filter((word) => !declared.includes(word))
    .map((word) => ({
      code: 'HostMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'a host must stay declared, by its name, for as long as anything of the cluster is on it',
      value: `${word} is declared no more`,
      remedy: 'declare it again, with the name that it had: nothing was touched',
    }));
}

/** Networks that one engine has are no good for several, and the other way round; Terraform would fail to remove those that servers are in. */
function otherNetworks(manifest: ClusterManifest, { networks }: Inventory): readonly Violation[] {
  const wanted = hasSeveralHosts(manifest) ? 'overlay' : 'bridge';
  const { backplane, clients } = manifest.networks;
  return networks
    .filter(({ name, driver }) => [backplane, clients].includes(name) && driver !== wanted)
    .map(({ name, driver }) => ({
      code: 'NetworkKindChanged',
      subject: `network ${name}`,
      rule: `must be of the kind ${wanted}, as its cluster is declared on ${wanted === 'overlay' ? 'several hosts' : 'one host'}, and can't become it while servers are in it`,
      value: driver,
      remedy:
        'declare the hosts as they were; or take the servers away, which keeps the data (npm run destroy), and deploy them as declared now',
    }));
}
