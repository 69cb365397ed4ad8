import type { IConstruct } from 'constructs';
import { hostEndpoints } from './cluster-faults';
import type { ClusterModel } from './cluster-model';
import { type Fault, FaultError, throwIfAny } from './fault';
import { bindAddressFaults, collide, type HostEndpoint, showEndpoint } from './host-endpoint';

/** What shares an engine: clusters, and the host ports of what stands beside them. */
interface EngineShare {
  readonly clusters: ClusterModel[];
  readonly services: HostEndpoint[];
}

/** By app, and by the engine that they run on: names and host ports are shared there. */
const registries = new WeakMap<IConstruct, Map<string, EngineShare>>();

function shareOf(construct: IConstruct, { engine = '' }: ClusterModel): EngineShare {
  const { root } = construct.node;
  const registry = registries.get(root) ?? new Map<string, EngineShare>();
  registries.set(root, registry);
  const share = registry.get(engine) ?? { clusters: [], services: [] };
  registry.set(engine, share);
  return share;
}

/**
 * Adds a cluster to those of its app.
 *
 * @throws FaultError `ClusterNameDuplicate`, `HostPortOfOtherCluster` when another one on the same engine has its name or ports
 */
export function registerCluster(construct: IConstruct, model: ClusterModel): void {
  const { clusters, services } = shareOf(construct, model);
  const subject = construct.node.path;
  throwIfAny([
    ...clusters.flatMap((other) => conflicts(subject, model, other)),
    ...collisions(model, services).map((endpoint) => portTaken(subject, endpoint)),
  ]);
  clusters.push(model);
}

/**
 * Takes a host port for something beside a cluster.
 *
 * @throws FaultError `BindAddressIllegal`, `HostPortIllegal`, or `HostPortTaken` when a broker or a service on the same engine
 * has it
 */
export function reserveHostPort(construct: IConstruct, model: ClusterModel, endpoint: HostEndpoint): void {
  const { clusters, services } = shareOf(construct, model);
  const subject = construct.node.path;
  const { hostPort: port } = endpoint;
  throwIfAny(bindAddressFaults(subject, [endpoint]));
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new FaultError({
      code: 'HostPortIllegal',
      subject,
      rule: 'hostPort must be a whole number from 1024 to 65535: the container listens on it without privileges',
      value: port,
      remedy: 'leave it out for the default',
    });
  }
  if ([...clusters.flatMap(hostEndpoints), ...services].some((other) => collide(endpoint, other))) {
    throw new FaultError(portTaken(subject, endpoint));
  }
  services.push(endpoint);
}

/** What a cluster would take of what others have. */
const collisions = (model: ClusterModel, others: readonly HostEndpoint[]): readonly HostEndpoint[] =>
  hostEndpoints(model).filter((endpoint) => others.some((other) => collide(endpoint, other)));

const portTaken = (subject: string, endpoint: HostEndpoint): Fault => ({
  code: 'HostPortTaken',
  subject,
  rule: 'host ports must be unique on an address of an engine; 0.0.0.0 and :: are every one',
  value: showEndpoint(endpoint),
  remedy: 'choose another one',
});

function conflicts(subject: string, model: ClusterModel, other: ClusterModel): readonly Fault[] {
  const faults: Fault[] = collisions(model, hostEndpoints(other)).map((endpoint) => ({
    code: 'HostPortOfOtherCluster',
    subject,
    rule: `host ports must not be those of the cluster ${other.name} on the same address of the engine`,
    value: showEndpoint(endpoint),
    remedy: 'choose another firstHostPort or bindAddress',
  }));
  return model.name === other.name
    ? [
        {
          code: 'ClusterNameDuplicate',
          subject,
          rule: 'name must be unique among the clusters of an engine: containers, networks and volumes are named by it',
          value: model.name,
          remedy: 'rename one of them',
        },
        ...faults,
      ]
    : faults;
}
