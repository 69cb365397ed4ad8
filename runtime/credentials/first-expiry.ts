import { Duration } from '../../model/units/duration';
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { OperationError } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { certificatesIn, earliest, expiryOf, type CertificateExpiry } from './certificate';
import { Engines } from '../engine/engines';
import { hasStores, readIdentityFiles, storesIn } from './identity-files';
import { openKeystore } from './keystore';
import { addressesOf, tlsListeners } from './listener-choice';
import { bounded, messageOf } from '../wait';

export interface ExpiryReport {
  /** The certificate that expires first. */
  readonly first: CertificateExpiry;
  /** How many certificates were looked at. */
  readonly seen: number;
  /** Places that could not be looked at, with the reason: the report is silent on their certificates. */
  readonly unseen: readonly string[];
}

/**
 * Finds the certificate that expires first: as the brokers serve theirs at the published addresses, which differs from what is
 * stored when a renewed one was not loaded, and in the stores of everyone else.
 */
export async function firstExpiry(manifest: ClusterManifest): Promise<ExpiryReport> {
  const addresses = tlsListeners(manifest).flatMap((listener) => addressesOf(manifest, listener));
  const unseen: string[] = [];
  const [served, stored] = await Promise.all([
    Promise.all(
      addresses.map(async (address) => {
        try {
          return (await servedChain(address)).map((certificate) => expiryOf(certificate, `served at ${address}`));
        } catch (error) {
          unseen.push(`${address}: ${messageOf(error)}`);
          return [];
        }
      }),
    ),
    // Brokers' stores only where the brokers cannot be asked: decrypting one takes a tenth of a second.
    storedExpiries(manifest, addresses.length === 0),
  ]);
  const expiries = [...served.flat(), ...stored];
  const first = earliest(expiries);
  if (first === undefined) {
    throw new OperationError({
      code: 'CertificatesMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'must have certificates',
      remedy: 'run npm run deploy, which issues them',
    });
  }
  return { first, seen: expiries.length, unseen };
}

async function storedExpiries(manifest: ClusterManifest, brokersToo: boolean): Promise<CertificateExpiry[]> {
  const identities = manifest.identities.filter(
    (identity) => hasStores(identity) && (brokersToo || identity.role !== 'broker'),
  );
  const stores = await readIdentityFiles(new Engines(manifest), manifest, identities);
  return [...stores].flatMap(([identity, files]) => {
    const where = `stores of ${identity}`;
    const { keystore, password, ca } = storesIn(files);
    return [...openKeystore(keystore, password, where).chain, ...certificatesIn(ca)].map((certificate) =>
      expiryOf(certificate, where),
    );
  });
}

/** The certificates that a server shows, its own first. */
export async function servedChain(address: string): Promise<X509Certificate[]> {
  const at = address.lastIndexOf(':');
  const host = address.slice(0, at).replace(/^\[|\]$/g, '');
  // An expired certificate is what this looks for, so it is accepted here; nothing is sent over the connection.
  const socket = connect({
    host,
    port: Number(address.slice(at + 1)),
    ...(isIP(host) === 0 && { servername: host }),
    rejectUnauthorized: false,
  });
  try {
    await bounded(
      new Promise<void>((done, fail) => {
        socket.once('secureConnect', done).once('error', fail);
      }),
      { within: Duration.seconds(5), awaiting: `a TLS answer from ${address}` },
    );
    const chain: X509Certificate[] = [];
    let next = socket.getPeerX509Certificate();
    while (next && !chain.some((seen) => seen.fingerprint256 === next?.fingerprint256)) {
      chain.push(next);
      next = next.issuerCertificate;
    }
    return chain;
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
