import type { ClusterManifest } from '../model/manifest/manifest';
import { serverVolumes } from '../model/names/names';
import {
  hasSeveralHosts,
  hostNameOf,
  hostsOf,
  type Placement,
  placementOf,
  SERVER_STAYS,
  wordOf,
} from '../model/placement/placement';
import type { Violation } from '../model/violation';
import { volumeAddress } from '../model/names/resource-address';
import type { Found, Inventory } from '../runtime/engine/inventory';

/** A server whose data are on another host than it is declared on. */
export interface MovedServer {
  /** By what a host names it. */
  readonly kind: 'brokers' | 'metadataServers';
  readonly id: number;
  readonly container: string;
  readonly from: Placement;
  readonly to: Placement;
  /** Whether its container is where it is declared: data that it has left are on the other host still. */
  readonly isThere: boolean;
}

/** What stands of a cluster, as far as its hosts go. */
export interface StandingOnHosts {
  readonly inventory: Pick<Inventory, 'networks'>;
  /** Addresses in the state of the base. */
  readonly base: readonly string[];
  readonly moved: readonly MovedServer[];
}

/**
 * What a declaration must not change about the hosts of servers that stand: a server's data are where it runs, and it would begin with nothing elsewhere;
 * a host that is declared no more can't be reached for what is left there; and a network can't become another kind of network.
 *
 * @param movable name of the host that servers may be moved from, or to
 */
export const hostViolations = (
  manifest: ClusterManifest,
  { inventory, base, moved }: StandingOnHosts,
  movable?: string,
): readonly Violation[] => [
  ...movableViolations(manifest, movable),
  ...moved
    .filter(({ from, to }) => movable === undefined || ![from, to].map(hostNameOf).includes(movable))
    .map(movedViolation),
  ...missingHosts(manifest, base),
  ...otherNetworks(manifest, inventory),
];

/** Servers that a deployment would have to move. */
export function movedServers(
  manifest: ClusterManifest,
  { containers, volumes }: Pick<Inventory, 'containers' | 'volumes'>,
): readonly MovedServer[] {
  return serversOf(manifest).flatMap(([kind, { id, container }]): readonly MovedServer[] => {
    const [data] = serverVolumes({ container });
    const to = placementOf(manifest, container);
    const isOn = (all: readonly Found[], name: string | undefined, { engine }: Placement): boolean =>
      all.some((each) => each.name === name && each.placement.engine === engine);
    const others = hostsOf(manifest).filter((host) => host.engine !== to.engine && isOn(volumes, data, host));
    // One that was cut off on its way has left data on more than one.
    const from = others.find((host) => isOn(containers, container, host)) ?? others[0];
    return from === undefined ? [] : [{ kind, id, container, from, to, isThere: isOn(containers, container, to) }];
  });
}

const movedViolation = ({ kind, id, container, from, to }: MovedServer): Violation => ({
  code: 'ServerMoved',
  subject: container,
  rule: SERVER_STAYS,
  value: `${hostNameOf(to)}, and its data are on ${hostNameOf(from)}`,
  remedy: `have that host name it, ${kind}: [${id}] in Host.of; or have it moved: npm run drain ${hostNameOf(from)} takes all servers from there, and npm run drain ${hostNameOf(to)} -- --undo brings back those that are declared there`,
});

/** What is wrong with the host that a command names. */
function movableViolations(manifest: ClusterManifest, movable: string | undefined): readonly Violation[] {
  const names = hostsOf(manifest).map(hostNameOf);
  return movable === undefined || names.includes(movable)
    ? []
    : [
        {
          code: 'HostUnknown',
          subject: `host ${movable}`,
          rule: 'must be one of those that are declared',
          value: names.join(', '),
          remedy: 'give one of these names; one that is to go stays declared until it is drained',
        },
      ];
}

/**
 * What keeps a host from being drained: what is no server is on the first one.
 *
 * @param host its name
 */
export const drainViolations = (manifest: ClusterManifest, host: string): readonly Violation[] =>
  hostNameOf(placementOf(manifest, '')) === host
    ? [
        {
          code: 'HostNotDrainable',
          subject: `host ${host}`,
          rule: 'the first host of a cluster can’t be drained: the authorities, the networks and all that is no server are there',
          remedy: 'declare another host first and deploy, which moves all that is no server there; then drain this one',
        },
      ]
    : [];

const serversOf = ({
  brokers,
  metadata,
}: ClusterManifest): readonly (readonly [
  MovedServer['kind'],
  { readonly id: number; readonly container: string },
])[] => [
  ...brokers.map((broker) => ['brokers', broker] as const),
  ...metadata.servers.map((server) => ['metadataServers', server] as const),
];

/** Hosts that the state knows, by what is made on each of them but the first. */
function missingHosts(manifest: ClusterManifest, base: readonly string[]): readonly Violation[] {
  const prefix = volumeAddress(`${manifest.name}-configuration-on-`);
  const declared = hostsOf(manifest).map(wordOf);
  const known = base.filter((address) => address.startsWith(prefix)).map((address) => address.slice(prefix.length));
  return known
    .filter((word) => !declared.includes(word))
    .map((word) => ({
      code: 'HostMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'a host must stay declared, by its name, for as long as anything of the cluster is on it',
      value: `${word} is declared no more`,
      remedy: `declare it again, with the name that it had, and take its servers away before it goes: npm run drain ${word}; nothing was touched`,
    }));
}

/** Networks that one engine has are no good for several, and the other way round; Terraform would fail to remove those that servers are in. */
function otherNetworks(manifest: ClusterManifest, { networks }: StandingOnHosts['inventory']): readonly Violation[] {
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
