import type { IConstruct } from 'constructs';
import { hostEndpoints } from '../../model/declaration/cluster-violations';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { throwIfAny, ValidationError, type Violation } from '../../model/violation';
import { bindAddressViolations, collide, type HostEndpoint, showEndpoint } from '../../model/names/host-endpoint';

/** The clusters of an app, and the host ports of what stands beside them. */
interface AppShare {
  readonly clusters: ClusterModel[];
  readonly services: HostEndpoint[];
}

const registries = new WeakMap<IConstruct, AppShare>();

function appShareOf({ node: { root } }: IConstruct): AppShare {
  const share = registries.get(root) ?? { clusters: [], services: [] };
  registries.set(root, share);
  return share;
}

/**
 * Adds a cluster to those of its app.
 *
 * @throws ValidationError `ClusterNameDuplicate` when another one has its name, `HostPortOfOtherCluster`, `HostPortTaken` when
 * something on the same engine has its ports
 */
export function registerCluster(construct: IConstruct, model: ClusterModel): void {
  const { clusters, services } = appShareOf(construct);
  const subject = construct.node.path;
  throwIfAny([
    ...(clusters.some(({ name }) => name === model.name) ? [nameTaken(subject, model.name)] : []),
    ...clusters.flatMap((other) => conflicts(subject, model, other)),
    ...collisions(model, services).map((endpoint) => portTaken(subject, endpoint)),
  ]);
  clusters.push(model);
}

/**
 * Takes a host port for a companion service of a cluster.
 *
 * @throws ValidationError `BindAddressIllegal`, `HostPortIllegal`, or `HostPortTaken` when a broker or a service on the same engine
 * has it
 */
export function reserveHostPort(construct: IConstruct, { engine }: ClusterModel, port: HostEndpoint): void {
  const endpoint = { ...port, engine };
  const { clusters, services } = appShareOf(construct);
  const subject = construct.node.path;
  throwIfAny(bindAddressViolations(subject, [endpoint]));
  const { hostPort } = endpoint;
  if (!Number.isInteger(hostPort) || hostPort < 1024 || hostPort > 65_535) {
    throw new ValidationError({
      code: 'HostPortIllegal',
      subject,
      rule: 'hostPort must be a whole number from 1024 to 65535: the container listens on it without privileges',
      value: hostPort,
      remedy: 'leave it out for the default',
    });
  }
  if ([...clusters.flatMap(hostEndpoints), ...services].some((other) => collide(endpoint, other))) {
    throw new ValidationError(portTaken(subject, endpoint));
  }
  services.push(endpoint);
}

/** What a cluster would take of what others have. */
const collisions = (model: ClusterModel, others: readonly HostEndpoint[]): readonly HostEndpoint[] =>
  hostEndpoints(model).filter((endpoint) => others.some((other) => collide(endpoint, other)));

const portTaken = (subject: string, endpoint: HostEndpoint): Violation => ({
  code: 'HostPortTaken',
  subject,
  rule: 'host ports must be unique on an address of an engine; 0.0.0.0 and :: are every one',
  value: showEndpoint(endpoint),
  remedy: 'choose another one',
});

const nameTaken = (subject: string, value: string): Violation => ({
  code: 'ClusterNameDuplicate',
  subject,
  rule: 'name must be unique among the clusters of an app, on whatever engine: containers, networks, volumes and the files for the tools are named by it',
  value,
  remedy: 'rename one of them',
});

const conflicts = (subject: string, model: ClusterModel, other: ClusterModel): readonly Violation[] =>
  collisions(model, hostEndpoints(other)).map((endpoint) => ({
    code: 'HostPortOfOtherCluster',
    subject,
    rule: `host ports must not be those of the cluster ${other.name} on the same address of the engine`,
    value: showEndpoint(endpoint),
    remedy: 'choose another firstHostPort or bindAddress',
  }));
