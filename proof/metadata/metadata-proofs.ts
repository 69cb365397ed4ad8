import type { ClusterManifest } from '../../model/manifest/manifest';
import { OperationError } from '../../model/violation';
import type { MetadataProof } from './metadata-proof';
import { kraftProof } from './kraft/kraft-proof';
import { zooKeeperProof } from './zookeeper/zookeeper-proof';

/** Every kind of metadata store that the proof knows. */
export const METADATA_PROOFS: readonly MetadataProof[] = [zooKeeperProof, kraftProof];

/**
 * What the proof knows of a cluster's metadata store.
 *
 * @throws OperationError `MetadataKindUnknown`
 */
export function metadataProofOf(
  { name, metadata }: Pick<ClusterManifest, 'name' | 'metadata'>,
  proofs = METADATA_PROOFS,
): MetadataProof {
  const known = proofs.find(({ kind }) => kind === metadata.kind);
  if (known === undefined) {
    throw new OperationError({
      code: 'MetadataKindUnknown',
      subject: `cluster ${name}`,
      rule: `metadata must be kept in one of ${proofs.map(({ kind }) => kind).join(', ')}`,
      value: metadata.kind,
      remedy: 'run the proof of the version of this package that has deployed the cluster',
    });
  }
  return known;
}
