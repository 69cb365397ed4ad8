import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisedSetup } from '../../bootstrap/promised-setup';
import { setUp } from '../../bootstrap/setup';
import type { Setup } from '../../model/setup/setup-record';
import { declaredCluster, declaredClusters } from '../project/project';
import { synthesize } from '../synthesize';
import type { Workspace } from '../workspace';

/** What images are made for. */
interface Wanted {
  readonly clusterName: string;
  readonly kafkaVersion?: string;
}

/** Engine, images and providers, as the machine needs them for what is declared now. */
export const prepare = async (workspace: Workspace): Promise<Setup> =>
  await setUp({
    ...(wantedByEnvironment(workspace) ?? (await wantedByDeclaration(workspace))),
    outFolder: workspace.out,
  });

/** The same for what is to go: its declaration may fail by now, and its next version is made by nobody. */
export const prepareEnd = async (workspace: Workspace): Promise<Setup> =>
  await setUp({
    ...(wantedByEnvironment(workspace) ?? wantedByLastSynthesis(workspace) ?? (await wantedByDeclaration(workspace))),
    outFolder: workspace.out,
  });

/** In this package's own checkout, which declares what the environment says. */
const wantedByEnvironment = ({ givenVersion, givenName }: Workspace): Wanted | undefined =>
  givenVersion === undefined || givenName === undefined
    ? undefined
    : { clusterName: givenName, kafkaVersion: givenVersion };

function wantedByLastSynthesis({ synthesized, givenName, project }: Workspace): Wanted | undefined {
  const isKnown = declaredClusters(synthesized).some(({ name }) => name === (givenName ?? name));
  return isKnown ? wantedIn(project, synthesized, givenName) : undefined;
}

/** A project says name and version in main.ts alone, which is asked before there are images of them. */
async function wantedByDeclaration(workspace: Workspace): Promise<Wanted> {
  const folder = await mkdtemp(path.join(tmpdir(), 'cdktf-kafka-declared-'));
  try {
    await synthesize(workspace, { folder, promised: promisedSetup(workspace.out) });
    return wantedIn(workspace.project, folder, workspace.givenName);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function wantedIn(project: string, synthesized: string, named: string | undefined): Wanted {
  const { name: clusterName, kafkaVersion } = declaredCluster(project, synthesized, named);
  return { clusterName, kafkaVersion };
}
