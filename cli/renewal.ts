import type { ClusterManifest, ManifestIdentity } from '../model/manifest/manifest';
import { renewalVariable } from '../model/certificates/renewal';
import { LABELS } from '../model/names/names';
import { type IssuingNotes, issuingNotes } from '../runtime/credentials/issued-certificates';
import { Engines } from '../runtime/engine/engines';
import { ask } from '../runtime/engine/engine';
import { type Forced, NOTHING_FORCED } from './terraform/forced';

const DAY_SECONDS = 86_400;

/** A server's or a service's container, as far as it holds certificates. */
export interface CertificateHolder {
  readonly container: string;
  /** When it was made, in seconds since 1970: it has read what was there by then. */
  readonly made: number;
  readonly volumes: readonly string[];
  /** For people. */
  readonly state: string;
}

/** What is issued anew since it ends soon, and what has to be made anew to take it up. */
export interface Renewal extends Forced {
  /** Identities that get another certificate. */
  readonly due: readonly string[];
}

export const NO_RENEWAL: Renewal = { ...NOTHING_FORCED, due: [] };

/** What is known of a cluster's certificates, and who holds them. */
export interface CertificatesSeen extends IssuingNotes {
  readonly holders: readonly CertificateHolder[];
}

/** Looks at when the certificates end. */
export async function seeCertificates(manifest: ClusterManifest): Promise<CertificatesSeen> {
  const engines = new Engines(manifest);
  const [notes, holders] = await Promise.all([issuingNotes(engines, manifest), certificateHolders(engines, manifest)]);
  return { ...notes, holders };
}

/** Containers of the cluster that hold certificates. */
export async function certificateHolders(
  engines: Engines,
  { name: cluster }: Pick<ClusterManifest, 'name'>,
): Promise<readonly CertificateHolder[]> {
  const holders = await ask('containers', engines.containers([`${LABELS.cluster}=${cluster}`, LABELS.certificate]));
  return holders.map(({ Names: [name = ''], Created: made, Mounts: mounts, Status: state }) => ({
    ...{ container: name.slice(1), made, state },
    volumes: mounts.flatMap(({ Name: volume }) => volume ?? []),
  }));
}

/** What a deployment is to do about them. */
export const findRenewal = async (manifest: ClusterManifest): Promise<Renewal> =>
  renewalOf(manifest, await seeCertificates(manifest), new Date());

/**
 * The step runs again where a certificate ends soon. Who can't take one up while it runs is made anew, by the gate as in any change; that
 * was left to do, too, where a deployment was cut off after the certificate was issued.
 */
export function renewalOf(
  { name, identities, renewal }: Pick<ClusterManifest, 'name' | 'identities' | 'renewal'>,
  { issued, holders }: Omit<CertificatesSeen, 'authorities'>,
  now: Date,
): Renewal {
  if (renewal === undefined) {
    return NO_RENEWAL;
  }
  const soon = now.getTime() / 1000 + renewal.beforeDays * DAY_SECONDS;
  const declared = issued.filter(({ identity }) => identities.some((each) => each.name === identity));
  const due = declared.filter(({ ends }) => renewal.beforeDays > 0 && ends < soon).map(({ identity }) => identity);
  const stale = holders.filter((holder) =>
    declared.some(
      (certificate) =>
        identities.some((each) => each.name === certificate.identity && isStuckWith(holder, each, renewal.reload)) &&
        (due.includes(certificate.identity) || certificate.issued > holder.made),
    ),
  );
  return {
    due,
    replace: [...(due.length === 0 ? [] : [renewal.step]), ...stale.map(({ container }) => container)],
    variables: due.length === 0 ? {} : { [renewalVariable(name)]: due.join(',') },
  };
}

/** Whether it has read an identity's certificate once and for all. A broker that is told to reads it anew, and its client of the metadata store does. */
export const isStuckWith = (
  { volumes }: Pick<CertificateHolder, 'volumes'>,
  { role, volume }: ManifestIdentity,
  reload: boolean,
): boolean => volumes.includes(volume) && role !== 'metadata-client' && !(role === 'broker' && reload);

/** For people; nothing where nothing is due. */
export const renewalText = ({ due }: Renewal): readonly string[] =>
  due.length === 0 ? [] : [`certificates that end soon are issued anew: ${due.join(', ')}`];
