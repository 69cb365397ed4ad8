import { counted } from '../../model/formats/counted';
import { Duration } from '../../model/units/duration';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { hostsOf, type Placed, type Placement } from '../../model/placement/placement';
import { bounded } from '../wait';
import { ask, removeContainer, statusOf } from './engine';
import { Engines } from './engines';
import { placesIn } from './network-places';

/** A container, network or volume of a cluster, with the engine that it is on. */
export interface Found {
  readonly name: string;
  readonly engine: Docker;
  /** Of that engine: two connections to the same one are not equal. */
  readonly placement: Placement;
}

export interface InventoryContainer extends Found {
  readonly id: string;
  readonly role: string;
  readonly isRunning: boolean;
}

export interface InventoryNetwork extends Found {
  readonly id: string;
  /** Such as `bridge`, or `overlay` for one of several hosts. */
  readonly driver: string;
}

/** Everything that bears a cluster's label. */
export interface Inventory {
  /** Those of the cluster's servers, services and steps, in whatever state. */
  readonly containers: readonly InventoryContainer[];
  readonly networks: readonly InventoryNetwork[];
  readonly volumes: readonly Found[];
}

/** Roles of containers that commands start for themselves. */
const HELPERS: readonly string[] = ['copy', 'fetch', 'proof', 'proof-lock', 'tools'];
/** Longer than a server may take to stop: the engine kills it then. */
const STOP = Duration.seconds(150);
const STOP_SECONDS = 120;

/** What the engines have of a cluster, by its label, whatever is declared. */
export async function takeInventory(
  cluster: Pick<ClusterManifest, 'name' | keyof Placed>,
  engines = new Engines(cluster),
): Promise<Inventory> {
  const label = `${LABELS.cluster}=${cluster.name}`;
  const containers = await ask('containers', engines.containers([label]));
  const elsewhere = await Promise.all(
    hostsOf(cluster).map(async (placement) => {
      const engine = engines.at(placement);
      const filters = { label: [label] };
      // Those of a Swarm a worker lists as long as its own containers are in them, and does not remove.
      const networks = (await engine.listNetworks({ filters })).filter(
        ({ Scope }) => Scope !== 'swarm' || engine === engines.own,
      );
      const { Volumes: volumes } = await engine.listVolumes({ filters: JSON.stringify(filters) as never });
      return {
        networks: networks.map(({ Id, Name, Driver }) => ({ engine, placement, id: Id, name: Name, driver: Driver })),
        volumes: volumes.map(({ Name }) => ({ engine, placement, name: Name })),
      };
    }),
  );
  const byName = (a: Found, b: Found): number => (a.name < b.name ? -1 : 1);
  return {
    containers: containers
      .map(({ engine, placement, Id, Names, Labels, State }) => ({
        ...{ engine, placement, id: Id, name: Names[0]?.replace(/^\//, '') ?? '' },
        ...{ role: Labels[LABELS.role] ?? '', isRunning: State === 'running' },
      }))
      .filter(({ role }) => !HELPERS.includes(role))
      .sort(byName),
    networks: elsewhere.flatMap(({ networks }) => networks).sort(byName),
    volumes: elsewhere.flatMap(({ volumes }) => volumes).sort(byName),
  };
}

/** Stops a container under control, and removes it; one that is gone already is fine. */
export async function stopAndRemove({ engine, id, name }: InventoryContainer): Promise<void> {
  try {
    await bounded(engine.getContainer(id).stop({ t: STOP_SECONDS }), { within: STOP, awaiting: `${name} to stop` });
  } catch (error) {
    // Stopped, or gone.
    if (![304, 404].includes(statusOf(error) ?? 0)) {
      throw error;
    }
  }
  await bounded(removeContainer(engine, id), { within: STOP, awaiting: `${name} to be removed` });
}

/** Ends a container at once, with what it has yet to write down; one that does not run, or is gone, is fine. */
export async function killContainer({ engine, id, name }: InventoryContainer): Promise<void> {
  try {
    await bounded(engine.getContainer(id).kill({ signal: 'SIGKILL' }), { within: STOP, awaiting: `${name} to end` });
  } catch (error) {
    if (![404, 409].includes(statusOf(error) ?? 0)) {
      throw error;
    }
  }
}

/** What is in use, and by whom: the engine does not remove it. */
export interface InUse {
  readonly name: string;
  readonly by: readonly string[];
  /** Hosts whose engines keep it for containers that are gone, until they are started again. */
  readonly keptOn?: readonly string[];
}

/** Who uses a network: none, or one entry with the containers that are in it, on whichever host. */
export async function usersOf(
  cluster: Placed,
  { engine, id, name, driver }: InventoryNetwork,
  engines = new Engines(cluster),
): Promise<readonly InUse[]> {
  if (driver === 'overlay') {
    // An engine lists its own containers alone, and what it has put there itself.
    const { members, keptOn } = await placesIn(cluster, id, engines);
    return members.length + keptOn.length === 0 ? [] : [{ name, by: members, ...(keptOn.length > 0 && { keptOn }) }];
  }
  const { Containers: members } = (await engine.getNetwork(id).inspect()) as {
    readonly Containers?: Readonly<Record<string, { readonly Name: string }>> | null;
  };
  const by = Object.values(members ?? {}).map((member) => member.Name);
  return by.length === 0 ? [] : [{ name, by: by.sort() }];
}

/** Removes a network that no container is in. */
export async function removeNetwork(cluster: Placed, network: InventoryNetwork): Promise<InUse | undefined> {
  try {
    const [used] = await usersOf(cluster, network);
    if (used !== undefined) {
      return used;
    }
    await network.engine.getNetwork(network.id).remove();
  } catch (error) {
    if (statusOf(error) !== 404) {
      throw error;
    }
  }
  return undefined;
}

/** Removes a volume that no container has, not even a stopped one. */
export async function removeVolume({ engine, name }: Found): Promise<InUse | undefined> {
  try {
    await engine.getVolume(name).remove();
  } catch (error) {
    const status = statusOf(error);
    if (status === 409) {
      const holders = await engine.listContainers({ all: true, filters: { volume: [name] } });
      return { name, by: holders.map(({ Names }) => Names[0]?.replace(/^\//, '') ?? '').sort() };
    }
    if (status !== 404) {
      throw error;
    }
  }
  return undefined;
}

/** Removes all of it, and says what went and what somebody has still. */
export async function removeInventory(cluster: Placed, { containers, networks, volumes }: Inventory): Promise<string> {
  const inUse: (InUse | undefined)[] = [];
  for (const container of containers) {
    await stopAndRemove(container);
  }
  for (const network of networks) {
    inUse.push(await removeNetwork(cluster, network));
  }
  for (const volume of volumes) {
    inUse.push(await removeVolume(volume));
  }
  const names = [...containers, ...networks, ...volumes].map(({ name }) => name);
  return [
    names.length === 0 ? 'nothing' : names.join(', '),
    ...inUse.flatMap((used) => (used === undefined ? [] : [`left ${showInUse(used)}`])),
  ].join('; ');
}

/** `kafka-monitoring (in use by kafka-broker-1)`. */
export function showInUse({ name, by, keptOn = [] }: InUse): string {
  const users = by.length > 0 || keptOn.length === 0 ? [`in use by ${by.join(', ') || 'a container'}`] : [];
  const kept = keptOn.map((host) => `kept by the engine of ${host} for a container that is gone`);
  return `${name} (${[...users, ...kept].join(', ')})`;
}

export const isNothing = ({ containers, networks, volumes }: Inventory): boolean =>
  containers.length + networks.length + volumes.length === 0;

/** `2 containers (kafka-broker-1, kafka-broker-2), 1 network (kafka-clients)`. */
export const showInventory = ({ containers, networks, volumes }: Inventory): string =>
  (
    [
      ['container', containers],
      ['network', networks],
      ['volume', volumes],
    ] as const
  )
    .filter(([, all]) => all.length > 0)
    .map(([kind, all]) => `${counted(all.length, kind)} (${all.map(({ name }) => name).join(', ')})`)
    .join(', ');
