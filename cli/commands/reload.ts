import type { Command } from 'commander';
import { RELOAD_LOOK } from '../../model/certificates/renewal';
import { fetchClients } from '../../runtime/credentials/fetch';
import { say } from '../../runtime/process/terminal';
import { reloadCertificates } from '../../rollout/certificate-reload';
import { requireTakenUp } from '../taken-up';
import type { GateFiles } from './gate';

export interface ReloadFlags {
  /** Whether it looks alone. */
  readonly takenUp?: boolean;
}

/** Adds the options of the command. */
export const withReloadOptions = (command: Command): Command =>
  command.option(
    RELOAD_LOOK,
    'only look whether every server has taken up what was issued, before an authority goes on',
  );

/** Called by Terraform when certificates were issued: the brokers that run take up theirs. */
export async function reload(
  files: Pick<GateFiles, 'manifest' | 'clients'>,
  { takenUp = false }: ReloadFlags = {},
): Promise<number> {
  const manifest = await files.manifest();
  if (takenUp) {
    await requireTakenUp(manifest);
    return 0;
  }
  await reloadCertificates({
    manifest,
    // It may be the administrator's own that has ended.
    clients: async () => {
      await fetchClients(manifest, { outFolder: files.clients, users: ['admin'] });
      return files.clients;
    },
    progress: say,
  });
  return 0;
}
