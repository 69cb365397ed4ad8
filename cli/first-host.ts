import type { ClusterManifest } from '../model/manifest/manifest';
import { firstHostId } from '../model/names/first-host-id';
import { ClusterNames, isVolumeOf, secretsVolume } from '../model/names/names';
import { volumeAddress } from '../model/names/resource-address';
import {
  FIRST_HOST_STAYS,
  hasFirstHost,
  hostNameOf,
  hostsOf,
  type Placement,
  providerAlias,
  wordOf,
} from '../model/placement/placement';
import { SERVICE_ROLES } from '../model/retirement/retirement';
import type { DeclaredOnEngine, StackResources } from '../model/retirement/stack-resources';
import type { Violation } from '../model/violation';
import type { Found, Inventory } from '../runtime/engine/inventory';
import { addressesIn, madeFor } from '../runtime/terraform/state-file';
import type { Terraform } from './terraform/terraform';

/** Where all of a cluster is that is no server. */
export interface FirstHost {
  /** The host that has it, where another one is declared first by now. */
  readonly former?: Placement;
  /** What keeps it from being moved, or left as it is. */
  readonly violations: readonly Violation[];
}

type Spread = Pick<ClusterManifest, 'name' | 'engine' | 'hosts' | 'placements' | 'brokers' | 'metadata'>;
type DeclaredByStacks = readonly Pick<StackResources, 'onEngines'>[];

/** Which host has all that is no server, by the state of the base and by what is there; nothing is asked where there is one host alone. */
export const findFirstHost = async (
  base: Pick<Terraform, 'readState'>,
  manifest: Spread,
  inventory: Pick<Inventory, 'volumes'>,
): Promise<FirstHost> =>
  hasFirstHost(manifest) ? judgeFirstHost(manifest, await base.readState(), inventory) : { violations: [] };

/** What is wrong with it for who moves nothing. */
export async function firstHostViolations(
  base: Pick<Terraform, 'readState'>,
  manifest: Spread,
  inventory: Pick<Inventory, 'volumes'>,
): Promise<readonly Violation[]> {
  const { former, violations } = await findFirstHost(base, manifest, inventory);
  return [...violations, ...(former === undefined ? [] : [firstHostMoved(manifest, former)])];
}

/**
 * Which of several hosts has all that is no server.
 *
 * @param base text of the base's state, which says for which host it was made
 */
export function judgeFirstHost(manifest: Spread, base: string, { volumes }: Pick<Inventory, 'volumes'>): FirstHost {
  const [own, ...others] = hostsOf(manifest);
  if (own === undefined || others.length === 0) {
    return { violations: [] };
  }
  const { authorityVolume } = new ClusterNames(manifest.name);
  const having = volumes.filter(({ name }) => name === authorityVolume).map(({ placement }) => placement);
  const has = ({ engine }: Placement): boolean => having.some((each) => each.engine === engine);
  const made = madeFor(base, firstHostId(manifest.name));
  const first = made === undefined ? own : [own, ...others].find((host) => wordOf(host) === made);
  if (first === undefined) {
    return { violations: [firstHostMissing(manifest, made ?? '')] };
  }
  // Whoever has lost all volumes begins anew.
  const isMade = volumes.length > 0 && addressesIn(base)?.includes(volumeAddress(authorityVolume)) === true;
  if (having.length === 0 && isMade) {
    return { violations: [authoritiesGone(manifest, first)] };
  }
  const [elsewhere] = having.filter(({ engine }) => engine !== first.engine);
  if (elsewhere !== undefined && (!has(first) || made === undefined)) {
    return { violations: [authoritiesElsewhere(manifest, having)] };
  }
  return { ...(first !== own && { former: first }), violations: [] };
}

/** For who looks, and moves nothing. */
export const firstHostMoved = (manifest: Spread, former: Placement): Violation => ({
  code: 'FirstHostMoved',
  subject: `cluster ${manifest.name}`,
  rule: FIRST_HOST_STAYS,
  value: `${firstNameOf(manifest)}, and it is on ${hostNameOf(former)}`,
  remedy: `npm run deploy moves it there, authorities and users’ identities among it; or declare ${hostNameOf(former)} first, as it was`,
});

const firstHostMissing = (manifest: Spread, made: string): Violation => ({
  code: 'HostMissing',
  subject: `cluster ${manifest.name}`,
  rule: 'a host must stay declared, by its name, for as long as anything of the cluster is on it',
  value: `${made}, which has all that is no server, is declared no more`,
  remedy: `declare it again, by the name that it had, after the host that is to take its place: npm run deploy moves what is no server, and npm run drain ${made} the servers; nothing was touched`,
});

/** Whoever went on would have new authorities made, that nobody trusts. */
const authoritiesGone = (manifest: Spread, first: Placement): Violation => ({
  code: 'AuthorityLost',
  subject: `cluster ${manifest.name}`,
  rule: 'the host that has all that is no server must have its authorities, and no host that is declared has them',
  value: `${new ClusterNames(manifest.name).authorityVolume} is not on ${hostNameOf(first)}`,
  remedy:
    'bring the volume back there from a copy, or declare the host that has it; or take all away, and begin anew: npm run destroy -- --volumes',
});

/** A state that does not tell which host it is of says nothing either of what else belongs there, nor which of two copies is whole. */
const authoritiesElsewhere = (manifest: Spread, having: readonly Placement[]): Violation => ({
  code: 'FirstHostMoved',
  subject: `cluster ${manifest.name}`,
  rule: 'its authorities must be on the host that is declared first alone, or the state must say where they are',
  value: `${firstNameOf(manifest)}, and they are on ${having.map(hostNameOf).join(' and ')}`,
  remedy:
    'declare the host first that had them first, remove what a move that was cut off has made on another one (docker volume rm), and deploy that; another host may be first afterwards',
});

const firstNameOf = (manifest: Spread): string => hostsOf(manifest).slice(0, 1).map(hostNameOf).join('');

/**
 * What is on other hosts than the first, and declared on that one alone: steps, services, and what they work on, of which the first has its own. Servers, and
 * their data, are never among it.
 */
export function leftByFirstHost(manifest: Spread, declared: DeclaredByStacks, inventory: Inventory): Inventory {
  const all = declared.flatMap(({ onEngines }) => onEngines);
  const isLeft =
    (kind: DeclaredOnEngine['kind']) =>
    ({ name, placement }: Found): boolean => {
      const named = all.filter((each) => each.kind === kind && each.name === name);
      return (
        placement.engine !== manifest.engine &&
        named.length > 0 &&
        !named.some(({ provider }) => provider === providerAlias(placement))
      );
    };
  const isOnFirst = ({ name }: Found): boolean =>
    inventory.volumes.some((each) => each.name === name && each.placement.engine === manifest.engine);
  return {
    containers: inventory.containers.filter(({ role }) => SERVICE_ROLES.includes(role)).filter(isLeft('container')),
    networks: inventory.networks.filter(isLeft('network')),
    volumes: inventory.volumes
      .filter(isLeft('volume'))
      .filter((each) => isOnFirst(each) && !isServerData(manifest, each.name)),
  };
}

/**
 * Volumes on the former first host whose content the first one is to have: all that are no server's, also of services that are declared no more; and the
 * stores that are declared there.
 *
 * @param former host that has them
 */
export function volumesToTake(
  manifest: Spread,
  declared: DeclaredByStacks,
  { volumes }: Pick<Inventory, 'volumes'>,
  former: Placement,
): readonly Found[] {
  const { configurationVolume } = new ClusterNames(manifest.name);
  const own = new Set(
    declared
      .flatMap(({ onEngines }) => onEngines)
      .flatMap(({ kind, name, provider }) => (kind === 'volume' && provider === undefined ? [name] : [])),
  );
  return volumes.filter(
    ({ name, placement }) =>
      placement.engine === former.engine &&
      name !== configurationVolume &&
      (own.has(name) ? !isServerData(manifest, name) : !isOfServer(manifest, name)),
  );
}

/** Whether a volume is one that a declared server writes to. */
const isServerData = ({ brokers, metadata }: Spread, volume: string): boolean =>
  [...brokers, ...metadata.servers].some((server) => isVolumeOf(server, volume) && volume !== secretsVolume(server));

/** Whether a volume is a server's, also of one that is declared no more: those stay where they are. */
const isOfServer = ({ name }: Spread, volume: string): boolean =>
  volume.startsWith(`${name}-`) && /^[a-z]+-\d+-/.test(volume.slice(name.length + 1));
