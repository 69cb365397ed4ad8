import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Workspace } from './workspace';

/** Where the files for a Prometheus and a Grafana of one's own are put. */
export const monitoringFolder = (workspace: Workspace): string => path.join(workspace.out, 'monitoring');

/** Puts them there as synth has written them; nothing is left of a cluster that serves no metrics. True when there are any. */
export function copyMonitoringFiles(workspace: Workspace): boolean {
  const source = path.join(workspace.synthesized, 'monitoring', workspace.clusterName);
  const folder = monitoringFolder(workspace);
  rmSync(folder, { recursive: true, force: true });
  if (!existsSync(source)) {
    return false;
  }
  cpSync(source, folder, { recursive: true });
  return true;
}
