import type { Construct } from 'constructs';
import type { ResourceDeclarations } from '../../model/resources/resource-declarations';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import type { ImportBlocks } from '../terraform/import-blocks';
import type { KafkaProvider } from '../terraform/resources';

/** What one `KafkaResources` makes its users, rules and quotas with. */
export interface ResourcesContext {
  /** The `KafkaResources`, below which everything is made. */
  readonly scope: Construct;
  readonly cluster: IKafkaCluster;
  /** What the whole app declares on the cluster. */
  readonly registry: ResourceDeclarations;
  readonly provider: KafkaProvider;
  /** Where what is declared stands already, and is to be imported. */
  readonly imports?: ImportBlocks;
}
