import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisedSetup } from '../../bootstrap/promised-setup';
import { declaredVersions } from '../../bootstrap/server-images';
import { setUp, type SetUpOptions } from '../../bootstrap/setup';
import type { Setup } from '../../model/setup/setup-record';
import { declaredCluster, declaredClusters } from '../project/project';
import { readPlanFile } from '../review/plan-file';
import { synthesize } from '../synthesize';
import type { Workspace } from '../workspace';

/** What images are made for. */
type Wanted = Pick<SetUpOptions, 'clusterName' | 'versions'>;

/** What is known of the images before they are made. */
export interface PrepareOptions extends Pick<SetUpOptions, 'renewImages'> {
  /** File of plans that were reviewed: they have images that may be newer than those of the cluster, and of this checkout. */
  readonly plan?: string;
}

/**
 * Engine, images and providers, as the machine needs them for what is declared now.
 *
 * @throws OperationError `PlanUnreadable`
 */
export async function prepare(workspace: Workspace, { renewImages, plan }: PrepareOptions = {}): Promise<Setup> {
  const renewed = plan === undefined ? undefined : (await readPlanFile(plan)).review.renewed;
  return await setUp({
    ...(wantedByEnvironment(workspace) ?? (await wantedByDeclaration(workspace))),
    outFolder: workspace.out,
    ...{ renewImages, renewed },
  });
}

/** The same for what is to go: its declaration may fail by now, and its next version is made by nobody. */
export const prepareEnd = async (workspace: Workspace): Promise<Setup> =>
  await setUp({
    ...(wantedByEnvironment(workspace) ?? wantedByLastSynthesis(workspace) ?? (await wantedByDeclaration(workspace))),
    outFolder: workspace.out,
  });

/** In this package's own checkout, which declares what the environment says. */
const wantedByEnvironment = ({ givenVersions, givenName }: Workspace): Wanted | undefined =>
  givenVersions === undefined || givenName === undefined
    ? undefined
    : { clusterName: givenName, versions: givenVersions };

function wantedByLastSynthesis({ synthesized, givenName, project }: Workspace): Wanted | undefined {
  const isKnown = declaredClusters(synthesized).some(({ name }) => name === (givenName ?? name));
  return isKnown ? wantedIn(project, synthesized, givenName) : undefined;
}

/** A project says name and versions in main.ts alone, which is asked before there are images of them. */
const wantedByDeclaration = (workspace: Workspace): Promise<Wanted> =>
  withDeclaration(workspace, (folder) => wantedIn(workspace.project, folder, workspace.givenName));

/** Looks at what main.ts declares, in the folder of a synthesis that nobody deploys, and that needs no images. */
export async function withDeclaration<T>(workspace: Workspace, look: (folder: string) => T): Promise<Awaited<T>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cdktf-kafka-declared-'));
  try {
    await synthesize(workspace, { folder, promised: promisedSetup(workspace.out) });
    return await look(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wantedIn(project: string, synthesized: string, named: string | undefined): Wanted {
  const { name: clusterName, kafkaVersion, metadata } = declaredCluster(project, synthesized, named);
  return { clusterName, versions: declaredVersions(kafkaVersion, metadata?.migration?.former ?? metadata) };
}
