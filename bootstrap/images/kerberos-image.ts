import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ImageOrigin } from '../../model/setup/setup-record';
import { type ContextFile, contentHash } from './image';
import { type RootFileSystem, rootFileSystemTag, SUITE } from './root-file-system';

/** MIT's key distribution centre, its administration and its client programs. */
export const KERBEROS: RootFileSystem = {
  image: `cdktf-kafka/kerberos:${SUITE}-local`,
  packages: ['krb5-kdc', 'krb5-admin-server', 'krb5-user'],
};

const FOLDER = resolve(__dirname, '../../images/kerberos');

export const kerberosDockerfile = (): ContextFile => ({
  path: 'Dockerfile',
  content: readFileSync(resolve(FOLDER, 'Dockerfile')),
  executable: false,
});

/** The official image that it stands on where a registry answers. */
export const kerberosBase = (): string =>
  /^FROM (\S+)$/m.exec(kerberosDockerfile().content.toString('utf8'))?.[1] ?? '';

/** Tag of the image, by where its base comes from, and when that was renewed; it changes with whatever it is made of. */
export function kerberosTag(origin: ImageOrigin, renewed?: string): string {
  const hash = contentHash([[kerberosDockerfile()], ...KERBEROS.packages, ...(renewed === undefined ? [] : [renewed])]);
  return origin === 'local' ? rootFileSystemTag(KERBEROS, renewed) : `cdktf-kafka/kerberos:${SUITE}-official-${hash}`;
}
