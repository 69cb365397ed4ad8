import type { ClusterManifest, ManifestListener, ManifestUser, SaslMechanism } from '../../model/manifest/manifest';

/** How one user reaches the cluster: through which listener, at which addresses, with which mechanism. */
export interface Access {
  readonly listener: ManifestListener;
  readonly bootstrap: readonly string[];
  /** Absent for a user who shows a certificate. */
  readonly mechanism?: SaslMechanism;
}

/** Strongest first: what is written to a user's files when several would do. */
const BY_STRENGTH: readonly SaslMechanism[] = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN', 'GSSAPI'];

/** Addresses at which the brokers advertise a listener, in the order of the brokers. */
export function addressesOf(manifest: ClusterManifest, listener: ManifestListener): string[] {
  return manifest.brokers.flatMap((broker) => broker.advertised[listener.name] ?? []);
}

/** Every way in which a user may come in within a scope, the strongest first, TLS before plain. */
export function accessesOf(
  manifest: ClusterManifest,
  user: ManifestUser,
  scope: 'published' | 'internal',
): readonly Access[] {
  const listeners = manifest.listeners.filter((listener) => listener.scope === scope);
  const accesses = listeners.flatMap((listener): Access[] => {
    const bootstrap = addressesOf(manifest, listener);
    if (user.authentication === 'certificate') {
      return listener.protocol === 'SSL' && listener.clientCertificate ? [{ listener, bootstrap }] : [];
    }
    return listener.protocol.startsWith('SASL_')
      ? listener.mechanisms
          .filter((mechanism) => user.mechanisms.includes(mechanism))
          .map((mechanism) => ({ listener, bootstrap, mechanism }))
      : [];
  });
  return accesses.filter((access) => access.bootstrap.length > 0).sort((a, b) => rank(a) - rank(b));
}

function rank(access: Access): number {
  const plain = access.listener.protocol.endsWith('PLAINTEXT') ? BY_STRENGTH.length : 0;
  return plain + (access.mechanism ? BY_STRENGTH.indexOf(access.mechanism) : 0);
}
