import type { X509Certificate } from 'node:crypto';
import type { ClusterManifest, ManifestBroker, ManifestListener } from '../model/manifest/manifest';
import { OperationError, type Violation } from '../model/violation';
import { servedChain } from '../runtime/credentials/first-expiry';
import { readIdentityFiles, storesIn } from '../runtime/credentials/identity-files';
import { openKeystore } from '../runtime/credentials/keystore';
import { ifThere } from '../runtime/engine/engine';
import { Engines } from '../runtime/engine/engines';
import { type Asking, dialAsAdministrator } from '../runtime/kafka/administrator-connection';
import { brokersThatRun } from '../runtime/kafka/running-broker';
import { certificateListeners, standingBrokers, whereTheyAre } from '../runtime/kafka/standing-brokers';
import { patient } from '../runtime/patience';
import { changeConfigs } from '../runtime/protocol/alter-configs';
import { FramedConnection } from '../runtime/protocol/framed-connection';
import { explain, until } from '../runtime/wait';

/** What brokers are asked with. */
export interface ReloadInputs {
  readonly manifest: ClusterManifest;
  /** Fetches the administrator's files, and says in which folder all users' files are. */
  readonly clients: () => Promise<string>;
  readonly progress: (line: string) => void;
}

/**
 * Has every broker that runs read its stores again, one after the other, and looks at what it serves then. Connections that are open
 * go on.
 *
 * @throws OperationError `CertificateNotReloaded`
 */
export async function reloadCertificates({ manifest, clients, progress }: ReloadInputs): Promise<void> {
  const engines = new Engines(manifest);
  const running = await runningBrokers(manifest, engines);
  if (running.length === 0) {
    progress('no broker runs: each reads its certificate when it starts');
    return;
  }
  const folder = await clients();
  const failed: Violation[] = [];
  for (const { broker, listeners, stored } of running) {
    if (stored !== undefined) {
      const became = await reload({ manifest, clients: folder }, broker, listeners, stored);
      if (typeof became === 'string') {
        progress(became);
      } else if (isDown(became.answered, await ifThere(engines.container(broker.container).inspect()))) {
        progress(`${broker.container} does not serve: it reads its certificate when it starts again`);
      } else {
        // The others take up theirs all the same.
        failed.push(notReloaded(broker, became.reason));
      }
    }
  }
  OperationError.throwIfAny(failed);
}

/** A broker that runs, where it is and shows its certificate, and the one that was issued to it. */
interface HoldingBroker {
  readonly broker: ManifestBroker;
  readonly listeners: readonly ManifestListener[];
  readonly stored: X509Certificate | undefined;
}

async function runningBrokers(manifest: ClusterManifest, engines: Engines): Promise<readonly HoldingBroker[]> {
  const running = await brokersThatRun(engines, manifest.brokers);
  if (running.length === 0) {
    return [];
  }
  const [standing, files] = await Promise.all([
    standingBrokers({ ...manifest, brokers: running }),
    readIdentityFiles(
      engines,
      manifest,
      manifest.identities.filter(({ name }) => running.some(({ id }) => name === `broker-${id}`)),
    ),
  ]);
  return whereTheyAre(running, standing).map((broker) => {
    const { keystore, password } = storesIn(files.get(`broker-${broker.id}`) ?? new Map<string, Buffer>());
    const listeners = certificateListeners(manifest, broker.container, standing);
    return { broker, listeners, stored: openKeystore(keystore, password, `keystore of ${broker.container}`).chain[0] };
  });
}

/** Containers of brokers that run, and have not been seen with the certificate that was issued to them. */
export interface UntakenCertificates {
  /** They serve another one, or none. */
  readonly outdated: readonly string[];
  /** None of their listeners is as declared, as where all are exchanged: nobody can tell what they serve. */
  readonly unseen: readonly string[];
}

/** Looks at what brokers that run serve. */
export async function untakenCertificates(manifest: ClusterManifest): Promise<UntakenCertificates> {
  const running = await runningBrokers(manifest, new Engines(manifest));
  const looked = running.map(async ({ broker, listeners, stored }) => ({
    ...{ container: broker.container, isUnseen: listeners.length === 0 },
    isTaken: isServed(await servedAt(broker, listeners).catch(() => []), stored),
  }));
  const untaken = (await Promise.all(looked)).filter(({ isTaken }) => !isTaken);
  const named = (unseen: boolean): readonly string[] =>
    untaken.filter(({ isUnseen }) => isUnseen === unseen).map(({ container }) => container);
  return { outdated: named(false), unseen: named(true) };
}

/** Whether one certificate is what all of its listeners serve. */
const isServed = (served: readonly X509Certificate[], stored: X509Certificate | undefined): boolean =>
  served.length > 0 && served.every(({ fingerprint256 }) => fingerprint256 === stored?.fingerprint256);

/**
 * Whether a broker that has not taken up its certificate serves nobody, such as one that can't start with a certificate that has ended. What a
 * deployment is to mend must not keep it from that.
 */
export const isDown = (
  answered: boolean,
  container: { readonly State: { readonly Health?: { readonly Status: string } | undefined } } | undefined,
): boolean => !answered && container?.State.Health?.Status !== 'healthy';

const notReloaded = ({ container }: ManifestBroker, value: string): Violation => ({
  code: 'CertificateNotReloaded',
  subject: container,
  rule: 'must serve the certificate that was issued to it, without a restart',
  value,
  remedy: `see docker logs ${container}, and run the same command again; or have it restarted: docker restart ${container}`,
});

/** Why a broker serves another certificate, and whether it has served any. */
interface NotReloaded {
  readonly answered: boolean;
  readonly reason: string;
}

/** What came of it, for people. */
async function reload(
  asking: Asking,
  broker: ManifestBroker,
  listeners: readonly ManifestListener[],
  stored: X509Certificate,
): Promise<string | NotReloaded> {
  if (!listeners.some(({ clientCertificate }) => clientCertificate)) {
    return `${broker.container} has none of the declared listeners with client certificates: it reads its certificate when it is replaced`;
  }
  let answered = false;
  try {
    return await until(
      async () => {
        const served = await servedAt(broker, listeners);
        answered ||= served.length > 0;
        if (served.some((certificate) => namesBeyond(certificate, stored).length > 0)) {
          return `${broker.container} serves names that its new certificate lacks, which Kafka takes up by a restart alone`;
        }
        if (isServed(served, stored)) {
          return `${broker.container} serves its certificate, which ends on ${new Date(stored.validTo).toISOString().slice(0, 10)}`;
        }
        await readAgain(asking, broker, listeners);
        return false;
      },
      { within: patient(60), awaiting: `${broker.container} to read its certificate` },
    );
  } catch (error) {
    return { answered, reason: explain(error) };
  }
}

const servedAt = async (
  { advertised }: ManifestBroker,
  listeners: readonly ManifestListener[],
): Promise<readonly X509Certificate[]> => {
  const addresses = listeners.flatMap(({ name }) => advertised[name] ?? []);
  return (await Promise.all(addresses.map((address) => servedChain(address)))).flatMap(([own]) => own ?? []);
};

/** Names that a certificate has, and the next one has not: the broker keeps the former then. */
export function namesBeyond(
  served: Pick<X509Certificate, 'subjectAltName'>,
  stored: Pick<X509Certificate, 'subjectAltName'>,
): readonly string[] {
  const namesOf = ({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): readonly string[] =>
    subjectAltName.split(', ').filter((name) => name !== '');
  return namesOf(served).filter((name) => !namesOf(stored).includes(name));
}

/**
 * Kafka looks at the stores of all listeners, and of the broker's own connections, whenever a setting of the broker is altered, and opens those that
 * are other files by then (KIP-226). The setting that is taken away here stands in the broker's file: nothing is left that was set while it runs.
 */
async function readAgain(
  asking: Asking,
  { id, advertised }: ManifestBroker,
  listeners: readonly ManifestListener[],
): Promise<void> {
  const listener = listeners.find(({ clientCertificate }) => clientCertificate)?.name ?? '';
  const frames = new FramedConnection(
    // One whose certificate has ended is to take up another one.
    await dialAsAdministrator(asking, advertised[listener] ?? '', { evenEnded: true }),
  );
  try {
    const replication = asking.manifest.listeners.find(({ scope }) => scope === 'replication')?.name ?? '';
    const setting = `listener.name.${replication.toLowerCase()}.ssl.keystore.location`;
    await changeConfigs(frames, [{ type: 'broker', name: String(id), settings: { [setting]: undefined } }]);
  } finally {
    frames.close();
  }
}
