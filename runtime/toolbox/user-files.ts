import { readFile } from 'node:fs/promises';
import { join, posix, resolve } from 'node:path';
import { CLIENT_FILES } from '../../model/names/paths';
import { folderName, INTERNAL_FOLDER, MOUNT_POINT } from '../credentials/client-files';
import { readIfThere } from '../files/optional-file';
import { clientFolder } from '../kafka/kafka-client';

/** Settings of the Kerberos realm, the same for all users. */
export const KRB5_CONF = '/etc/kafka/realm/krb5.conf';

/** A user's configuration for Kafka's tools inside the network. */
const INSIDE = posix.join(INTERNAL_FOLDER, CLIENT_FILES.properties);

/** A file as it lies in the container. */
export interface ContainerFile {
  readonly path: string;
  readonly content: Buffer | string;
}

/** A user's configuration for Kafka's tools, as it lies in the container. */
export interface Configuration {
  readonly path: string;
  readonly text: string;
}

/** A user's files as they lie in the container, and which of them is its configuration for Kafka's tools. */
export async function userFiles(
  clients: string,
  user: string,
  isOutside: boolean,
): Promise<Configuration & { readonly files: readonly ContainerFile[] }> {
  const [from, to] = [clientFolder(clients, user), posix.join('/etc/kafka/clients', folderName(user))];
  const [file, at] = isOutside ? [CLIENT_FILES.properties, resolve(from)] : [INSIDE, MOUNT_POINT];
  const text = (await readFile(join(from, file), 'utf8')).replaceAll(`${at}/`, `${to}/`);
  const path = posix.join(to, CLIENT_FILES.properties);
  // A SCRAM user has no keystore.
  const files = await Promise.all(
    [CLIENT_FILES.ca, CLIENT_FILES.keystore, CLIENT_FILES.keytab].map(async (name) => ({
      path: posix.join(to, name),
      content: await readIfThere(join(from, name)),
    })),
  );
  const krb5 = { path: KRB5_CONF, content: await readIfThere(join(from, 'internal', CLIENT_FILES.krb5)) };
  return { path, text, files: [...[...files, krb5].filter(isPresent), { path, content: text }] };
}

function isPresent(file: { path: string; content: Buffer | undefined }): file is { path: string; content: Buffer } {
  return file.content !== undefined;
}
