import path from 'node:path';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { Engines } from '../engine/engines';
import { passwordIn, readIdentityFiles } from './identity-files';
import { DEFAULT_PASSWORDS_FILE } from '../files/passwords-file';
import { privateFolder, writePrivately } from '../files/private-file';

/** Where the passwords lie that people log in to services with. */
export const DEFAULT_SECRETS_FOLDER = path.dirname(DEFAULT_PASSWORDS_FILE);

/** The file of a service's password: `grafana.password` for the container `kafka-grafana`. */
export const servicePasswordFile = (
  manifest: ClusterManifest,
  service: ClusterManifest['services'][number],
  folder: string,
): string => path.join(folder, `${service.container.slice(manifest.name.length + 1)}.password`);

/** Fetches the passwords of services that ask people who they are. Answers with the files. */
export async function fetchServicePasswords(
  manifest: ClusterManifest,
  folder = DEFAULT_SECRETS_FOLDER,
): Promise<readonly string[]> {
  const services = manifest.services.flatMap((service) =>
    service.login === undefined
      ? []
      : [
          {
            file: servicePasswordFile(manifest, service, folder),
            identity: { name: service.container, role: 'plain' as const, volume: service.login.volume, folder: '' },
          },
        ],
  );
  if (services.length === 0) {
    return [];
  }
  const files = await readIdentityFiles(
    new Engines(manifest),
    manifest,
    services.map(({ identity }) => identity),
  );
  await privateFolder(folder);
  for (const { file, identity } of services) {
    await writePrivately(file, `${passwordIn(files.get(identity.name) ?? new Map())}\n`);
  }
  return services.map(({ file }) => file);
}
