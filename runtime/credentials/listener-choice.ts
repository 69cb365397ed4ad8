import { isEncrypted } from '../../model/authentication/listener-protocol';
import type { Mechanism } from '../../model/authentication/mechanism';
import {
  mechanismNamed,
  mechanismsOf,
  SASL_MECHANISMS,
  STRONGEST_FIRST,
} from '../../model/authentication/mechanism-lookup';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import type { ClusterManifest, ManifestListener, ManifestUser } from '../../model/manifest/manifest';

/** How one user reaches the cluster: through which listener, at which addresses, with which mechanism. */
export interface Access {
  readonly listener: ManifestListener;
  readonly bootstrap: readonly string[];
  /** How the user logs in. */
  readonly authentication: Mechanism;
  /** The SASL mechanism; absent for a user who shows a certificate. */
  readonly mechanism?: SaslMechanism;
}

/** Addresses at which the brokers advertise a listener, in the order of the brokers. */
export function addressesOf(manifest: ClusterManifest, listener: ManifestListener): string[] {
  return manifest.brokers.flatMap((broker) => broker.advertised[listener.name] ?? []);
}

/** Published listeners at which brokers show a certificate. */
export const tlsListeners = ({ listeners }: Pick<ClusterManifest, 'listeners'>): readonly ManifestListener[] =>
  listeners.filter(({ scope, protocol }) => scope === 'published' && isEncrypted(protocol));

/** Every way in which a user may come in within a scope, the strongest first, TLS before plain; before others of its kind that of its password's version. */
export function accessesOf(
  manifest: ClusterManifest,
  user: ManifestUser,
  scope: 'published' | 'internal',
): readonly Access[] {
  const authentication = mechanismNamed(user.authentication);
  return manifest.listeners
    .filter((listener) => listener.scope === scope && mechanismsOf(listener).includes(authentication))
    .flatMap((listener): readonly Access[] => {
      const access = { listener, authentication, bootstrap: addressesOf(manifest, listener) };
      return authentication.sasl.length === 0
        ? [access]
        : listener.mechanisms
            .filter((mechanism) => user.mechanisms.includes(mechanism))
            .map((mechanism) => ({ ...access, mechanism }));
    })
    .filter(({ bootstrap }) => bootstrap.length > 0)
    .sort((a, b) => weaknessOf(a, user) - weaknessOf(b, user));
}

/** The less, the better: any encryption is worth more than the strongest mechanism. */
const weaknessOf = ({ listener, mechanism }: Access, { preferred }: ManifestUser): number =>
  (isEncrypted(listener.protocol) ? 0 : SASL_MECHANISMS.length) +
  (mechanism === undefined ? 0 : mechanism === preferred ? -1 : STRONGEST_FIRST.indexOf(mechanism));
