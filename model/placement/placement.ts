import { identifier } from '../names/identifier';
import { serverVolumes } from '../names/names';

/** Where a server runs. */
export interface Placement {
  /** Docker endpoint of its engine, such as `tcp://host:2376`; absent for what `DOCKER_HOST` or the default socket reaches. */
  readonly engine?: string;
  /** Host at which its published ports are reached. */
  readonly address: string;
}

/** What servers are placed by. */
export interface Placed {
  /** Docker endpoint of every server that is not placed by itself. */
  readonly engine?: string;
  /** Servers that run elsewhere than on `engine`, by their containers; none for now. */
  readonly placements?: Readonly<Record<string, Placement>>;
}

/** Where a server of a cluster runs: its container, and the volumes that are its alone. */
export const placementOf = ({ engine, placements = {} }: Placed, container: string): Placement =>
  placements[container] ?? { engine, address: hostOf(engine) };

/** Where a volume is: a server's beside the server, any other on the cluster's own engine. */
export const placementOfVolume = (cluster: Placed, volume: string): Placement =>
  placementOf(
    cluster,
    Object.keys(cluster.placements ?? {}).find((container) => serverVolumes({ container }).includes(volume)) ?? '',
  );

/** One placement on each engine that runs a part of a cluster, the cluster's own first. */
export function placementsOf(cluster: Placed): readonly Placement[] {
  const all = [{ engine: cluster.engine, address: hostOf(cluster.engine) }, ...Object.values(cluster.placements ?? {})];
  return [...new Map(all.reverse().map((placement) => [placement.engine, placement])).values()].reverse();
}

/** Name in the state of what is made on every engine by the same name: no two resources of a stack may share one. */
export const resourceName = (cluster: Pick<Placed, 'engine'>, { engine }: Placement, name: string): string =>
  engine === cluster.engine ? name : `${name}-on-${identifier(engine ?? 'default')}`;

/** The host of an engine that is reached by way of the network; any other is this machine's. */
function hostOf(engine = ''): string {
  const { hostname } = URL.canParse(engine) ? new URL(engine) : { hostname: '' };
  return hostname === '' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');
}
