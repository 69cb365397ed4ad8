import type Docker from 'dockerode';
import { hostNameOf, hostsOf, type Placed } from '../../model/placement/placement';
import { patient } from '../patience';
import { TimedOut, until } from '../wait';
import { ifThere } from './engine';
import { Engines } from './engines';

/** What has a place in a network of several hosts: its Swarm does not remove it before. */
export interface NetworkPlaces {
  /** Containers, by their names where they are on hosts of the cluster. */
  readonly members: readonly string[];
  /** Hosts whose engines keep places of containers that are gone. */
  readonly keptOn: readonly string[];
}

/** A container's place in networks, as a Swarm's managers list it. */
interface Place {
  readonly NodeID?: string;
  readonly DesiredState: string;
  readonly Status: { readonly State: string };
  readonly Spec: {
    readonly NetworkAttachmentSpec?: { readonly ContainerID: string };
    readonly Networks?: readonly { readonly Target: string }[];
  };
}

/** States of what is over: nothing is held by it. */
const ENDED = ['complete', 'shutdown', 'failed', 'rejected', 'remove', 'orphaned'];

/** Longer than a Swarm takes to give up the place of a container that was removed. */
const GIVING_UP_SECONDS = 20;

/**
 * Who has a place in a network, when those of containers that were just removed have been given up. What is kept after that stays until
 * its engine is started again: it comes of a container that was removed when its last start had failed for want of the network.
 */
export async function placesIn(
  cluster: Placed,
  network: string,
  engines: Engines = new Engines(cluster),
  within = patient(GIVING_UP_SECONDS),
): Promise<NetworkPlaces> {
  let seen: NetworkPlaces | undefined;
  try {
    return await until(
      async () => {
        seen = await placesNow(cluster, network, engines);
        return seen.keptOn.length === 0 && seen;
      },
      {
        within,
        awaiting: `the places of removed containers in network ${network} to be given up`,
      },
    );
  } catch (error) {
    if (error instanceof TimedOut && seen !== undefined) {
      return seen;
    }
    throw error;
  }
}

async function placesNow(cluster: Placed, network: string, engines: Engines): Promise<NetworkPlaces> {
  const listed = (await engines.own.listTasks({ filters: { runtime: ['attachment'] } })) as readonly Place[];
  const held = listed.filter(
    ({ DesiredState, Status, Spec }) =>
      ![DesiredState, Status.State].some((state) => ENDED.includes(state)) &&
      (Spec.Networks ?? []).some(({ Target }) => Target === network),
  );
  if (held.length === 0) {
    return { members: [], keptOn: [] };
  }
  const nodes = await Promise.all(
    hostsOf(cluster).map(async (placement) => {
      const engine = engines.at(placement);
      const { Swarm } = (await engine.info()) as { readonly Swarm: { readonly NodeID: string } };
      return [Swarm.NodeID, { engine, host: hostNameOf(placement) }] as const;
    }),
  );
  const hosts = new Map(nodes);
  const members = new Set<string>();
  const keptOn = new Set<string>();
  for (const { NodeID: node = '', Spec } of held) {
    const id = Spec.NetworkAttachmentSpec?.ContainerID ?? '';
    const there = hosts.get(node);
    const found = await ifThere<Docker.ContainerInspectInfo | string>(
      there?.engine.getContainer(id).inspect() ?? Promise.resolve(`container ${id.slice(0, 12)} on node ${node}`),
    );
    if (found === undefined) {
      keptOn.add(there?.host ?? node);
    } else {
      members.add(typeof found === 'string' ? found : found.Name.replace(/^\//, ''));
    }
  }
  return { members: [...members].sort(), keptOn: [...keptOn].sort() };
}

/**
 * Whether a container's start has failed as its engine had just given up a network of several hosts, with its last container there. It has
 * it again a moment after the next one asks for it.
 */
export const lacksNetwork = (error: unknown): boolean =>
  /\bnetwork \S+ not found/.test(error instanceof Error ? error.message : String(error));

/**
 * Starts a container whose last start has failed for want of a network: its engine gives up the container's place there only where
 * it has been in it, and keeps it for ever where it is removed as it is. Any other one is left alone.
 */
export async function startForItsPlace(engine: Docker, id: string): Promise<void> {
  const found = await ifThere(engine.getContainer(id).inspect());
  if (found === undefined || found.State.Running || !lacksNetwork(found.State.Error)) {
    return;
  }
  try {
    await until(
      async () => {
        await engine.getContainer(id).start();
        return true;
      },
      { within: patient(GIVING_UP_SECONDS), awaiting: `${found.Name.replace(/^\//, '')} to get its networks` },
    );
  } catch (error) {
    // What is kept then is told when the network is to go.
    if (!(error instanceof TimedOut)) {
      throw error;
    }
  }
}
