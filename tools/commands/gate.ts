import { existsSync } from 'node:fs';
import path from 'node:path';
import { FaultError } from '../../constructs/private/fault';
import { fetchClients } from '../clients';
import { FILES } from '../clients/client-files';
import { clientFolder } from '../clients/kafka-client';
import { say } from '../private/terminal';
import type { Workspace } from '../private/workspace';
import { openGates, passGate } from '../roll/gate';
import { GATE_VARIABLE, RollBook } from '../roll/roll-book';
import { terraformRun } from '../roll/terraform-run';

export interface GateCommandOptions {
  /** Name of the container that Terraform is about to take away. */
  readonly server?: string;
  /** Whether all of them go. */
  readonly open?: boolean;
}

/** Called by Terraform before it takes a server away: ends with 0 when the others can do without it. */
export async function gate(workspace: Workspace, { server, open }: GateCommandOptions): Promise<number> {
  const manifest = await workspace.manifest();
  const book = new RollBook(path.join(workspace.out, 'roll'), manifest.name, await terraformRun());
  if (open === true || process.env[GATE_VARIABLE] === 'open') {
    await openGates(book);
  }
  if (open === true) {
    return 0;
  }
  if (server === undefined) {
    throw new FaultError({
      code: 'ServerMissing',
      subject: 'gate',
      rule: 'must be told which server is to be replaced',
      remedy: 'give --server or --open; the cluster’s Terraform configuration does',
    });
  }
  const clientsFolder = async (): Promise<string> => {
    if (!existsSync(path.join(clientFolder(workspace.clients, 'admin'), FILES.kcat))) {
      await fetchClients(manifest, { outFolder: workspace.clients, users: ['admin'] });
    }
    return workspace.clients;
  };
  await passGate(manifest, server, book, { clientsFolder, progress: say });
  return 0;
}
