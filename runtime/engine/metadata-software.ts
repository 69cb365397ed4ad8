import { versionInTag } from '../../model/cluster/image';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { ask, ifThere } from './engine';
import { Engines } from './engines';
import { loweredVersionViolations, NOTHING_RECORDED, type RecordedServers } from './lowered-version';

/**
 * What is wrong with replacing the metadata's servers that there are, one at a time, by those that are declared. What they run is told by the
 * tag of their image, where tags tell versions: whoever has declared one that tells another version has tags of his own.
 *
 * @param recorded what tells instead of servers that are all gone
 */
export async function runningMetadataViolations(
  manifest: ClusterManifest,
  recorded: RecordedServers = NOTHING_RECORDED,
): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const { servers, name, version: declared, imageVersion, features } = manifest.metadata;
  // Where features have levels, these say what is written, and the brokers' versions whether one is lowered.
  if (imageVersion !== declared || features !== undefined) {
    return [];
  }
  const found = await Promise.all(
    servers.map(async ({ container }) => ({
      container,
      image: (await ask(`container ${container}`, ifThere(engines.container(container).inspect())))?.Config.Image,
    })),
  );
  const images = found.some(({ image }) => image !== undefined)
    ? found
    : (await recorded())
        .filter((each) => servers.some(({ container }) => container === each.name))
        .map(({ name: container, image }) => ({ container, image }));
  const running = images.flatMap(({ container, image }) => {
    const version = versionInTag(image ?? '');
    return version === undefined ? [] : [{ container, version }];
  });
  return loweredVersionViolations('MetadataVersionLowered', { name, declared, running });
}
