import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { filesWhere, withVolumes } from '../credentials/identity-files';
import { ask, ifThere } from '../engine/engine';
import type { Engines } from '../engine/engines';

/** Where the step that prepares volumes writes down what the metadata are kept in, and which servers have had their volumes. */
const FILES = { stage: '.store', servers: '.servers/' } as const;

/** What a cluster's volumes were told last. */
export interface StandingStage {
  /** Where the metadata are; undefined where nothing was told. */
  readonly stage?: string;
  /** Containers of the servers that have had their volumes; none where nothing was told. */
  readonly servers: readonly string[];
}

/** What the volumes of a cluster were told last, which may all be yet to come. */
export async function standingStage(engines: Engines, manifest: ClusterManifest): Promise<StandingStage> {
  const volume = new ClusterNames(manifest.name).configurationVolume;
  if ((await ask(`volume ${volume}`, ifThere(engines.own.getVolume(volume).inspect()))) === undefined) {
    return { servers: [] };
  }
  const files = await withVolumes(engines.own, manifest, [volume], async (archiveOf) =>
    filesWhere(await archiveOf(volume, ''), (file) => file === FILES.stage || file.startsWith(FILES.servers)),
  );
  return {
    stage: files.get(FILES.stage)?.toString('utf8').trim(),
    servers: [...files.keys()].flatMap((file) =>
      file.startsWith(FILES.servers) ? [file.slice(FILES.servers.length)] : [],
    ),
  };
}
