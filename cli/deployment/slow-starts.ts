import type Docker from 'dockerode';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { ifThere } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { isUnfinished } from '../changes';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';

/**
 * Has Terraform keep the servers that it gave up waiting for and that run: it would take each of them away, without asking its gate,
 * and the next one would begin to load its logs anew.
 *
 * @param quiet awaited before a state is written: a plan that is being made holds its lock
 * @returns names of their containers
 */
export async function keepSlowStarts(
  workspace: Workspace,
  manifest: ClusterManifest,
  quiet: () => Promise<void>,
): Promise<readonly string[]> {
  const stack = new Terraform(workspace, manifest.stacks.cluster);
  const engines = new Engines(manifest);
  const unfinished = isUnfinished(workspace);
  const servers = await engines.containers([`${LABELS.cluster}=${manifest.name}`, LABELS.certificate]);
  if (!unfinished && servers.every(({ Status }) => Status.includes('(healthy)'))) {
    return [];
  }
  const kept: string[] = [];
  for (const { address, id, name } of await stack.tainted('docker_container')) {
    const container = await ifThere(engines.of(name).getContainer(id).inspect());
    if (container !== undefined && isWorthKeeping(container, unfinished)) {
      await quiet();
      await stack.untaint(address);
      kept.push(name);
    }
  }
  return kept;
}

/**
 * Whether a server that Terraform would take away is at work: it has not died since it was started, and either still loads or was given
 * up by a deployment that did not end well. One that a person has marked is healthy, after a deployment that did.
 */
export function isWorthKeeping(
  { State, RestartCount }: Pick<Docker.ContainerInspectInfo, 'State' | 'RestartCount'>,
  unfinished: boolean,
): boolean {
  return State.Running && !State.Restarting && RestartCount === 0 && (unfinished || State.Health?.Status !== 'healthy');
}
