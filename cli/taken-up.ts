import { FIRST_VERSION, isSameVersion } from '../model/certificates/authority-version';
import { AUTHORITY_NAMES } from '../model/certificates/identity';
import type { ClusterManifest } from '../model/manifest/manifest';
import { OperationError, type Violation } from '../model/violation';
import { untakenCertificates } from '../rollout/certificate-reload';
import { storedNotes } from '../runtime/credentials/issued-certificates';
import { Engines } from '../runtime/engine/engines';
import { certificateHolders, type CertificatesSeen, isStuckWith } from './renewal';

/**
 * Refuses to go on with an authority that is exchanged where a server that runs has not taken up what was issued last: it would be parted
 * from the others. Nothing is in the way of a declaration that repeats what was deployed last.
 *
 * @throws OperationError `CertificateNotTakenUp`
 */
export async function requireTakenUp(manifest: ClusterManifest): Promise<void> {
  const engines = new Engines(manifest);
  const holders = (await certificateHolders(engines, manifest)).filter(({ state }) => RUNS.test(state));
  if (holders.length === 0) {
    return;
  }
  const seen = { ...(await storedNotes(engines, manifest)), holders };
  if (goesOn(manifest, seen)) {
    const { outdated, unseen } =
      manifest.renewal?.reload === true ? await untakenCertificates(manifest) : { outdated: [], unseen: [] };
    OperationError.throwIfAny([...outdatedHolders(manifest, seen, unseen), ...outdated].map(notTakenUp));
  }
}

/** Who does not run reads its certificate when it starts. */
const RUNS = /^(up|restarting)/i;

/** Whether an authority is to be at another version than any that what was issued is of: two, where issuing was cut off. */
export const goesOn = (
  { renewal }: Pick<ClusterManifest, 'renewal'>,
  { authorities }: Pick<CertificatesSeen, 'authorities'>,
): boolean =>
  AUTHORITY_NAMES.some((name) => {
    const declared = renewal?.authorities?.find((each) => each.name === name) ?? FIRST_VERSION;
    const deployed = authorities.filter((each) => each.name === name);
    return !(deployed.length === 0 ? [FIRST_VERSION] : deployed).some((each) => isSameVersion(declared, each));
  });

/**
 * Containers that have read, once and for all, another certificate than was issued.
 *
 * @param unseen those of brokers of which nobody can tell whether they have read it since: what is issued later than they were made counts as not
 * taken up. A reload lets them be, as they are replaced by the same deployment, which may have been cut off before it did
 */
export const outdatedHolders = (
  { identities, renewal }: Pick<ClusterManifest, 'identities' | 'renewal'>,
  { issued, holders }: CertificatesSeen,
  unseen: readonly string[] = [],
): readonly string[] =>
  holders
    .filter((holder) =>
      issued.some(
        (certificate) =>
          certificate.issued > holder.made &&
          identities.some(
            (each) =>
              each.name === certificate.identity &&
              isStuckWith(holder, each, renewal?.reload === true && !unseen.includes(holder.container)),
          ),
      ),
    )
    .map(({ container }) => container);

const notTakenUp = (container: string): Violation => ({
  code: 'CertificateNotTakenUp',
  subject: container,
  rule: 'must have taken up the certificate that was issued to it last, before an authority is exchanged any further',
  remedy:
    'declare authorityVersions as they were deployed last, and deploy that to its end; then go on: no server was touched',
});
