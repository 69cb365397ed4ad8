import type { ClusterManifest } from '../model/manifest/manifest';
import type { Violation } from '../model/violation';
import { baseViolations } from '../runtime/engine/steps';
import { runningBrokerViolations } from '../runtime/kafka/broker-software';

/**
 * Why no server may be replaced at all: a step that prepares their volumes has refused what is declared, whether or not whoever
 * applies one stack after the other has looked at that; or brokers of both kinds could not run beside each other.
 */
export async function rolloutRefusals(manifest: ClusterManifest): Promise<readonly Violation[]> {
  return (await Promise.all([baseViolations(manifest), runningBrokerViolations(manifest)])).flat();
}
