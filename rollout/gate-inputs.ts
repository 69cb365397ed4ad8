import path from 'node:path';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../model/manifest/manifest';
import { ClusterNames } from '../model/names/names';
import { EngineTurn } from './engine-turn';
import { type GateInputs, turnHolder } from './gate';
import { RunningCluster } from './observed-cluster';
import { RolloutStateFile } from './rollout-state';
import type { TerraformRun } from './terraform-run';

/** Where a gate finds what it goes by. */
export interface GateEnvironment {
  /** Folder of all users' files, once the administrator's are in it. */
  readonly clientsFolder: () => Promise<string>;
  /** Folder for the state of roll-outs. */
  readonly out: string;
}

/** All that the gates of a running cluster go by. */
export function gateInputs(
  manifest: ClusterManifest,
  run: TerraformRun,
  { clientsFolder, out }: GateEnvironment,
): GateInputs & { readonly turn: EngineTurn } {
  const cluster = new RunningCluster(manifest, clientsFolder);
  return {
    ...{ manifest, run, cluster },
    file: new RolloutStateFile(path.join(out, 'rollout'), manifest.name, run),
    turn: turnOf(manifest, (server) => cluster.engineOf(server)),
  };
}

/** The turn of a cluster's servers, on the engine that they share. */
export const turnOf = (manifest: ClusterManifest, engineOf: (server: string) => Docker): EngineTurn =>
  new EngineTurn(
    () => engineOf(turnHolder(manifest)),
    new ClusterNames(manifest.name).rolloutTurn,
    manifest.startSeconds,
  );
