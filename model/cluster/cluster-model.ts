import type { ClusterBasis } from './cluster-basis';
import type { MetadataStore } from './metadata-store';

/** A cluster with every default filled in and every violation refused: what files and resources are rendered from. */
export interface ClusterModel extends ClusterBasis {
  /** Where the brokers keep the cluster's metadata. */
  readonly store: MetadataStore;
}
