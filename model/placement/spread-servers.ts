import { createHash } from 'node:crypto';

/** A host that servers are spread over. */
export interface SpreadHost {
  /** What it is known by, whatever it stands beside. */
  readonly name: string;
  /** Failure domain that it shares with others. */
  readonly rack: string;
}

/**
 * Spreads servers of one kind over hosts, by the fewest on a host, then in a rack. Neither the order of the servers nor that of the hosts matters,
 * and nothing is remembered. Which host a server is given is decided by what both are called: each ranks the other, and
 * a server goes to the host that it ranks highest among those that keep it. So most stay when a host joins or leaves.
 *
 * @param settled hosts of servers that have one already, by the servers' names: they stay, where there is such a host
 * @returns the name of each server's host, by the server's
 */
export function spreadServers(
  servers: readonly string[],
  hosts: readonly SpreadHost[],
  settled: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const names = new Set(hosts.map(({ name }) => name));
  const stay = new Map(
    servers.flatMap((server) => {
      const host = settled[server];
      return host !== undefined && names.has(host) ? [[server, host] as const] : [];
    }),
  );
  const left = servers.filter((server) => !stay.has(server));
  const found = new Map([...stay, ...match(left, freePlaces(left.length, hosts, [...stay.values()]))]);
  return Object.fromEntries(
    servers.flatMap((server) => (found.has(server) ? [[server, found.get(server) ?? '']] : [])),
  );
}

/** How many more servers each host gets, where every one goes to the host with the fewest, and of these into the rack with the fewest. */
function freePlaces(
  count: number,
  hosts: readonly SpreadHost[],
  occupied: readonly string[],
): ReadonlyMap<string, number> {
  const rackOf = new Map(hosts.map(({ name, rack }) => [name, rack]));
  const onHost = new Map(hosts.map(({ name }) => [name, 0]));
  const inRack = new Map(hosts.map(({ rack }) => [rack, 0]));
  const occupy = (name: string): void => {
    onHost.set(name, (onHost.get(name) ?? 0) + 1);
    const rack = rackOf.get(name) ?? '';
    inRack.set(rack, (inRack.get(rack) ?? 0) + 1);
  };
  occupied.forEach(occupy);
  const free = new Map(hosts.map(({ name }) => [name, 0]));
  const ranked = [...hosts].sort((one, other) => byRank(rank('', one.name), rank('', other.name)));
  for (let given = 0; given < count; given += 1) {
    const [first, ...others] = ranked;
    if (first === undefined) {
      break;
    }
    const { name } = others.reduce((best, host) => {
      const more = (onHost.get(host.name) ?? 0) - (onHost.get(best.name) ?? 0);
      const moreInRack = (inRack.get(host.rack) ?? 0) - (inRack.get(best.rack) ?? 0);
      return more < 0 || (more === 0 && moreInRack < 0) ? host : best;
    }, first);
    occupy(name);
    free.set(name, (free.get(name) ?? 0) + 1);
  }
  return free;
}

/** Each server asks the hosts in its own order; a host that has no place left keeps those that it ranks highest (Gale and Shapley's stable matching). */
function match(servers: readonly string[], places: ReadonlyMap<string, number>): ReadonlyMap<string, string> {
  const wishes = new Map(
    servers.map((server) => {
      const ranks = new Map([...places.keys()].map((host) => [host, rank(server, host)]));
      return [
        server,
        [...places.keys()].sort((one, other) => byRank(ranks.get(one) ?? '', ranks.get(other) ?? '')),
      ] as const;
    }),
  );
  const kept = new Map([...places.keys()].map((host): [string, string[]] => [host, []]));
  const asking = [...servers];
  for (let server = asking.pop(); server !== undefined; server = asking.pop()) {
    const host = wishes.get(server)?.shift();
    const own = kept.get(host ?? '');
    if (host === undefined || own === undefined) {
      continue;
    }
    own.push(server);
    if (own.length > (places.get(host) ?? 0)) {
      own.sort((one, other) => byRank(rank(one, host), rank(other, host)));
      asking.push(own.pop() ?? server);
    }
  }
  return new Map([...kept].flatMap(([host, own]) => own.map((server) => [server, host] as const)));
}

const rank = (server: string, host: string): string =>
  createHash('sha256')
    .update(JSON.stringify([server, host]))
    .digest('hex');

/** The highest first. */
const byRank = (one: string, other: string): number => (one === other ? 0 : one < other ? 1 : -1);
