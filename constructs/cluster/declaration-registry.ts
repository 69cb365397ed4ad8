import type { IConstruct } from 'constructs';
import type { ClusterDeclarations } from '../../model/declaration/cluster-declarations';
import { differingAttributes } from '../../model/declaration/existing-cluster-violations';
import { spelledOut } from '../../model/names/host-endpoint';
import { ResourceDeclarations } from '../../model/resources/resource-declarations';
import { throwIfAny, ValidationError, type Violation } from '../../model/violation';
import type { IKafkaCluster } from './kafka-cluster-interface';

/** What each cluster that is declared has been told. */
const clusters = new WeakMap<IConstruct, ClusterDeclarations>();
/** What others have been told of topics, users and rights. */
const resources = new WeakMap<IConstruct, ResourceDeclarations>();
/** By app: the clusters that are declared in it, and those that stand already. */
const declared = new WeakMap<IConstruct, IKafkaCluster[]>();
const standing = new WeakMap<IConstruct, IKafkaCluster[]>();

function inApp(registry: WeakMap<IConstruct, IKafkaCluster[]>, { node: { root } }: IConstruct): IKafkaCluster[] {
  const all = registry.get(root) ?? [];
  registry.set(root, all);
  return all;
}

/** Whoever answers at one address is one cluster, whatever it is called. */
function isSame(one: IKafkaCluster, other: IKafkaCluster): boolean {
  const others = new Set(other.administratorServers.map(spelledOut));
  return one.administratorServers.some((server) => others.has(spelledOut(server)));
}

/** Remembers a cluster that is declared here. */
export function registerDeclarations(cluster: IKafkaCluster, declarations: ClusterDeclarations): void {
  clusters.set(cluster, declarations);
  inApp(declared, cluster).push(cluster);
}

/**
 * Remembers a cluster that stands already: all constructs for one are told the same.
 *
 * @throws ValidationError `ClusterAttributesDiffer`
 */
export function registerStanding(cluster: IKafkaCluster): void {
  const others = inApp(standing, cluster);
  const other = others.find((each) => isSame(each, cluster));
  throwIfAny(other === undefined ? [] : differingAttributes(cluster.node.path, cluster, other));
  others.push(cluster);
  resources.set(cluster, other === undefined ? new ResourceDeclarations() : resourcesOf(other));
}

/** Whether one that is said to stand already is declared in the same app, which knows only what its own construct is told. */
export const declaredHere = (cluster: IKafkaCluster): readonly Violation[] =>
  inApp(declared, cluster)
    .filter((each) => isSame(each, cluster))
    .map((each) => ({
      code: 'ClusterDeclaredHere',
      subject: cluster.node.path,
      rule: `a cluster that stands already must not be one that the app declares, as ${each.node.path} does: the proof would take for nobody’s what is declared on it`,
      value: cluster.administratorServers.join(', '),
      remedy: 'give KafkaResources that KafkaCluster itself',
    }));

/**
 * What a cluster has been told.
 *
 * @throws ValidationError `ClusterNotDeclaredHere` when it stands already, or is another's
 */
export function declarationsOf(cluster: IKafkaCluster, subject: string): ClusterDeclarations {
  const declarations = clusters.get(cluster);
  if (declarations === undefined) {
    throw new ValidationError({
      code: 'ClusterNotDeclaredHere',
      subject,
      rule: 'what makes containers, volumes or certificates must be for a cluster that is declared in this app',
      value: cluster.node.path,
      remedy:
        'give it a new KafkaCluster(...): of one that stands already, topics, SCRAM users and rights alone are declared',
    });
  }
  return declarations;
}

/** What a cluster has been told, when it is declared here. */
export const declarationsIfAny = (cluster: IKafkaCluster): ClusterDeclarations | undefined => clusters.get(cluster);

/** The topics, users, rules and quotas of any cluster. */
export function resourcesOf(cluster: IKafkaCluster): ResourceDeclarations {
  const declared = clusters.get(cluster)?.resources ?? resources.get(cluster) ?? new ResourceDeclarations();
  resources.set(cluster, declared);
  return declared;
}
