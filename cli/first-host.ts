import type { ClusterManifest } from '../model/manifest/manifest';
import { firstHostId } from '../model/names/first-host-id';
import { ClusterNames, secretsVolume } from '../model/names/names';
import {
  FIRST_HOST_STAYS,
  hasSeveralHosts,
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
import { madeFor } from '../runtime/terraform/state-file';

/** What stands of a cluster on its first host: all that is no server. */
export interface FirstHost {
  /** The host that has it, where another one is declared first by now. */
  readonly former?: Placement;
  /** What keeps it from being moved. */
  readonly violations: readonly Violation[];
}

type Spread = Pick<ClusterManifest, 'name' | 'engine' | 'hosts' | 'placements' | 'brokers' | 'metadata'>;
type Declared = readonly Pick<StackResources, 'onEngines'>[];

/**
 * Which host what is no server is on.
 *
 * @param base text of the base's state, which says for which host it was made
 */
export function judgeFirstHost(manifest: Spread, base: string, { volumes }: Pick<Inventory, 'volumes'>): FirstHost {
  const [own, ...others] = hostsOf(manifest);
  if (own === undefined || !hasSeveralHosts(manifest)) {
    return { violations: [] };
  }
  const made = madeFor(base, firstHostId(manifest.name));
  if (made !== undefined && made !== wordOf(own)) {
    const former = others.find((host) => wordOf(host) === made);
    return former === undefined ? { violations: [firstHostMissing(manifest, made)] } : { former, violations: [] };
  }
  const { authorityVolume } = new ClusterNames(manifest.name);
  const having = volumes.filter(({ name }) => name === authorityVolume).map(({ placement }) => placement);
  const [elsewhere] = having.some(({ engine }) => engine === own.engine) ? [] : having;
  return { violations: elsewhere === undefined ? [] : [authoritiesElsewhere(manifest, elsewhere)] };
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
  remedy: `declare it again, after the host that is to take its place: npm run deploy moves what is no server, and npm run drain ${made} the servers; nothing was touched`,
});

/** A state that does not tell which host it is of says nothing either of what else belongs there. */
const authoritiesElsewhere = (manifest: Spread, having: Placement): Violation => ({
  code: 'FirstHostMoved',
  subject: `cluster ${manifest.name}`,
  rule: 'its authorities must be on the host that is declared first, or the state must say where they are',
  value: `${firstNameOf(manifest)}, and they are on ${hostNameOf(having)}`,
  remedy: `declare ${hostNameOf(having)} first and deploy that; another host may be first afterwards`,
});

const firstNameOf = (manifest: Spread): string => hostsOf(manifest).slice(0, 1).map(hostNameOf).join('');

/** What is on other hosts, and declared on the first one alone: steps, services, and what they work on. Servers, and their data, are never among it. */
export function leftByFirstHost(manifest: Spread, declared: Declared, inventory: Inventory): Inventory {
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
  return {
    containers: inventory.containers.filter(({ role }) => SERVICE_ROLES.includes(role)).filter(isLeft('container')),
    networks: inventory.networks.filter(isLeft('network')),
    volumes: inventory.volumes.filter(isLeft('volume')).filter(({ name }) => !isServerData(manifest, name)),
  };
}

/**
 * Volumes on the former first host whose content the first one is to have: all that are declared there, but for what each host has of its own.
 *
 * @param former host that has them
 */
export function volumesToTake(
  manifest: Spread,
  declared: Declared,
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
      own.has(name) &&
      name !== configurationVolume &&
      !isServerData(manifest, name),
  );
}

/** Whether a volume is one that a server writes to. */
const isServerData = ({ brokers, metadata }: Spread, volume: string): boolean =>
  [...brokers, ...metadata.servers].some(
    ({ container }) => volume.startsWith(`${container}-`) && volume !== secretsVolume({ container }),
  );
