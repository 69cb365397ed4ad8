import { Duration } from '../../model/units/duration';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import { waysInto } from '../../model/authentication/mechanism-lookup';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { firstExpiry } from '../../runtime/credentials/first-expiry';
import { servicePasswordFile } from '../../runtime/credentials/service-passwords';
import { bounded } from '../../runtime/wait';
import { monitoringFolder } from '../monitoring-files';
import { shellWord } from '../../model/formats/shell';
import { printWarnings, say } from '../../runtime/process/terminal';
import type { Workspace } from '../workspace';
import { deployAll, type DeployOptions, prepare } from './deployment';
import { proveCluster, wasProven } from './prove';

/** From whatever is there to a running, proven cluster; nothing where that is so already. */
export async function up(workspace: Workspace, options: DeployOptions): Promise<number> {
  await prepare(workspace);
  const { manifest, changed, warnings } = await deployAll(workspace, options);
  let code = 0;
  if (!changed && wasProven(workspace, manifest)) {
    say('\nNothing has changed since this cluster was proven; npm run proof does it again.');
  } else {
    code = await proveCluster(workspace, manifest);
  }
  printWarnings(warnings);
  await printConnections(workspace, manifest);
  return code;
}

/** How to connect, and until when. */
export async function printConnections(workspace: Workspace, manifest: ClusterManifest): Promise<void> {
  say(
    `\nCluster ${manifest.name}: Kafka ${manifest.kafkaVersion} on ${manifest.metadata.name} ${manifest.metadata.version}`,
  );
  for (const listener of manifest.listeners.filter(({ scope }) => scope === 'published')) {
    const servers = manifest.brokers.map(({ advertised }) => advertised[listener.name]).join(',');
    const how = waysInto(listener).join(' or ');
    const encryption = isEncrypted(listener.protocol) ? '' : ', not encrypted';
    say(`  ${listener.name.padEnd(6)} ${servers}  (${listener.protocol}${encryption}, ${how})`);
  }
  printServices(workspace, manifest);
  const user = manifest.users.find(({ superUser }) => !superUser);
  if (user !== undefined) {
    const file = path.join(path.relative(process.cwd(), workspace.clients), user.name, 'kcat.conf');
    say(`  Try:   kcat -F ${shellWord(file)} -L`);
  }
  const { first } = await bounded(firstExpiry(manifest), {
    within: Duration.seconds(90),
    awaiting: 'the expiry dates of all certificates',
  });
  say(`  The first certificate expires on ${first.expires.toISOString().slice(0, 10)}: ${first.subject}.`);
}

/** Where companion services are reached, and where the monitoring files are. */
function printServices(workspace: Workspace, manifest: ClusterManifest): void {
  const shown = (file: string): string => path.relative(process.cwd(), file);
  for (const service of manifest.services) {
    const { name, address, login } = service;
    if (address !== undefined) {
      const password = login && shown(servicePasswordFile(manifest, service, workspace.secrets));
      say(`  ${name}: ${address}${login === undefined ? '' : `  (${login.user}, password in ${String(password)})`}`);
    }
  }
  const folder = monitoringFolder(workspace);
  if (!existsSync(folder)) {
    return;
  }
  const has = (name: string): boolean => manifest.services.some((service) => service.name === name);
  if (has('Prometheus') && !has('Grafana') && workspace.setup?.images.origin === 'local') {
    say('  Grafana: left out, as no registry has answered for its image; KAFKA_GRAFANA_IMAGE names one on the engine');
  }
  say(`  For a Prometheus or a Grafana of your own: ${shown(folder)}`);
}
