import type { ClusterManifest } from '../manifest/manifest';
import { ClusterNames } from '../names/names';
import {
  containerAddress,
  dataAddress,
  instanceAddress,
  isContainerAddress,
  isNetworkAddress,
  isVolumeAddress,
  networkAddress,
  resourceAt,
} from '../names/resource-address';
import type { StackResources } from './stack-resources';

/** What of a cluster is on its engines, by its label. */
export interface ClusterOnEngine {
  readonly containers: readonly { readonly name: string; readonly role: string }[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

/** One of a cluster's stacks: what it declares, and the addresses in its state. */
export interface StackNow {
  readonly name: string;
  readonly declared: StackResources;
  readonly state: readonly string[];
}

/** What is on the engine or in a state, and declared no more. */
export interface Retirement {
  /** Containers that nothing waits for: companion services, and steps. */
  readonly services: readonly string[];
  /** Servers in the order in which they go, each by the gate. */
  readonly servers: readonly string[];
  /** Brokers that leave, by their ids: those whose container or data is still known. */
  readonly brokers: readonly number[];
  readonly networks: readonly string[];
  /** Volumes with nothing in them but what a deployment makes anew: they go. */
  readonly renewable: readonly string[];
  /** All others: they stay. */
  readonly data: readonly string[];
  /** What a state must not destroy, as it would do so before what holds it; by stack. */
  readonly forgotten: Readonly<Record<string, readonly string[]>>;
  /** Networks that are declared and on the engine, and not in the state of their stack: by stack, each with its address. */
  readonly adopted: readonly { readonly stack: string; readonly address: string; readonly network: string }[];
}

/** Roles of the containers that run once, as a step of a deployment. */
export const STEP_ROLES: readonly string[] = ['keytool', 'configure', 'keytabs'];
export const SERVICE_ROLES: readonly string[] = ['service', ...STEP_ROLES];

/** Address in the state of what refuses to let Terraform alone take away what a stack no longer declares. */
export const guardId = (cluster: string, stack: 'base' | 'cluster'): string => `${cluster}-${stack}-declared`;

/** What has left a cluster's declaration. */
export function retirementOf(
  { name: cluster, stacks }: Pick<ClusterManifest, 'name' | 'stacks'>,
  now: readonly StackNow[],
  found: ClusterOnEngine,
): Retirement {
  const names = new ClusterNames(cluster);
  const declared = {
    containers: new Set(now.flatMap((stack) => stack.declared.containers)),
    networks: new Set(now.flatMap((stack) => stack.declared.networks)),
    volumes: new Set(now.flatMap((stack) => stack.declared.volumes)),
  };
  const known = new Set(now.flatMap(({ state }) => state));
  const isService = (role: string): boolean => SERVICE_ROLES.includes(role);
  // A service that no state knows, as its stack is called otherwise now, holds nothing: it is made anew.
  const leaving = found.containers.filter(
    ({ name, role }) => !declared.containers.has(name) || (isService(role) && !known.has(containerAddress(name))),
  );
  const orphans = (stack: string, isOfStack: (address: string) => boolean): readonly string[] =>
    now
      .filter(({ name }) => name === stack)
      .flatMap(({ state, declared: { addresses } }) =>
        state.filter((address) => isOfStack(address) && !addresses.includes(address)),
      );
  const ofBase = orphans(stacks.base, (address) => isVolumeAddress(address) || isNetworkAddress(address));
  const ofCluster = orphans(stacks.cluster, isContainerAddress);
  const brokers = [
    ...leaving.filter(({ role }) => role === 'broker').map(({ name }) => names.brokerIn(name)),
    ...[...ofBase, ...ofCluster].map((address) => names.brokerIn(resourceAt(address).name)),
  ]
    .filter((id) => id !== undefined)
    // What is left of one on another host is no broker that leaves.
    .filter((id) => !declared.containers.has(names.broker(id).container));
  const volumes = found.volumes.filter((volume) => !declared.volumes.has(volume));
  const withGuard = (orphaned: readonly string[], stack: 'base' | 'cluster'): readonly string[] => {
    const guard = dataAddress(guardId(cluster, stack));
    // States of 0.1.0 have one for all names.
    const guards = [guard, ...orphaned.map((address) => instanceAddress(guard, resourceAt(address).name))];
    return orphaned.length === 0 ? [] : [...orphaned, ...guards.filter((each) => known.has(each))];
  };
  return {
    services: leaving.filter(({ role }) => isService(role)).map(({ name }) => name),
    servers: leaving
      .filter(({ role }) => !isService(role))
      // A broker hands its leaders over by way of the metadata store.
      .sort((a, b) => Number(b.role === 'broker') - Number(a.role === 'broker') || (a.name < b.name ? -1 : 1))
      .map(({ name }) => name),
    brokers: [...new Set(brokers)].sort((a, b) => a - b),
    networks: found.networks.filter((network) => !declared.networks.has(network)),
    renewable: volumes.filter((volume) => names.isRenewable(volume)),
    data: volumes.filter((volume) => !names.isRenewable(volume)),
    forgotten: {
      [stacks.base]: withGuard(ofBase, 'base'),
      [stacks.cluster]: withGuard(ofCluster, 'cluster'),
    },
    adopted: now.flatMap(({ name: stack, declared: { networks }, state }) =>
      networks
        .filter((network) => found.networks.includes(network) && !state.includes(networkAddress(network)))
        .map((network) => ({ stack, address: networkAddress(network), network })),
    ),
  };
}

/** Whether anything of a declaration's has to be taken away, forgotten or taken over before it is deployed. */
export const isDue = ({ services, servers, forgotten, adopted }: Retirement): boolean =>
  [services, servers, adopted, ...Object.values(forgotten)].some(({ length }) => length > 0);
