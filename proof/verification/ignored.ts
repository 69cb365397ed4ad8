import type { ClusterManifest, ManifestIgnored } from '../../model/manifest/manifest';

/** Whether something on the cluster is declared to be somebody else's. */
export const isIgnored = (
  { ignored }: Pick<ClusterManifest, 'ignored'>,
  kind: ManifestIgnored['kind'],
  name: string,
): boolean =>
  ignored.some((each) => each.kind === kind && (each.prefixed ? name.startsWith(each.name) : name === each.name));
