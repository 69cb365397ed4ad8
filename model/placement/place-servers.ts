import type { Host } from './host';
import type { Placed, Placement } from './placement';
import { spreadServers } from './spread-servers';

/** A server that is to be placed: its number among those of its kind, and its container. */
export interface ServerToPlace {
  readonly id: number;
  readonly container: string;
}

/**
 * Key of the context by which a deployment that empties a host says so: its name by cluster. Servers are placed as if it were not declared, and it
 * stays known for what has to be taken away there.
 */
export const DRAINED_HOST = 'cdktf-kafka.drained-host';

/** How servers of each kind are named by a host. */
const KINDS = ['brokers', 'metadataServers'] as const;
type Kind = (typeof KINDS)[number];

/** Servers of each kind. */
export type ServersToPlace = Readonly<Record<Kind, readonly ServerToPlace[]>>;

/**
 * Where servers go that are declared on hosts: to the host that names them, or else by the rule. One host alone is a cluster's one engine, as if no
 * host had been declared; an address that it was given is what its brokers advertise.
 *
 * @param drained name of a host that gets none
 */
export function placeServers(hosts: readonly Host[], servers: ServersToPlace, drained?: string): Placed {
  const [own, ...others] = hosts;
  if (own === undefined) {
    return {};
  }
  const { engine } = own;
  if (others.length === 0 && !own.hasOwnAddress) {
    return { engine };
  }
  const byName = new Map(hosts.map((host) => [host.name, placementOn(host)]));
  const open = others.length === 0 ? hosts : hosts.filter(({ name }) => name !== drained);
  const placements = KINDS.flatMap((kind) =>
    Object.entries(spreadKind(open, servers, kind)).map(([container, host]) => [container, byName.get(host)] as const),
  );
  return {
    engine,
    placements: Object.fromEntries(placements.flatMap(([name, placement]) => (placement ? [[name, placement]] : []))),
    ...(others.length > 0 && { hosts: [...byName.values()] }),
  };
}

const placementOn = ({ engine, address = '', name }: Host): Placement => ({ engine, address, host: name });

/** The name of each server's host, by its container. */
function spreadKind(hosts: readonly Host[], servers: ServersToPlace, kind: Kind): Readonly<Record<string, string>> {
  const settled = servers[kind].flatMap(({ id, container }) => {
    const host = hosts.find((each) => each[kind].includes(id));
    return host === undefined ? [] : [[container, host.name]];
  });
  return spreadServers(
    servers[kind].map(({ container }) => container),
    hosts,
    Object.fromEntries(settled) as Readonly<Record<string, string>>,
  );
}

/** Failure domain of a server by its host; undefined where there is one host alone that was given none. */
export function rackOn(hosts: readonly Host[], { placements = {} }: Placed, container: string): string | undefined {
  const [own, ...others] = hosts;
  if (own !== undefined && others.length === 0) {
    return own.hasOwnRack ? own.rack : undefined;
  }
  return hosts.find(({ name }) => name === placements[container]?.host)?.rack;
}
