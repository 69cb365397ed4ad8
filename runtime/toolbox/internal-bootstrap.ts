import { OperationError } from '../../model/violation';
import type { ClusterManifest, ManifestListener } from '../../model/manifest/manifest';
import { accessesOf } from '../credentials/listener-choice';

/** Addresses for a user from inside the network, as in that user's files. */
export function internalBootstrap(manifest: ClusterManifest, name: string): string {
  const user = manifest.users.find((candidate) => candidate.name === name);
  const access = user && accessesOf(manifest, user, 'internal')[0];
  if (access === undefined) {
    throw new OperationError({
      code: 'InternalListenerMissing',
      subject: name,
      rule: 'must have a listener inside the network: the proof’s second client comes in there',
      remedy: 'declare one',
    });
  }
  return access.bootstrap.join(',');
}

/** A user whose files lead to an internal listener; undefined when nobody comes in there. */
export function internalUser(manifest: ClusterManifest, listener: ManifestListener): string | undefined {
  return manifest.users.find((user) => accessesOf(manifest, user, 'internal')[0]?.listener.name === listener.name)
    ?.name;
}
