import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readVariable } from '../runtime/settings/environment';

/**
 * Folder that keeps what is slow to make (root file systems, providers) between runs and between clusters. Everything
 * in it can be made again: it may be deleted at any time.
 *
 * `CDKTF_KAFKA_CACHE` wins, then `XDG_CACHE_HOME/cdktf-kafka`, then `~/.cache/cdktf-kafka`.
 */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  const own = readVariable('CDKTF_KAFKA_CACHE', environment);
  if (own !== undefined) {
    return resolve(own);
  }
  const shared = environment['XDG_CACHE_HOME'];
  return join(shared === undefined || shared === '' ? join(home, '.cache') : resolve(shared), 'cdktf-kafka');
}
