import type { IConstruct } from 'constructs';
import { hostPorts } from './cluster-faults';
import type { ClusterModel } from './cluster-model';
import { type Fault, throwIfAny } from './fault';

/** Clusters of one app by the engine that they run on: names and host ports are shared there. */
const registries = new WeakMap<IConstruct, Map<string, ClusterModel[]>>();

/**
 * Adds a cluster to those of its app.
 *
 * @throws FaultError `ClusterNameDuplicate`, `HostPortOfOtherCluster` when another one on the same engine has its name or ports
 */
export function registerCluster(construct: IConstruct, model: ClusterModel): void {
  const { root } = construct.node;
  const registry = registries.get(root) ?? new Map<string, ClusterModel[]>();
  registries.set(root, registry);
  const engine = model.engine ?? '';
  const others = registry.get(engine) ?? [];
  throwIfAny(others.flatMap((other) => conflicts(construct.node.path, model, other)));
  registry.set(engine, [...others, model]);
}

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
