import { versionInTag } from '../../model/cluster/image';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { ask, ifThere } from './engine';
import { Engines } from './engines';
import { loweredVersionViolations } from './lowered-version';

/**
 * What is wrong with replacing the metadata's servers that there are, one at a time, by those that are declared. What they write in a line
 * need not be read by the line before: none says that it can. What they run is told by the tag of their image, where tags tell versions: whoever
 * has declared one that tells another version has tags of his own.
 */
export async function runningMetadataViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  const engines = new Engines(manifest);
  const { servers, name, version: declared, imageVersion } = manifest.metadata;
  if (imageVersion !== declared) {
    return [];
  }
  const found = await Promise.all(
    servers.map(async ({ container }) => ({
      container,
      image: (await ask(`container ${container}`, ifThere(engines.container(container).inspect())))?.Config.Image,
    })),
  );
  const running = found.flatMap(({ container, image }) => {
    const version = versionInTag(image ?? '');
    return version === undefined ? [] : [{ container, version }];
  });
  const unreadable = running.flatMap(({ container, version }) =>
    loweredViolations(container, { name, running: version, declared }),
  );
  // What is not possible at all need not be asked for.
  return unreadable.length > 0
    ? unreadable
    : loweredVersionViolations('MetadataVersionLowered', { name, declared, running });
}

/** One server's. */
export const loweredViolations = (
  subject: string,
  { name, running, declared }: { readonly name: string; readonly running: string; readonly declared: string },
): readonly Violation[] =>
  compareLines(running, declared) <= 0
    ? []
    : [
        {
          code: 'MetadataVersionLowered',
          subject,
          rule: `must not be replaced by one of an earlier line: ${name} does not say that it reads what a later one has written`,
          value: `${running} to be ${declared}`,
          remedy: `declare ${running} again: no server was touched`,
        },
      ];

function compareLines(one: string, other: string): number {
  const [a = [], b = []] = [one, other].map((version) => version.split('.').map(Number));
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);
}
