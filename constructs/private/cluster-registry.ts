import type { IConstruct } from 'constructs';
import { hostPorts } from './cluster-faults';
import type { ClusterModel } from './cluster-model';
import { type Fault, FaultError, throwIfAny } from './fault';

/** What shares an engine: clusters, and the host ports of what stands beside them. */
interface EngineShare {
  readonly clusters: ClusterModel[];
  readonly ports: number[];
}

/** By app, and by the engine that they run on: names and host ports are shared there. */
const registries = new WeakMap<IConstruct, Map<string, EngineShare>>();

function shareOf(construct: IConstruct, { engine = '' }: ClusterModel): EngineShare {
  const { root } = construct.node;
  const registry = registries.get(root) ?? new Map<string, EngineShare>();
  registries.set(root, registry);
  const share = registry.get(engine) ?? { clusters: [], ports: [] };
  registry.set(engine, share);
  return share;
}

/**
 * Adds a cluster to those of its app.
 *
 * @throws FaultError `ClusterNameDuplicate`, `HostPortOfOtherCluster` when another one on the same engine has its name or ports
 */
export function registerCluster(construct: IConstruct, model: ClusterModel): void {
  const { clusters, ports } = shareOf(construct, model);
  const subject = construct.node.path;
  throwIfAny([
    ...clusters.flatMap((other) => conflicts(subject, model, other)),
    ...hostPorts(model)
      .filter((port) => ports.includes(port))
      .map((port) => portTaken(subject, port)),
  ]);
  clusters.push(model);
}

/**
 * Takes a host port for something beside a cluster.
 *
 * @throws FaultError `HostPortIllegal`, or `HostPortTaken` when a broker or a service on the same engine has it
 */
export function reserveHostPort(construct: IConstruct, model: ClusterModel, port: number): void {
  const { clusters, ports } = shareOf(construct, model);
  const subject = construct.node.path;
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new FaultError({
      code: 'HostPortIllegal',
      subject,
      rule: 'hostPort must be a whole number from 1024 to 65535: the container listens on it without privileges',
      value: port,
      remedy: 'leave it out for the default',
    });
  }
  if ([...clusters.flatMap(hostPorts), ...ports].includes(port)) {
    throw new FaultError(portTaken(subject, port));
  }
  ports.push(port);
}

const portTaken = (subject: string, port: number): Fault => ({
  code: 'HostPortTaken',
  subject,
  rule: 'host ports must be unique on an engine',
  value: port,
  remedy: 'choose another one',
});

function conflicts(subject: string, model: ClusterModel, other: ClusterModel): readonly Fault[] {
  const taken = new Set(hostPorts(other));
  const faults: Fault[] = hostPorts(model)
    .filter((port) => taken.has(port))
    .map((port) => ({
      code: 'HostPortOfOtherCluster',
      subject,
      rule: `host ports must not be those of the cluster ${other.name} on the same engine`,
      value: port,
      remedy: 'choose another firstHostPort',
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
