import path from 'node:path';
import { counted } from '../model/formats/counted';
import type { ClusterManifest } from '../model/manifest/manifest';
import { ClusterNames } from '../model/names/names';
import { OperationError, type Violation } from '../model/violation';
import {
  type ClusterOnEngine,
  type Retirement,
  retirementOf,
  SERVICE_ROLES,
  type StackNow,
} from '../model/retirement/retirement';
import { type StackResources, stackResources } from '../model/retirement/stack-resources';
import {
  type InventoryContainer,
  type InUse,
  type Inventory,
  removeNetwork,
  removeVolume,
  stopAndRemove,
  takeInventory,
} from '../runtime/engine/inventory';
import { parseJson, readRequired } from '../runtime/files/required-file';
import { forgetBrokers } from './forget-brokers';
import { CONTROLLER_ROLE, controllerNodeIn } from '../model/metadata/kraft/kraft-controller';
import { passGate } from './gate';
import { gateInputs } from './gate-inputs';
import { dismissVoter, hasChangingMembers, leadingController } from './quorum-members';
import { refuseReplicasOf } from './replicas-of';
import { ownRun } from './terraform-run';
import { WITHDRAWAL } from '../model/metadata/migration/migration-phase';
import { OTHER_NAME, OTHER_PORTS } from '../model/setup/declared-otherwise';
import { isVolumeAddress } from '../model/names/resource-address';

/** The states of a cluster's stacks. */
export interface StackStates {
  readonly addresses: (stack: string) => Promise<readonly string[]>;
  /** Drops addresses from a state, and touches nothing that they stand for. */
  readonly forget: (stack: string, addresses: readonly string[]) => Promise<void>;
  /** Takes what stands on the engine into a state. */
  readonly adopt: (stack: string, address: string, id: string) => Promise<void>;
}

/** Where what leaves a declaration is looked for. */
export interface RetirementEnvironment {
  readonly manifest: ClusterManifest;
  /** Folder of the synthesized stacks. */
  readonly stacksFolder: string;
  readonly states: StackStates;
  /** Folder of all users' files, once the administrator's are in it. */
  readonly clientsFolder: () => Promise<string>;
  /** Folder for the state of roll-outs. */
  readonly out: string;
  /** Whether servers go without waiting until the others can do without them. */
  readonly gateOpen: boolean;
}

/** What has left the declaration, beside all that is there. */
export interface RetirementFound {
  readonly retirement: Retirement;
  readonly inventory: Inventory;
  /** What each stack declares. */
  readonly declared: readonly StackResources[];
  /** Addresses in the state of the base. */
  readonly base: readonly string[];
  /** Addresses in the states of all declared stacks that make something on the engine. */
  readonly known: ReadonlySet<string>;
}

/** Looks for what has left the declaration, and touches nothing. */
export async function findRetirement(environment: RetirementEnvironment): Promise<RetirementFound> {
  const now = await stacksOf(environment, (stack) => environment.states.addresses(stack));
  const inventory = await takeInventory(environment.manifest);
  return {
    retirement: retirementOf(environment.manifest, now, onEngine(inventory)),
    inventory,
    declared: now.map(({ declared }) => declared),
    base: now[0]?.state ?? [],
    known: new Set(now.flatMap(({ state }) => state)),
  };
}

/** The stacks that make containers, networks and volumes. */
async function stacksOf(
  { manifest, stacksFolder }: Pick<RetirementEnvironment, 'manifest' | 'stacksFolder'>,
  stateOf: StackStates['addresses'],
): Promise<readonly StackNow[]> {
  const { base, cluster, services } = manifest.stacks;
  return await Promise.all(
    [base, cluster, ...services].map(async (name) => {
      const file = path.join(stacksFolder, name, 'cdk.tf.json');
      const text = await readRequired(file, { code: 'StackMissing', remedy: 'run npm run synth, or cdktf synth' });
      return { name, declared: stackResources(parseJson(text)), state: await stateOf(name) };
    }),
  );
}

const onEngine = ({ containers, networks, volumes }: Inventory): ClusterOnEngine => ({
  containers,
  networks: networks.map(({ name }) => name),
  volumes: volumes.map(({ name }) => name),
});

/** @throws OperationError `ClusterOfAnotherCheckout` when volumes of the cluster are there, and no state of this checkout knows any */
export function refuseForeignVolumes(
  { name }: Pick<ClusterManifest, 'name'>,
  { volumes }: Pick<Inventory, 'volumes'>,
  base: readonly string[],
): void {
  if (volumes.length > 0 && !base.some(isVolumeAddress)) {
    throw new OperationError({
      code: 'ClusterOfAnotherCheckout',
      subject: `cluster ${name}`,
      rule: 'its volumes on the engine must be in the state of this checkout',
      value: `${counted(volumes.length, 'volume')} that this state does not know`,
      remedy:
        'deploy from the checkout (or with the state) that made them; where that state is lost, take them up (npm run adopt, or cdktf-kafka adopt); or ' +
        `give this one ${OTHER_NAME}, and ports of its own: ${OTHER_PORTS}`,
    });
  }
}

/** Servers that keep nothing that others of their kind have. */
const ON_THEIR_OWN: readonly string[] = ['broker', 'kdc', ...SERVICE_ROLES];

/**
 * What is wrong with servers that leave, whoever takes them away: those of a metadata store stay as many as they are, where they are.
 *
 * @param leaves role of those that may go: all together where the metadata go to another store, one after the other where who votes may change
 */
export const ensembleViolations = (
  { servers }: Pick<Retirement, 'servers'>,
  { containers }: { readonly containers: readonly Pick<InventoryContainer, 'name' | 'role'>[] },
  leaves?: string,
): readonly Violation[] =>
  containers
    .filter(({ name, role }) => servers.includes(name) && ![...ON_THEIR_OWN, leaves].includes(role))
    .map(({ name, role }) => ({
      code: 'EnsembleResized',
      subject: name,
      rule: `must stay declared: the servers of role ${role} keep the metadata together, and others would know of no topic, no user and no rule`,
      remedy: 'declare the metadata as they were, or a cluster of another name and move to it: nothing was taken away',
    }));

/**
 * Takes away the containers of what has left the declaration, before Terraform takes away what they hold: services first,
 * then servers, each when the others can do without it. What Terraform would destroy too early, or must not destroy, it forgets.
 *
 * @throws OperationError `BrokerHoldsReplicas`, `ReplicasUnknown` before anything is touched; `RolloutStuck`; `TimedOut`
 */
export async function retireContainers(
  environment: RetirementEnvironment,
  { retirement, inventory }: RetirementFound,
  progress: (line: string) => void,
): Promise<void> {
  const { manifest, states } = environment;
  await refuseReplicasOf(retirement.brokers, manifest, environment.clientsFolder);
  const containers = (names: readonly string[]): readonly InventoryContainer[] =>
    names.flatMap((name) => inventory.containers.filter((container) => container.name === name));
  for (const container of containers(retirement.services)) {
    progress(`${container.name}: taking it away, it is declared no more`);
    await stopAndRemove(container);
  }
  for (const container of await leaderLast(environment, containers(retirement.servers))) {
    await throughGate(environment, container, progress);
  }
  // Before the states forget them: who is cut off here does it again.
  await forgetBrokers(retirement.brokers, manifest, environment.clientsFolder);
  await forgetLeaving(environment, retirement);
  for (const { stack, address, network } of retirement.adopted) {
    const [standing] = inventory.networks.filter(({ name }) => name === network);
    if (standing !== undefined) {
      await states.adopt(stack, address, standing.id);
    }
  }
}

/** Lets the states forget what Terraform would destroy too early, or must not destroy; it stays as it is. */
export async function forgetLeaving(
  { states }: Pick<RetirementEnvironment, 'states'>,
  { forgotten }: Pick<Retirement, 'forgotten'>,
): Promise<void> {
  for (const [stack, addresses] of Object.entries(forgotten)) {
    const known = addresses.length === 0 ? [] : await states.addresses(stack);
    const left = addresses.filter((address) => known.includes(address));
    if (left.length > 0) {
      await states.forget(stack, left);
    }
  }
}

async function throughGate(
  { manifest, out, clientsFolder, gateOpen }: RetirementEnvironment,
  container: InventoryContainer,
  progress: (line: string) => void,
): Promise<void> {
  const { name } = container;
  if (!gateOpen) {
    await passGate(name, gateInputs(manifest, await ownRun(), { clientsFolder, out }), { progress });
    const id = new ClusterNames(manifest.name).brokerIn(name);
    // A topic may have been made meanwhile.
    await refuseReplicasOf(id === undefined ? [] : [id], manifest, clientsFolder);
  }
  const voter = leavingVoter(manifest, name);
  if (voter !== undefined) {
    progress(`${name}: taking its vote away`);
    await dismissVoter({ manifest, clients: await clientsFolder() }, voter);
  }
  progress(`${name}: taking it away, it is declared no more`);
  await stopAndRemove(container);
}

/** Kafka's number of a controller that leaves a quorum whose members change. */
const leavingVoter = (manifest: ClusterManifest, container: string): number | undefined =>
  hasChangingMembers(manifest) ? controllerNodeIn(manifest.name, container) : undefined;

/** Of controllers that leave, the one that leads goes last, so that it hands over once. */
async function leaderLast(
  { manifest, clientsFolder }: Pick<RetirementEnvironment, 'manifest' | 'clientsFolder'>,
  servers: readonly InventoryContainer[],
): Promise<readonly InventoryContainer[]> {
  const nodeOf = ({ name }: InventoryContainer): number | undefined => leavingVoter(manifest, name);
  if (servers.filter((server) => nodeOf(server) !== undefined).length < 2) {
    return servers;
  }
  const leader = await leadingController({ manifest, clients: await clientsFolder() });
  return [...servers].sort((a, b) => Number(nodeOf(a) === leader) - Number(nodeOf(b) === leader));
}

/** Role of servers of a metadata store that may leave. */
export const leavingRole = (manifest: ClusterManifest): string | undefined =>
  hasChangingMembers(manifest) ? CONTROLLER_ROLE : manifest.metadata.migration?.leaves;

/**
 * Whether a volume is that of a quorum that was taken away before it was the only one to have the metadata: whoever came to it later would take
 * what is in it for the truth.
 */
const isWithdrawn = ({ name, metadata: { migration } }: ClusterManifest, volume: string): boolean =>
  migration?.phase === WITHDRAWAL && volume.startsWith(`${name}-${String(migration.leaves)}-`);

/** What is left of what has left the declaration. */
export interface Remainder {
  readonly removed: readonly string[];
  /** What could not go, as something has it still. */
  readonly inUse: readonly InUse[];
  /** Volumes that stay with their data. */
  readonly kept: readonly string[];
}

/**
 * Takes away the networks, and the volumes without data, of what has left the declaration: those that nothing uses any more.
 *
 * @param unwanted names of volumes that are to go with their data
 */
export async function removeUnused(
  environment: Pick<RetirementEnvironment, 'manifest' | 'stacksFolder'>,
  unwanted: readonly string[] = [],
): Promise<Remainder> {
  const inventory = await takeInventory(environment.manifest);
  const now = await stacksOf(environment, () => Promise.resolve([]));
  const retirement = retirementOf(environment.manifest, now, onEngine(inventory));
  const removed: string[] = [];
  const inUse: InUse[] = [];
  const note = (name: string, left: InUse | undefined): void => {
    if (left === undefined) {
      removed.push(name);
    } else {
      inUse.push(left);
    }
  };
  for (const network of inventory.networks.filter(({ name }) => retirement.networks.includes(name))) {
    note(network.name, await removeNetwork(environment.manifest, network));
  }
  const isUnwanted = (name: string): boolean => unwanted.includes(name) || isWithdrawn(environment.manifest, name);
  const goes = [...retirement.renewable, ...retirement.data.filter(isUnwanted)];
  for (const volume of inventory.volumes.filter(({ name }) => goes.includes(name))) {
    note(volume.name, await removeVolume(volume));
  }
  return { removed, inUse, kept: retirement.data.filter((name) => !goes.includes(name)) };
}
