import type { ClusterManifest } from '../model/manifest/manifest';
import { settleProofs } from '../proof';
import { Engines } from '../runtime/engine/engines';
import { say } from '../runtime/process/terminal';

/**
 * Sees that no proof has its hands in a cluster before copies move or servers go, and says what one that was killed had left.
 *
 * @param clientsFolder folder for the users' files
 */
export async function settled(manifest: ClusterManifest, clientsFolder: string): Promise<void> {
  const told = new Set<string>();
  const progress = (line: string): void => {
    told.add(line);
    say(line);
  };
  const undone = await settleProofs(new Engines(manifest), manifest, { clientsFolder, awaitEnd: true, progress });
  undone.filter((line) => !told.has(line)).forEach(say);
}
