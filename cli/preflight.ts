import { createServer } from 'node:net';
import type Docker from 'dockerode';
import { OperationError, type Violation } from '../model/violation';
import type { ClusterManifest } from '../model/manifest/manifest';
import { LABELS } from '../model/names/names';
import { isRemoteEngine } from '../model/placement/engine-address';
import { hasSeveralHosts, type Placement } from '../model/placement/placement';
import { environmentEngine, openEngine, removeContainer } from '../runtime/engine/engine';
import { Engines } from '../runtime/engine/engines';
import { refuseUnplaceable } from '../rollout/replicas-of';
import { findRetirement, refuseForeignVolumes, type RetirementFound } from '../rollout/retire';
import { type HostPort, nameOf, placed, publishedPorts, siblingViolations, takenPorts } from '../rollout/sibling-ports';
import { unfinishedSince } from './changes';
import { findFirstHost, firstHostMoved } from './first-host';
import { bearersOn, foreignNames } from './foreign-names';
import { wantedImages } from './host-images';
import { hostViolations, type MovedServer, movedServers } from './hosts-kept';
import { unavailableImages } from './unavailable-images';
import { retirementEnvironment } from './retirement-environment';
import type { Workspace } from './workspace';
import { checkMemory } from '../bootstrap/versions';
import { allEnded } from '../runtime/all-ended';
import { Terraform } from './terraform/terraform';
import { STEP_ROLES } from '../model/retirement/retirement';
import { OTHER_PORTS } from '../model/setup/declared-otherwise';
import { isContainerAddress, resourceAt } from '../model/names/resource-address';

/** Roles of a cluster's containers, beside its steps' and its metadata servers'. */
const SERVER_ROLES: readonly string[] = ['broker', 'kdc', 'service'];
/** States of a container that does its work, or will again. */
const ALIVE: readonly string[] = ['running', 'restarting', 'paused'];

export interface PreflightOptions {
  /**
   * Whether what an interrupted deployment left behind is to be removed: only for who changes the cluster, while nobody else of
   * this checkout does.
   */
  readonly clear: boolean;
  /** Name of the host that servers may be moved from, or to; by default each stays where its data are. */
  readonly movable?: string;
  /** Whether what is no server may be moved to the host that is declared first. */
  readonly movesFirstHost?: boolean;
}

/** What the preflight has found; nothing is touched. */
export interface Preflight {
  /** Names of the containers that an interrupted deployment left behind, and that are in the way. */
  readonly left: readonly string[];
  /** Removes them: only once nothing else is refused. */
  readonly clear: () => Promise<void>;
  /** What has left the declaration. */
  readonly found: RetirementFound;
  /** Servers of the host that they may be moved from, or to, whose data are on another one than they are declared on. */
  readonly moved: readonly MovedServer[];
  /** The host that has what is no server, where another one is declared first by now. */
  readonly formerFirstHost?: Placement;
}

/**
 * What would make a deployment fail half way is found before anything is touched, and so is what an interrupted one left behind.
 *
 * @throws OperationError `FirstHostMoved`, `AuthorityLost`, `ServerMoved`, `HostUnknown`, `HostMissing`, `NetworkKindChanged`, `ClusterOfAnotherCheckout`, `NameInUse`, `ImageUnavailable`, `ServersUnknown`, `MemoryTooSmall`, `PortInUse`, `PortOfSibling`,
 * `CopiesNotPlaceable`, `ReplicasUnknown`
 */
export async function preflight(
  workspace: Workspace,
  manifest: ClusterManifest,
  { clear, movable, movesFirstHost = false }: PreflightOptions,
): Promise<Preflight> {
  const engines = new Engines(manifest);
  const environment = retirementEnvironment(workspace, manifest);
  const found = await findRetirement(environment);
  const { inventory, retirement, known } = found;
  refuseForeignVolumes(manifest, inventory, found.base);
  const { former: formerFirstHost, violations } = await findFirstHost(
    new Terraform(workspace, manifest.stacks.base),
    manifest,
    inventory,
  );
  const moved = movedServers(manifest, inventory);
  OperationError.throwIfAny([
    ...violations,
    ...(formerFirstHost === undefined || movesFirstHost ? [] : [firstHostMoved(manifest, formerFirstHost)]),
    ...hostViolations(manifest, { inventory, base: found.base, moved }, movable),
  ]);
  const bearers = (await allEnded(engines.all().map(bearersOn))).flat();
  OperationError.throwIfAny(foreignNames(manifest, found.declared, bearers, known));
  // What this machine has is handed to several hosts.
  const source = hasSeveralHosts(manifest) ? openEngine() : undefined;
  const unavailable = wantedImages(manifest, found.declared, engines).map(({ engine, names }) =>
    unavailableImages(names, engine, source),
  );
  OperationError.throwIfAny((await allEnded(unavailable)).flat());
  await refuseUnplaceable(retirement.brokers, manifest, environment.clientsFolder);
  const leaving = new Set([...retirement.services, ...retirement.servers]);
  const machines = await allEnded(engines.all().map(async (engine) => ({ engine, ...(await machineOf(engine)) })));
  const listed = (await engines.containers([`${LABELS.cluster}=${manifest.name}`])).map((container) => ({
    ...container,
    Created: container.Created + (machines.find(({ engine }) => engine === container.engine)?.behind ?? 0),
  }));
  const containers = listed.filter((container) => !leaving.has(nameOf(container)));
  const since = clear ? await unfinishedSince(workspace) : undefined;
  const names = namesIn(known);
  const recorded =
    since === undefined
      ? names
      : knownContainers(names, containers, { since, ids: await recordedContainers(workspace, manifest) });
  const left = clear ? chooseLeftovers(manifest, containers, recorded, since) : [];
  const taken = takenPorts(containers.filter((container) => !left.includes(container)));
  const freed = takenPorts([...listed.filter((container) => leaving.has(nameOf(container))), ...left]);
  const memory = machines.reduce((sum, machine) => sum + machine.memory, 0);
  OperationError.throwIfAny([
    ...[checkMemory(memory, manifest.memory.needed)].filter((violation) => violation !== undefined),
    ...(await portViolations(manifest, taken, freed)),
  ]);
  return {
    left: left.map(nameOf),
    clear: async () => {
      for (const { engine: its, Id } of left) {
        await removeContainer(its, Id);
      }
    },
    ...{ found, moved, formerFirstHost },
  };
}

/** Bytes of memory of an engine's machine, and how many seconds its clock is behind this one's. */
async function machineOf(engine: Docker): Promise<{ readonly memory: number; readonly behind: number }> {
  const { MemTotal, SystemTime } = (await engine.info()) as { readonly MemTotal: number; readonly SystemTime?: string };
  const there = Date.parse(SystemTime ?? '');
  return { memory: MemTotal, behind: Number.isNaN(there) ? 0 : Math.round((Date.now() - there) / 1000) };
}

/** Names of the containers among addresses of a state. */
const namesIn = (addresses: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...addresses].filter(isContainerAddress).map((address) => resourceAt(address).name));

/** Ids of containers as the states know them, by their names. */
async function recordedContainers(
  workspace: Workspace,
  { stacks: { base, cluster, services } }: ClusterManifest,
): Promise<ReadonlyMap<string, string>> {
  const states = [base, cluster, ...services].map((stack) =>
    new Terraform(workspace, stack).recorded('docker_container'),
  );
  return new Map((await allEnded(states)).flat().map(({ name, id }) => [name, id]));
}

/**
 * Names of containers without those that stand in the place of one that a state knows: an apply that was killed has made them after the
 * known one had been removed by hand. One that is older than that apply was made by somebody else: it is the state that is out of date.
 *
 * @param recorded ids of containers in the states, by name, and when the deployment began that was cut off, in milliseconds
 */
export function knownContainers(
  names: ReadonlySet<string>,
  containers: readonly ListedContainer[],
  { ids, since }: { readonly ids: ReadonlyMap<string, string>; readonly since: number },
): ReadonlySet<string> {
  const others = containers.filter(
    (container) => (ids.get(nameOf(container)) ?? container.Id) !== container.Id && isMadeSince(since, container),
  );
  const inPlace = new Set(others.map(nameOf));
  return new Set([...names].filter((name) => !inPlace.has(name)));
}

/** Whether a deployment may have made it that began at that time, in milliseconds. */
const isMadeSince = (since: number, { Created }: Pick<ListedContainer, 'Created'>): boolean =>
  Created >= Math.floor(since / 1000);

/** What of a container on the engine is looked at; when it was made by this machine's clock. */
export type ListedContainer = Pick<Docker.ContainerInfo, 'Id' | 'Names' | 'Labels' | 'State' | 'Status' | 'Created'>;

/**
 * Containers that an interrupted apply made without writing them down, and steps that failed: they hold nothing (data is in
 * volumes), and the next apply could not make them anew. What runs and is not written down is one of them only where a
 * deployment was cut off that has made it; otherwise it is the state that is wrong, and whoever believed it would end all servers at once.
 *
 * @param known names of the containers in the state
 * @param since when the deployment of this checkout began that has not ended well, in milliseconds; undefined where none has
 * @throws OperationError `ServersUnknown`
 */
export function chooseLeftovers<C extends ListedContainer>(
  { name: cluster, metadata }: Pick<ClusterManifest, 'name' | 'metadata'>,
  containers: readonly C[],
  known: ReadonlySet<string>,
  since: number | undefined,
): readonly C[] {
  const roleOf = ({ Labels }: C): string => Labels[LABELS.role] ?? '';
  const failed = containers.filter(
    (container) =>
      STEP_ROLES.includes(roleOf(container)) &&
      container.State === 'exited' &&
      !container.Status.startsWith('Exited (0)'),
  );
  const roles = [...STEP_ROLES, ...SERVER_ROLES, ...metadata.servers.map(({ role }) => role)];
  const unknown = containers.filter((container) => roles.includes(roleOf(container)) && !known.has(nameOf(container)));
  const alive = unknown
    .filter((container) => ALIVE.includes(container.State) && !(since !== undefined && isMadeSince(since, container)))
    .map(nameOf);
  if (alive.length > 0) {
    throw new OperationError({
      code: 'ServersUnknown',
      subject: `cluster ${cluster}`,
      rule: 'its running containers must be in the state of this checkout, as no deployment of it was cut off that has made them',
      value: alive.join(', '),
      remedy:
        'bring the state back that knows them (terraform.*.tfstate); where there is none any more, take them up (npm run adopt), or remove them, ' +
        `whose records stay in the volumes: docker rm -f ${alive.join(' ')}`,
    });
  }
  return [...new Set([...failed, ...unknown])];
}

/** @param freed ports that are free when a server's turn comes, and not yet */
async function portViolations(
  manifest: ClusterManifest,
  taken: readonly HostPort[],
  freed: readonly HostPort[],
): Promise<readonly Violation[]> {
  const wanted = publishedPorts(manifest);
  const siblings = siblingViolations(wanted, placed(manifest, taken));
  if (siblings.length > 0 || isRemoteEngine(environmentEngine().host)) {
    return siblings; // Ports of another machine can't be tried from here; the engine itself refuses them.
  }
  const tries = wanted
    .filter(({ engine }) => engine === undefined)
    .filter((each) => ![...taken, ...freed].some(({ port }) => port === each.port))
    .map(async ({ container, host, port }): Promise<readonly Violation[]> =>
      (await isFree(host, port))
        ? []
        : [
            {
              code: 'PortInUse',
              subject: container,
              rule: `host port ${port} on ${host} must be free`,
              value: port,
              remedy: `stop what listens there, or choose ${OTHER_PORTS}`,
            },
          ],
    );
  return (await Promise.all(tries)).flat();
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'EADDRINUSE'); // An address that isn't this machine's can't be judged here.
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
