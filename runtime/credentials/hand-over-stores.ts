import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { secretsVolume } from '../../model/names/names';
import { hostNameOf, hostsOf, placementOf } from '../../model/placement/placement';
import { allEnded } from '../all-ended';
import { ask } from '../engine/engine';
import { Engines } from '../engine/engines';
import { copyFolder } from './copied-folder';
import { mountedVolumes } from './identity-files';

/**
 * Hands the stores of servers on other hosts over to them: from the volume beside the step that issues, by way of this process' memory, into the
 * volume of the same name on the server's host. Owners and modes stay as they are. What is there already is written again.
 */
export async function handOverStores(
  manifest: ClusterManifest,
  progress: (line: string) => void,
  engines = new Engines(manifest),
): Promise<void> {
  const servers = [...manifest.brokers, ...manifest.metadata.servers];
  const handed = hostsOf(manifest).map(async (host): Promise<void> => {
    const volumes = servers
      .filter(({ container }) => placementOf(manifest, container).engine === host.engine)
      .map(secretsVolume);
    if (host.engine === manifest.engine || volumes.length === 0) {
      return;
    }
    const there = engines.at(host);
    // An engine would make those that are missing, and Terraform would stumble over them.
    await Promise.all(
      [engines.own, there].flatMap((engine) =>
        volumes.map((volume) => ask(`volume ${volume}`, engine.getVolume(volume).inspect())),
      ),
    );
    await mountedVolumes(engines.own, manifest, { volumes, readOnly: true }, (from, mountOf) =>
      mountedVolumes(there, manifest, { volumes, readOnly: false }, async (to) => {
        for (const volume of volumes) {
          await copyFolder({
            ...{ from, to, path: mountOf(volume) },
            awaiting: `${hostNameOf(host)} to take the stores in ${volume}`,
          });
        }
      }),
    );
    progress(`${hostNameOf(host)}: has the stores of ${counted(volumes.length, 'server')}`);
  });
  await allEnded(handed);
}
