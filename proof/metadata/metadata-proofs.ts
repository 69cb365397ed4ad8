import type { ClusterManifest } from '../../model/manifest/manifest';
import { isBetween } from '../../model/metadata/migration/migration-phase';
import { OperationError } from '../../model/violation';
import type { MetadataProof } from './metadata-proof';
import { kraftProof } from './kraft/kraft-proof';
import { zooKeeperProof } from './zookeeper/zookeeper-proof';

/** Every kind of metadata store that the proof knows. */
export const METADATA_PROOFS: readonly MetadataProof[] = [zooKeeperProof, kraftProof];

/**
 * What the proof knows of a cluster's metadata store.
 *
 * @throws OperationError `MetadataKindUnknown`, `MetadataOnTheWay`
 */
export function metadataProofOf(
  { name, metadata }: Pick<ClusterManifest, 'name' | 'metadata'>,
  proofs = METADATA_PROOFS,
): MetadataProof {
  if (isBetween(metadata.migration?.phase)) {
    throw new OperationError({
      code: 'MetadataOnTheWay',
      subject: `cluster ${name}`,
      rule: 'metadata must be in one store for the cluster to be proven, or compared with its declaration',
      value: `phase ${metadata.migration?.phase ?? ''}`,
      remedy: 'go on to the last phase, or back to the former store; npm run status tells of the cluster meanwhile',
    });
  }
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
