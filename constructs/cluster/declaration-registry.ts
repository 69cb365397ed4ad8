import type { IConstruct } from 'constructs';
import type { ClusterDeclarations } from '../../model/declaration/cluster-declarations';
import { ResourceDeclarations } from '../../model/resources/resource-declarations';
import { ValidationError } from '../../model/violation';
import type { IKafkaCluster } from './kafka-cluster-interface';

/** What each cluster has been told; those that stand already are told of resources alone. */
const clusters = new WeakMap<IConstruct, ClusterDeclarations>();
const resources = new WeakMap<IConstruct, ResourceDeclarations>();

/** Remembers a cluster that is declared here. */
export function registerDeclarations(cluster: IKafkaCluster, declarations: ClusterDeclarations): void {
  clusters.set(cluster, declarations);
}

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
