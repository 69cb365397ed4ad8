import path from 'node:path';
import type { ClusterManifest } from '../model/manifest/manifest';
import type { RetirementEnvironment } from '../rollout/retire';
import { fetchClients } from '../runtime/credentials/fetch';
import { readVariable } from '../runtime/settings/environment';
import { Terraform, type TerraformFolders } from './terraform/terraform';
import type { Workspace } from './workspace';

/** What of a checkout, or of somebody else's project, the commands need. */
export type RetirementFiles = TerraformFolders & Pick<Workspace, 'clients' | 'out'>;

/** Where commands look for what has left the declaration. */
export function retirementEnvironment(workspace: RetirementFiles, manifest: ClusterManifest): RetirementEnvironment {
  return {
    manifest,
    stacksFolder: path.dirname(workspace.stackFolder(manifest.stacks.base)),
    states: {
      addresses: (stack) => new Terraform(workspace, stack).addresses(),
      forget: (stack, addresses) => new Terraform(workspace, stack).forget(addresses),
      adopt: (stack, address, id) => new Terraform(workspace, stack).adopt(address, id),
    },
    clientsFolder: async () => {
      await fetchClients(manifest, {
        outFolder: workspace.clients,
        passwordsFile: workspace.passwordsFile,
        users: ['admin'],
      });
      return workspace.clients;
    },
    out: workspace.out,
    gateOpen: readVariable('KAFKA_GATE') === 'open',
  };
}
