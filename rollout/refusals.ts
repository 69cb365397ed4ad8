import type { ClusterManifest } from '../model/manifest/manifest';
import type { Violation } from '../model/violation';
import { runningMetadataViolations } from '../runtime/engine/metadata-software';
import { baseViolations } from '../runtime/engine/steps';
import { runningBrokerViolations } from '../runtime/kafka/broker-software';
import { featureViolations } from '../runtime/kafka/feature-changes';
import { commonListenerViolations } from '../runtime/kafka/standing-brokers';
import { migrationRefusals } from './migration/migration-refusals';
import { membershipViolations } from './quorum-members';
import { standingSiblingViolations } from './sibling-ports';

/**
 * Why no server may be replaced at all: a step that prepares their volumes has refused what is declared, whether or not whoever
 * applies one stack after the other has looked at that; or servers as they are and as they are declared could not run beside each other.
 *
 * @param clients folder of all users' files, once the administrator's are in it
 */
export async function rolloutRefusals(
  manifest: ClusterManifest,
  clients: () => Promise<string>,
): Promise<readonly Violation[]> {
  const violations = await Promise.all([
    baseViolations(manifest),
    runningBrokerViolations(manifest),
    runningMetadataViolations(manifest),
    featureViolations(manifest, clients),
    membershipViolations(manifest, clients),
    commonListenerViolations(manifest),
    standingSiblingViolations(manifest),
    migrationRefusals(manifest, 'roll', clients),
  ]);
  return violations.flat();
}
