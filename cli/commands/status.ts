import { existsSync } from 'node:fs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { servedChain } from '../../runtime/credentials/first-expiry';
import { tlsListeners } from '../../runtime/credentials/listener-choice';
import { ask } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { scramLogins } from '../../runtime/kafka/scram-logins';
import { answer } from '../../runtime/process/terminal';
import { clusterStatus, isRotated, type ServedEnds, statusText } from '../cluster-status';
import { seeCertificates } from '../renewal';
import type { Workspace } from '../workspace';

/** Shows what runs and when certificates end, by looking alone: also where nobody is let in any more. */
export async function status(workspace: Pick<Workspace, 'manifest' | 'clients' | 'passwordsFile'>): Promise<number> {
  const manifest = await workspace.manifest();
  const now = new Date();
  const [seen, states, served, logins] = await Promise.all([
    seeCertificates(manifest),
    containerStates(manifest),
    servedEnds(manifest),
    // A pipeline may look without the secrets that it deploys with.
    existsSync(workspace.passwordsFile) ? scramLogins(manifest, workspace, isRotated) : [],
  ]);
  const seenNow = clusterStatus(manifest, seen, { states, served, logins, now });
  const { name, kafkaVersion, metadata } = manifest;
  answer(
    { cluster: name, kafkaVersion, metadata: `${metadata.name} ${metadata.version}`, ...seenNow },
    `Cluster ${name}: Kafka ${kafkaVersion} on ${metadata.name} ${metadata.version}, as declared\n` +
      statusText(seenNow, now),
  );
  return 0;
}

/** As the engines say them. */
async function containerStates(manifest: ClusterManifest): Promise<ReadonlyMap<string, string>> {
  const containers = await ask('containers', new Engines(manifest).containers([`${LABELS.cluster}=${manifest.name}`]));
  return new Map(containers.map(({ Names: [name = ''], Status: state }) => [name.slice(1), state]));
}

/** At its first published listener with TLS: it reads the certificate of all of them at once. */
async function servedEnds(manifest: ClusterManifest): Promise<ServedEnds> {
  const [listener] = tlsListeners(manifest);
  const ends = manifest.brokers.map(async ({ container, advertised }) => {
    const chain = await servedChain(advertised[listener?.name ?? ''] ?? '').catch(() => []);
    return [container, chain[0] === undefined ? undefined : new Date(chain[0].validTo)] as const;
  });
  return new Map(await Promise.all(ends));
}
