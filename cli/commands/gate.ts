import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { fetchClients } from '../../runtime/credentials/fetch';
import { CLIENT_FILES } from '../../model/names/paths';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { say } from '../../runtime/process/terminal';
import { openGates, passGate } from '../../rollout/gate';
import { RolloutStateFile } from '../../rollout/rollout-state';
import { readVariable } from '../../runtime/settings/environment';
import { terraformRun } from '../../rollout/terraform-run';

/** Where the gate finds the cluster, and keeps the state of a roll-out. */
export interface GateFiles {
  readonly manifest: () => Promise<ClusterManifest>;
  /** Folder of all users' files. */
  readonly clients: string;
  /** Folder for the state of roll-outs. */
  readonly out: string;
}

export interface GateCommandOptions {
  /** Name of the container that Terraform is about to take away. */
  readonly server?: string;
  /** Whether all of them go. */
  readonly open?: boolean;
}

/** Adds the options that Terraform calls it with. */
export function withGateOptions(command: Command): Command {
  return command
    .option('--server <container>', 'the one that is to be replaced')
    .option('--open', 'let all pass, since all are destroyed');
}

/** Called by Terraform before it takes a server away: answers 0 when the others can do without it. */
export async function gate(files: GateFiles, { server, open }: GateCommandOptions): Promise<number> {
  const manifest = await files.manifest();
  const state = new RolloutStateFile(path.join(files.out, 'rollout'), manifest.name, await terraformRun());
  if (open === true || readVariable('KAFKA_GATE') === 'open') {
    await openGates(state);
  }
  if (open === true) {
    return 0;
  }
  if (server === undefined) {
    throw new OperationError({
      code: 'ServerMissing',
      subject: 'gate',
      rule: 'must be told which server is to be replaced',
      remedy: 'give --server or --open; the cluster’s Terraform configuration does',
    });
  }
  const clientsFolder = async (): Promise<string> => {
    if (!existsSync(path.join(clientFolder(files.clients, 'admin'), CLIENT_FILES.kcat))) {
      await fetchClients(manifest, { outFolder: files.clients, users: ['admin'] });
    }
    return files.clients;
  };
  await passGate(manifest, server, state, { clientsFolder, progress: say });
  return 0;
}
