import type { ClusterManifest } from '../../model/manifest/manifest';
import { fetchClients } from '../../runtime/credentials/fetch';
import { connectEngine, ifThere } from '../../runtime/engine/engine';
import type { Workspace } from '../workspace';

type Files = Pick<Workspace, 'clients' | 'passwordsFile'>;

/** Every user's files. */
export const fetchUsers = (
  workspace: Files,
  manifest: ClusterManifest,
  users?: readonly string[],
): ReturnType<typeof fetchClients> =>
  fetchClients(manifest, { outFolder: workspace.clients, passwordsFile: workspace.passwordsFile, users });

/**
 * The administrator's files, which the kafka provider reads: on a machine that has never seen this cluster they must be
 * there before it is planned. A cluster that is yet to be made gets them while its base is applied.
 *
 * @returns whether there are any
 */
export async function fetchAdministrator(workspace: Files, manifest: ClusterManifest): Promise<boolean> {
  const exists = await identitiesExist(manifest);
  if (exists) {
    await fetchUsers(workspace, manifest, ['admin']);
  }
  return exists;
}

async function identitiesExist(manifest: ClusterManifest): Promise<boolean> {
  const volume = manifest.identities.find(({ role }) => role === 'admin')?.volume;
  const request = connectEngine(manifest)
    .getVolume(volume ?? '')
    .inspect();
  return (await ifThere(request)) !== undefined;
}
