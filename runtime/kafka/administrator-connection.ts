import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { CLIENT_FILES } from '../../model/names/paths';
import { dialDirectly, parseAddress, secure } from '../protocol/dial';
import { administratorOf } from './kafka-admin';
import { clientFolder } from './kafka-client';

/**
 * A connection over TLS to a broker, at its `host:port`, that shows the administrator's certificate.
 *
 * @param clients folder of all users' files
 */
export async function dialAsAdministrator(
  { manifest, clients }: { readonly manifest: ClusterManifest; readonly clients: string },
  address: string,
): Promise<Duplex> {
  const server = parseAddress(address);
  const file = (name: string): Promise<string> =>
    readFile(join(clientFolder(clients, administratorOf(manifest)), name), 'utf8');
  const [ca, certificate, key] = await Promise.all(
    [CLIENT_FILES.ca, CLIENT_FILES.certificate, CLIENT_FILES.key].map(file),
  );
  return await secure(await dialDirectly(server), server, { ca: ca ?? '', certificate, key });
}
