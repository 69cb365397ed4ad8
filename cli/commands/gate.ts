import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { OperationError } from '../../model/violation';
import { fetchClients } from '../../runtime/credentials/fetch';
import { CLIENT_FILES } from '../../model/names/paths';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { say } from '../../runtime/process/terminal';
import { answered } from '../../rollout/engine-answer';
import { openGates } from '../../rollout/ending';
import { passGate } from '../../rollout/gate';
import { gateInputs } from '../../rollout/gate-inputs';
import { readVariable } from '../../runtime/settings/environment';
import { terraformRun } from '../../rollout/terraform-run';
import type { Workspace } from '../workspace';

/** Where the gate finds the cluster, and keeps the state of a roll-out. */
export type GateFiles = Pick<Workspace, 'manifest' | 'clients' | 'out'>;

export interface GateCommandOptions {
  /** Name of the container that Terraform is about to take away. */
  readonly server?: string;
  /** Whether all of them go. */
  readonly open?: boolean;
  /** Number of Terraform's process. */
  readonly terraform?: string;
}

/** Adds the options that Terraform calls it with. */
export function withGateOptions(command: Command): Command {
  return command
    .option('--server <container>', 'the one that is to be replaced')
    .option('--open', 'let all pass, where all are destroyed')
    .option('--terraform <process>', 'Terraform’s process: "$PPID" in the shell that it starts');
}

/** Called by Terraform before it takes a server away: answers 0 when the others can do without it. */
export async function gate(files: GateFiles, { server, open, terraform }: GateCommandOptions): Promise<number> {
  const manifest = await files.manifest();
  const isOpen = readVariable('KAFKA_GATE') === 'open';
  if (open !== true && server === undefined) {
    throw new OperationError({
      code: 'ServerMissing',
      subject: 'gate',
      rule: 'must be told which server is to be replaced',
      remedy: 'give --server or --open; the cluster’s Terraform configuration does',
    });
  }
  const run = await terraformRun(terraform).catch((error: unknown) => {
    if (isOpen) {
      return undefined;
    }
    throw error;
  });
  if (run === undefined) {
    return 0;
  }
  const clientsFolder = async (): Promise<string> => {
    if (!existsSync(path.join(clientFolder(files.clients, 'admin'), CLIENT_FILES.kcat))) {
      await answered(
        'the engine to hand over the administrator’s files',
        fetchClients(manifest, { outFolder: files.clients, users: ['admin'] }),
      );
    }
    return files.clients;
  };
  const inputs = gateInputs(manifest, run, { clientsFolder, out: files.out });
  if (server !== undefined) {
    await passGate(server, inputs, { open: isOpen, progress: say });
  } else if (await openGates(inputs, isOpen)) {
    await inputs.turn.removeAny();
  } else {
    say('Not all servers are destroyed: each of those that are asks by itself');
  }
  return 0;
}
