import { isIP } from 'node:net';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../model/manifest/manifest';
import { collide, type HostEndpoint } from '../model/names/host-endpoint';
import { LABELS } from '../model/names/names';
import { type Placed, placementOf } from '../model/placement/placement';
import type { Violation } from '../model/violation';
import { Engines } from '../runtime/engine/engines';

/** A host port of a container. */
export interface HostPort {
  readonly container: string;
  /** Services are deployed when all servers are. */
  readonly isService: boolean;
  /** Where clients find it, or where the engine has bound it. */
  readonly host: string;
  readonly port: number;
  /** As in {@link HostEndpoint}. */
  readonly engine?: string;
}

/** Host ports that brokers, by listener, and services are declared to publish. */
export function publishedPorts(manifest: ClusterManifest): readonly HostPort[] {
  const ofBrokers = manifest.listeners
    .filter(({ scope }) => scope === 'published')
    .flatMap(({ name }) => manifest.brokers.map(({ container, advertised }) => ({ container, at: advertised[name] })));
  const ofServices = manifest.services.map(({ container, address }) => ({
    container,
    isService: true,
    at: address === undefined ? undefined : new URL(address).host,
  }));
  const { kerberos } = manifest;
  const ofRealm = (kerberos?.container === undefined ? [] : kerberos.kdcs.published).map((at) => ({
    container: kerberos?.container ?? '',
    at,
  }));
  const ports = [...ofBrokers, ...ofRealm, ...ofServices].flatMap(({ at = '', ...who }) => {
    const [, host, port] = /^\[?(.+?)\]?:(\d+)$/.exec(at) ?? [];
    return host === undefined ? [] : [{ isService: false, ...who, host, port: Number(port) }];
  });
  return placed(manifest, ports);
}

/** Each with the engine that runs its container. */
export const placed = (
  manifest: Pick<ClusterManifest, keyof Placed>,
  ports: readonly HostPort[],
): readonly HostPort[] => ports.map((port) => ({ ...port, engine: placementOf(manifest, port.container).engine }));

export const nameOf = ({ Names }: Pick<Docker.ContainerInfo, 'Names'>): string => Names[0]?.replace(/^\//, '') ?? '';

/** Host ports that containers of the cluster have now. */
export const takenPorts = (
  containers: readonly Pick<Docker.ContainerInfo, 'Names' | 'Labels' | 'Ports'>[],
): readonly HostPort[] =>
  containers.flatMap((container) =>
    // A port that is not published has no `PublicPort`.
    (container.Ports as readonly Partial<Docker.Port>[]).flatMap(({ IP = '0.0.0.0', PublicPort: port }) =>
      port === undefined
        ? []
        : [{ container: nameOf(container), isService: container.Labels[LABELS.role] === 'service', host: IP, port }],
    ),
  );

const isOwn = ({ container, port }: HostPort, taken: readonly HostPort[]): boolean =>
  taken.some((other) => other.container === container && other.port === port);

/**
 * Servers are replaced one at a time, in an order that is decided on the way: one that wants what another still has would not
 * start, and the roll-out would stop half way.
 */
export function siblingViolations(wanted: readonly HostPort[], taken: readonly HostPort[]): readonly Violation[] {
  const servers = new Set(wanted.filter(({ isService }) => !isService).map(({ container }) => container)).size;
  return wanted
    .filter((each) => !isOwn(each, taken))
    .flatMap((each) => {
      const holder = taken.find(
        (other) =>
          other.container !== each.container &&
          (other.isService || !each.isService) &&
          collide(endpointOf(each), endpointOf(other)),
      );
      return holder === undefined
        ? []
        : [
            {
              code: 'PortOfSibling',
              subject: each.container,
              rule: `its host port must be free when its turn comes, and ${holder.container} has it until its own`,
              value: each.port,
              remedy: `move host ports by at least ${servers} (servers that have some), or in two steps, by way of ports that nobody has`,
            },
          ];
    });
}

/** The same as the servers that run are found on their engines, for whoever replaces them without having looked at that before. */
export async function standingSiblingViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const stays = new Set(
    [...manifest.brokers, ...manifest.metadata.servers, ...manifest.services].map(({ container }) => container),
  ).add(manifest.kerberos?.container ?? '');
  const listed = await new Engines(manifest).containers([`${LABELS.cluster}=${manifest.name}`]);
  const taken = takenPorts(listed.filter((container) => stays.has(nameOf(container))));
  return siblingViolations(publishedPorts(manifest), placed(manifest, taken));
}

/** A name may stand for any address. */
const endpointOf = ({ host, port, engine }: HostPort): HostEndpoint => ({
  engine,
  hostAddress: isIP(host) === 0 ? '0.0.0.0' : host,
  hostPort: port,
});
