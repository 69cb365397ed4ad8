import type { Command } from 'commander';
import { printWarnings } from '../../runtime/process/terminal';
import { prepare } from '../deployment/prepare';
import { type MovingFlags, THROTTLE_OPTION } from '../moving-environment';
import type { Workspace } from '../workspace';
import { deployAll } from './deployment';
import { answerDeployed } from './up';

export interface DrainFlags extends MovingFlags {
  /** Whether servers come back that are declared there. */
  readonly undo?: boolean;
}

/** Adds what the command is called with. */
export const withDrainOptions = (command: Command): Command =>
  command
    .argument('<host>', 'name of a host that is declared')
    .option('--undo', 'bring the servers back that are declared there')
    .option(...THROTTLE_OPTION);

/**
 * Deploys what is declared, but with no server on a host: those that it has go to other hosts, one at a time, and nothing of the cluster stays there.
 * The declaration without that host is what is deployed then; with it, nothing else is, until this is undone.
 *
 * @throws OperationError `HostUnknown`, `HostNotDrainable`, `ServerMoved`, `OnlyCopyMoves` before anything is touched
 */
export async function drain(
  workspace: Workspace,
  host: string,
  { undo = false, throttle }: DrainFlags,
): Promise<number> {
  await prepare(workspace);
  const drained = undo ? workspace : workspace.draining(host);
  const deployed = await deployAll(drained, { movable: host, throttle });
  printWarnings(deployed.warnings);
  await answerDeployed(drained, deployed);
  return 0;
}
