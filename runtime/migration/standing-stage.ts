import type { ClusterManifest } from '../../model/manifest/manifest';
import { KRAFT } from '../../model/metadata/kraft/kraft-controller';
import { MIGRATION_PHASES, type MigrationStage } from '../../model/metadata/migration/migration-phase';
import { MIGRATION } from '../../model/metadata/migration/migration-store';
import { ZOOKEEPER_ROLE } from '../../model/metadata/zookeeper/zookeeper-node';
import { ClusterNames, LABELS } from '../../model/names/names';
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

/** Where on the way the metadata of a cluster are whose brokers stand; undefined where none does. */
export async function migrationStage(engines: Engines, manifest: ClusterManifest): Promise<MigrationStage | undefined> {
  const containers = await engines.containers([`${LABELS.cluster}=${manifest.name}`]);
  const standing = (role: string): (typeof containers)[number] | undefined =>
    containers.find(({ Labels }) => Labels[LABELS.role] === role);
  const broker = standing('broker');
  if (broker === undefined) {
    return undefined;
  }
  // Volumes are read by a container that needs an image: that of the declaration may be yet to be made.
  const images = { ...manifest.images, kafka: broker.Image };
  const { stage } = await standingStage(engines, { ...manifest, images });
  return stageOf(stage, standing(ZOOKEEPER_ROLE) !== undefined);
}

/**
 * What the volumes' word means.
 *
 * @param hasFormer whether a server of the former store is there
 */
export function stageOf(word: string | undefined, hasFormer: boolean): MigrationStage {
  const phase = MIGRATION_PHASES.find((each) => word === `${MIGRATION}:${each}`);
  // Where one kind of server alone is left, the word is that kind. What takes the others away may have been cut off.
  return phase ?? (word !== KRAFT ? 'former' : hasFormer ? 'retire' : 'kraft');
}
