import type { ClusterManifest } from '../../model/manifest/manifest';
import { servedChain } from '../../runtime/credentials/first-expiry';
import { tlsListeners } from '../../runtime/credentials/listener-choice';
import { answer } from '../../runtime/process/terminal';
import { clusterStatus, type ServedEnds, statusText } from '../cluster-status';
import { seeCertificates } from '../renewal';
import type { Workspace } from '../workspace';

/** Shows what runs and when certificates end, by looking alone: also where nobody is let in any more. */
export async function status(workspace: Pick<Workspace, 'manifest'>): Promise<number> {
  const manifest = await workspace.manifest();
  const now = new Date();
  const [seen, served] = await Promise.all([seeCertificates(manifest), servedEnds(manifest)]);
  const { servers, certificates } = clusterStatus(manifest, seen, served, now);
  const { name, kafkaVersion, metadata } = manifest;
  answer(
    { cluster: name, kafkaVersion, metadata: `${metadata.name} ${metadata.version}`, servers, certificates },
    `Cluster ${name}: Kafka ${kafkaVersion} on ${metadata.name} ${metadata.version}, as declared\n` +
      statusText({ servers, certificates }, now),
  );
  return 0;
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
