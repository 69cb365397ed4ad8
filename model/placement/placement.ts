import { identifier } from '../names/identifier';
import { serverVolumes } from '../names/names';

/** Where a server runs. */
export interface Placement {
  /** Docker endpoint of its engine, such as `tcp://host:2376`; absent for what `DOCKER_HOST` or the default socket reaches. */
  readonly engine?: string;
  /** Host at which its published ports are reached. */
  readonly address: string;
  /** What its host is called, where hosts are declared. */
  readonly host?: string;
}

/** What servers are placed by. */
export interface Placed {
  /** Docker endpoint of every server that is not placed by itself. */
  readonly engine?: string;
  /** Servers, and services beside them, that were placed by themselves, by their containers; none where one engine runs all. */
  readonly placements?: Readonly<Record<string, Placement>>;
  /** Every host of the cluster, the one with its own engine first; absent where no hosts are declared, or one alone. */
  readonly hosts?: readonly Placement[];
}

/** Where a server of a cluster runs: its container, and the volumes that are its alone. */
export const placementOf = (cluster: Placed, container: string): Placement =>
  cluster.placements?.[container] ?? ownPlacement(cluster);

/** Where what is no server runs. */
const ownPlacement = ({ engine, hosts = [] }: Placed): Placement =>
  hosts.find((host) => host.engine === engine) ?? { engine, address: hostOf(engine) ?? '127.0.0.1' };

/** Where a volume is: a server's beside the server, any other on the cluster's own engine. */
export const placementOfVolume = (cluster: Placed, volume: string): Placement =>
  placementOf(
    cluster,
    Object.keys(cluster.placements ?? {}).find((container) => serverVolumes({ container }).includes(volume)) ?? '',
  );

/** One placement on each engine that runs a part of a cluster, the cluster's own first. */
export function placementsOf(cluster: Placed): readonly Placement[] {
  return distinct([ownPlacement(cluster), ...Object.values(cluster.placements ?? {})]);
}

/** One placement on each engine of a cluster, also on one that runs no part of it, the cluster's own first. */
export const hostsOf = (cluster: Placed): readonly Placement[] =>
  distinct([...placementsOf(cluster), ...(cluster.hosts ?? [])]);

/** The first for each engine, in their order. */
const distinct = (all: readonly Placement[]): readonly Placement[] =>
  all.filter(({ engine }, index) => all.findIndex((other) => other.engine === engine) === index);

/** Whether a cluster has more than one engine, whose servers share overlay networks then. */
export const hasSeveralHosts = (cluster: Placed): boolean => hostsOf(cluster).length > 1;

/** Whether hosts are declared, of which one is the first; a server that was placed by its engine alone has no such order. */
export const hasFirstHost = ({ hosts = [] }: Placed): boolean => hosts.length > 1;

/** Name in the state of what is made on every engine by the same name: no two resources of a stack may share one. */
export const resourceName = (cluster: Pick<Placed, 'engine'>, placement: Placement, name: string): string =>
  placement.engine === cluster.engine ? name : `${name}-on-${wordOf(placement)}`;

/** What Terraform's provider of an engine is called that is not the cluster's own. */
export const providerAlias = (placement: Placement): string => `docker-${wordOf(placement)}`;

/** What a server that is declared elsewhere breaks: it would begin with nothing there. */
export const SERVER_STAYS = 'a server must stay on the host that has its data';

/** What is broken where another host is declared first: its authorities would be others. */
export const FIRST_HOST_STAYS = 'what is no server must be on the host that is declared first';

/** What people call the host of a placement. */
export const hostNameOf = ({ host, address }: Placement): string => host ?? address;

/** What stands for a host in names of what is made there: it keeps its name, however its engine is reached. */
export const wordOf = ({ host, engine }: Placement): string => identifier(host ?? engine ?? 'default');

/** The host of an engine that is reached by way of the network; undefined for any other, which is this machine's. */
export function hostOf(engine = ''): string | undefined {
  const { hostname } = URL.canParse(engine) ? new URL(engine) : { hostname: '' };
  return hostname === '' ? undefined : hostname.replace(/^\[|\]$/g, '');
}
