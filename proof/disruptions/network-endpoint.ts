import { Duration } from '../../model/units/duration';
import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { CodedError, type Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ask, ifThere, LABELS, removeContainer } from '../../runtime/engine/engine';
import type { Engines } from '../../runtime/engine/engines';
import { patient } from '../../runtime/patience';
import { bounded, TimedOut, until } from '../../runtime/wait';
import { firstFreeAddress } from './free-address';

/** How a container is connected to a network. */
export interface Endpoint {
  readonly network: string;
  /** IPv4 address; '' while the container doesn't run, and in networks of several hosts, which give each that comes back another one. */
  readonly address: string;
  /** Names that others find it by, sorted; without the container's id, which the engine adds by itself. */
  readonly aliases: readonly string[];
  /** What of it was asked for rather than given by the engine: in networks of several hosts no address is, though the engine tells the one that it gave. */
  readonly declared: Pick<Docker.EndpointSettings, 'IPAMConfig' | 'DriverOpts' | 'Links'>;
  /** Times that the engine has started the container by itself since somebody did. */
  readonly restarts?: number;
}

/** Where a cluster runs, and what its containers are made of. */
export interface EnginesOfCluster {
  readonly engines: Engines;
  readonly manifest: Pick<ClusterManifest, 'name' | 'images'>;
}

interface NetworkInspection {
  readonly IPAM?: { readonly Config?: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null };
  readonly Containers?: Readonly<Record<string, { readonly IPv4Address?: string }>> | null;
}

/** More holes than this below an address are not filled: somebody else's containers come and go there. */
const MOST_HOLDERS = 32;
const HOLDER_SECONDS = 120;

/** A container's endpoints, in the order of the networks' names. */
export async function endpointsOf(engines: Engines, name: string): Promise<Endpoint[]> {
  const inspected = await ask(`container ${name}`, engines.container(name).inspect());
  const networks = inspected.NetworkSettings.Networks as Readonly<Record<string, Docker.EndpointSettings>>;
  return Object.entries(networks)
    .map(([network, { IPAddress, Aliases, IPAMConfig, DriverOpts, Links }]) => ({
      network,
      address: engines.areSeveral ? '' : (IPAddress ?? ''),
      aliases: (Aliases ?? []).filter((alias) => !inspected.Id.startsWith(alias)).sort(),
      declared: { ...(!engines.areSeveral && { IPAMConfig }), DriverOpts, Links },
      restarts: inspected.RestartCount,
    }))
    .sort((one, other) => (one.network < other.network ? -1 : 1));
}

/** The endpoints of all of a cluster's servers; a container that doesn't exist has none. */
export async function allEndpoints(
  engines: Engines,
  manifest: ClusterManifest,
): Promise<ReadonlyMap<string, readonly Endpoint[]>> {
  const names = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, Endpoint[]]> => {
        try {
          return [name, await endpointsOf(engines, name)];
        } catch (error) {
          if (error instanceof CodedError && error.violations[0]?.code === 'ClusterNotDeployed') {
            return [name, []];
          }
          throw error;
        }
      }),
    ),
  );
}

/**
 * How endpoints differ from what they were. A container that didn't run before had no address to keep. Servers that the engine starts
 * by itself, such as brokers whose old session had not ended, may take each other's addresses: nothing of the cluster goes by those.
 */
export function endpointViolations(
  before: ReadonlyMap<string, readonly Endpoint[]>,
  after: ReadonlyMap<string, readonly Endpoint[]>,
): Violation[] {
  const isExchanged = (container: string, { network, address }: Endpoint): boolean => {
    const former = [...before].find(
      ([other, all]) => other !== container && all.some((each) => each.network === network && each.address === address),
    );
    return (
      former !== undefined &&
      [container, former[0]].some((each) => after.get(each)?.some(({ restarts = 0 }) => restarts > 0) ?? false)
    );
  };
  return [...before].flatMap(([container, endpoints]) =>
    endpoints.flatMap((endpoint): Violation[] => {
      const now = after.get(container)?.find(({ network }) => network === endpoint.network);
      const same =
        endpoint.address === '' ||
        (now !== undefined &&
          (describe(now) === describe(endpoint) ||
            (isExchanged(container, now) && describe({ ...now, address: endpoint.address }) === describe(endpoint))));
      return same
        ? []
        : [
            {
              code: 'ChangeNotUndone',
              subject: `${container} in network ${endpoint.network}`,
              rule: `must be ${describe(endpoint)} after the proof, as before`,
              value: now === undefined ? 'not connected' : describe(now),
              remedy: 'leave it so unless something relies on the address; otherwise deploy the cluster anew',
            },
          ];
    }),
  );
}

function describe({ address, aliases }: Endpoint): string {
  return [address, ...aliases].join(', ') || 'without an address';
}

/** Servers come back one at a time: two at once could take each other's addresses. */
let lastReturn: Promise<unknown> = Promise.resolve();

/**
 * Does something by which a container comes back into its networks, so that it gets the addresses that it had. Its engine gives
 * out the lowest one that is free, and servers listen on the address that they had; where lower ones are free, as when
 * several servers are down, containers that do nothing hold them meanwhile.
 */
export async function withAddresses<T>(
  { engines, manifest }: EnginesOfCluster,
  container: string,
  endpoints: readonly Endpoint[],
  comeBack: () => Promise<T>,
): Promise<T> {
  const engine = engines.of(container);
  const returned = lastReturn.then(() => holdingOthers({ engine, manifest }, endpoints, comeBack));
  lastReturn = returned.catch(() => undefined);
  return await returned;
}

async function holdingOthers<T>(
  { engine, manifest }: { readonly engine: Docker; readonly manifest: EnginesOfCluster['manifest'] },
  endpoints: readonly Endpoint[],
  comeBack: () => Promise<T>,
): Promise<T> {
  const holders: string[] = [];
  try {
    for (const { network, address } of endpoints) {
      await released(engine, network, address);
      for (let tries = 0; tries < MOST_HOLDERS; tries++) {
        const free = await lowestFree(engine, network);
        if (address === '' || free === undefined || free.taken.includes(address) || free.address === address) {
          break;
        }
        holders.push(await hold(engine, manifest, network));
      }
    }
    return await comeBack();
  } finally {
    await Promise.all(holders.map((id) => removeContainer(engine, id)));
  }
}

/** A container that was killed keeps its address for a moment; one that somebody else has by now is not waited for. */
async function released(engine: Docker, network: string, address: string): Promise<void> {
  try {
    await until(async () => !((await lowestFree(engine, network))?.taken.includes(address) ?? false), {
      within: patient(5),
      awaiting: `${address} of network ${network} to be free`,
      every: Duration.milliseconds(100),
    });
  } catch (error) {
    if (!(error instanceof TimedOut)) {
      throw error;
    }
  }
}

async function lowestFree(
  engine: Docker,
  network: string,
): Promise<{ readonly address: string | undefined; readonly taken: readonly string[] } | undefined> {
  const inspected = await ifThere<NetworkInspection>(engine.getNetwork(network).inspect());
  if (inspected === undefined) {
    return undefined;
  }
  const { Subnet: subnet, Gateway: gateway } = inspected.IPAM?.Config?.[0] ?? {};
  const taken = Object.values(inspected.Containers ?? {}).map(({ IPv4Address }) => IPv4Address?.split('/')[0] ?? '');
  const all = [...taken, gateway?.split('/')[0] ?? ''];
  return subnet === undefined ? undefined : { address: firstFreeAddress(subnet, all), taken };
}

/** Takes the lowest free address of a network; ends by itself when nobody ends it. */
async function hold(engine: Docker, manifest: EnginesOfCluster['manifest'], network: string): Promise<string> {
  const container = await engine.createContainer({
    name: `${manifest.name}-proof-${randomBytes(4).toString('hex')}`,
    Image: manifest.images.kafka,
    Entrypoint: ['sleep', String(HOLDER_SECONDS)],
    Cmd: [],
    Labels: { [LABELS.cluster]: manifest.name, [LABELS.role]: 'proof' },
    HostConfig: { AutoRemove: true, Init: true, NetworkMode: network, CapDrop: ['ALL'] },
  });
  try {
    await bounded(container.start(), { within: patient(20), awaiting: 'an address to be held' });
  } catch (error) {
    await removeContainer(engine, container.id);
    throw error;
  }
  return container.id;
}
