import { fetchClients } from '../../runtime/credentials/fetch';
import { say } from '../../runtime/process/terminal';
import { reloadCertificates } from '../../rollout/certificate-reload';
import type { GateFiles } from './gate';

/** Called by Terraform when certificates were issued: the brokers that run take up theirs. */
export async function reload(files: Pick<GateFiles, 'manifest' | 'clients'>): Promise<number> {
  const manifest = await files.manifest();
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
