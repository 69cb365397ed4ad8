import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { LABELS } from '../../model/names/names';
import { servedChain } from '../../runtime/credentials/first-expiry';
import { madeCredentials } from '../../runtime/credentials/made-credentials';
import { ask } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { versionOf } from '../../runtime/kafka/broker-software';
import { scramLogins } from '../../runtime/kafka/scram-logins';
import {
  certificateListeners,
  type StandingBroker,
  standingBrokers,
  whereTheyAre,
} from '../../runtime/kafka/standing-brokers';
import { answer } from '../../runtime/process/terminal';
import { clusterStatus, type ContainerSeen, isRotated, type ServedEnds } from '../status/cluster-status';
import { askKafka } from '../status/kafka-status';
import { lastDrift } from '../status/last-drift';
import { statusText } from '../status/status-text';
import { seeCertificates } from '../renewal';
import type { Workspace } from '../workspace';

/** Shows what runs, what the brokers say of it and when certificates end, by looking alone: also where nobody is let in any more. */
export async function status(
  workspace: Pick<Workspace, 'manifest' | 'clients' | 'passwordsFile' | 'out' | 'reports'>,
): Promise<number> {
  const manifest = await workspace.manifest();
  const now = new Date();
  const asStanding = ask('containers', standingBrokers(manifest));
  const [seen, { containers, read }, standing, served, made, kafka, drift, logins] = await Promise.all([
    seeCertificates(manifest),
    containersSeen(manifest),
    asStanding,
    asStanding.then((brokers) => servedEnds(manifest, brokers)),
    madeCredentials(new Engines(manifest), manifest),
    askKafka(manifest, workspace.clients),
    lastDrift(manifest.name, [path.join(workspace.out, 'drift'), workspace.reports]),
    // A pipeline may look without the secrets that it deploys with.
    existsSync(workspace.passwordsFile) ? scramLogins(manifest, workspace, { isWanted: isRotated }) : [],
  ]);
  const seenNow = clusterStatus(manifest, seen, {
    ...{ containers, read, standing, served, made, logins, kafka, drift, now },
  });
  const { name, kafkaVersion, metadata } = manifest;
  answer(
    { cluster: name, kafkaVersion, metadata: `${metadata.name} ${metadata.version}`, ...seenNow },
    `Cluster ${name}: Kafka ${kafkaVersion} on ${metadata.name} ${metadata.version}, as declared\n` +
      statusText(seenNow, now),
  );
  return 0;
}

/** As the engines say them. */
async function containersSeen(
  manifest: ClusterManifest,
): Promise<Record<'containers', ReadonlyMap<string, ContainerSeen>> & Record<'read', ReadonlyMap<string, string>>> {
  const listed = await ask('containers', new Engines(manifest).containers([`${LABELS.cluster}=${manifest.name}`]));
  const containers = listed.map(({ Names: [name = ''], Status: state, Labels, Image }) => {
    const version = versionOf({ Labels, Image });
    return [name.slice(1), { state, ...(version !== undefined && { version }) }] as const;
  });
  const read = listed.flatMap(({ Names: [name = ''], Labels: { [LABELS.certificate]: digest } }) =>
    digest === undefined ? [] : [[name.slice(1), digest] as const],
  );
  return { containers: new Map(containers), read: new Map(read) };
}

/** At the first published listener with TLS that a broker has: it reads the certificate of all of them at once. */
async function servedEnds(manifest: ClusterManifest, standing: readonly StandingBroker[]): Promise<ServedEnds> {
  const ends = whereTheyAre(manifest.brokers, standing).map(async ({ container, advertised }) => {
    const [listener] = certificateListeners(manifest, container, standing);
    const chain = await servedChain(advertised[listener?.name ?? ''] ?? '').catch(() => []);
    return [container, chain[0] === undefined ? undefined : new Date(chain[0].validTo)] as const;
  });
  return new Map(await Promise.all(ends));
}
