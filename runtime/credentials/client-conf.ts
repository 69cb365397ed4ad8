import { dirname, resolve } from 'node:path';
import { readRequired } from '../files/required-file';

/** What a client needs to come in, as read from a `kcat.conf`. */
export interface Credentials {
  readonly bootstrap: readonly string[];
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string };
  readonly sasl?: { readonly mechanism: string; readonly username: string; readonly password: string };
}

/** Lines of `key=value`; the value is everything after the first equals sign. */
export function parseConf(text: string): ReadonlyMap<string, string> {
  const entries = text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return line.trimStart().startsWith('#') || at < 1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1)]];
  });
  return new Map(entries);
}

/** Reads a user's `kcat.conf` and the files that it names, so that what is proven is what users are given. */
export async function readCredentials(file: string): Promise<Credentials> {
  const conf = parseConf(await readClientFile(file));
  const named = async (key: string) => {
    const path = conf.get(key);
    return path === undefined ? undefined : await readClientFile(resolve(dirname(file), path));
  };
  const [ca, certificate, key] = [
    await named('ssl.ca.location'),
    await named('ssl.certificate.location'),
    await named('ssl.key.location'),
  ];
  const mechanism = conf.get('sasl.mechanisms');
  return {
    bootstrap: (conf.get('bootstrap.servers') ?? '').split(',').filter((address) => address !== ''),
    ...(ca !== undefined && { tls: { ca, certificate, key } }),
    ...(mechanism !== undefined && {
      sasl: { mechanism, username: conf.get('sasl.username') ?? '', password: conf.get('sasl.password') ?? '' },
    }),
  };
}

/** @throws OperationError `ClientFileMissing` */
export const readClientFile = (file: string): Promise<string> =>
  readRequired(file, {
    code: 'ClientFileMissing',
    remedy: 'run npm run clients, which fetches it, or name the folder that has it',
  });
