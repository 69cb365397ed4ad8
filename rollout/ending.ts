import type { ClusterManifest } from '../model/manifest/manifest';
import type { ObservedCluster } from './observed-cluster';
import type { RolloutState, RolloutStateFile } from './rollout-state';
import type { TerraformRun } from './terraform-run';

/** What tells whether a run of Terraform destroys all servers of a cluster. */
export interface EndingInputs {
  readonly manifest: ClusterManifest;
  readonly run: TerraformRun;
  /** What the gates of this run know of each other. */
  readonly file: RolloutStateFile;
  readonly cluster: ObservedCluster;
}

/**
 * Lets every gate of a run pass when that destroys all of the servers, or somebody has said so; otherwise each goes on to ask.
 *
 * @returns whether they are open
 */
export async function openGates(inputs: EndingInputs, open: boolean): Promise<boolean> {
  return await inputs.file.change(async (state) => {
    const ending = await isEnding(inputs, state, open);
    return { state: { ...state, ending }, result: ending };
  });
}

/**
 * Whether all servers are destroyed. Terraform runs what is to run before that for a part of them too, where one is named by
 * `-target`, and when it only makes anew what stands for all of them: so its own words count, or its plan.
 */
export async function isEnding(
  { manifest, run, cluster }: Pick<EndingInputs, 'manifest' | 'run' | 'cluster'>,
  state: RolloutState,
  open: boolean,
): Promise<boolean> {
  if (open || state.ending !== undefined) {
    return open || state.ending === true;
  }
  const removals = await run.removals();
  if (removals === 'all' || removals === undefined) {
    return removals === 'all';
  }
  const staying = serversOf(manifest).filter((server) => !removals.has(server));
  const states = await Promise.all(staying.map((server) => cluster.server(server)));
  return states.every(({ container }) => container === undefined);
}

/** Every server that has a gate. */
export const serversOf = ({ metadata, brokers, kerberos }: ClusterManifest): readonly string[] => [
  ...[...metadata.servers, ...brokers].map(({ container }) => container),
  ...(kerberos?.container === undefined ? [] : [kerberos.container]),
];
