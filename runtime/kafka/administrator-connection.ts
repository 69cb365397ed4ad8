import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { CLIENT_FILES } from '../../model/names/paths';
import { readClientFile } from '../credentials/client-conf';
import { dialDirectly, parseAddress, secure, type Tls } from '../protocol/dial';
import { FramedConnection } from '../protocol/framed-connection';
import { Refused } from '../protocol/refused';
import { messageOf } from '../wait';
import { administratorOf } from './kafka-admin';
import { clientFolder } from './kafka-client';

/** Who asks: the cluster, and the folder of all users' files. */
export interface Asking {
  readonly manifest: ClusterManifest;
  readonly clients: string;
}

/**
 * Asks the brokers as the administrator, one after the other until one answers.
 *
 * @param addresses `host:port` of each broker's listener for the administrator
 * @param silence what it means that none does
 * @throws Refused when none answers
 */
export async function askAnyBroker<T>(
  asking: Asking,
  addresses: readonly string[],
  question: (frames: FramedConnection) => Promise<T>,
  silence: string,
): Promise<T> {
  const reasons: string[] = [];
  for (const address of addresses) {
    try {
      const frames = new FramedConnection(await dialAsAdministrator(asking, address));
      try {
        return await question(frames);
      } finally {
        frames.close();
      }
    } catch (error) {
      reasons.push(`${address}: ${messageOf(error)}`);
    }
  }
  throw new Refused(`${silence} (${reasons.join('; ')})`);
}

/** A connection over TLS to a broker, at its `host:port`, that shows the administrator's certificate. */
export async function dialAsAdministrator(
  { manifest, clients }: Asking,
  address: string,
  options: Pick<Tls, 'evenEnded'> = {},
): Promise<Duplex> {
  const server = parseAddress(address);
  const shown = await certificateFiles(clientFolder(clients, administratorOf(manifest)));
  return await secure(await dialDirectly(server), server, { ...shown, ...options });
}

/**
 * What somebody shows by a certificate, and whom they trust, from the files of their folder.
 *
 * @throws OperationError `ClientFileMissing`
 */
export async function certificateFiles(
  folder: string,
): Promise<{ readonly ca: string; readonly certificate: string; readonly key: string }> {
  const file = (name: string): Promise<string> => readClientFile(join(folder, name));
  const [ca, certificate, key] = await Promise.all([
    file(CLIENT_FILES.ca),
    file(CLIENT_FILES.certificate),
    file(CLIENT_FILES.key),
  ]);
  return { ca, certificate, key };
}
