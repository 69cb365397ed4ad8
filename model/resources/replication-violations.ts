import type { Violation } from '../violation';

/**
 * Whether copies and in-sync copies fit the brokers and each other: the same rule for a cluster's defaults and a topic.
 *
 * @param minimum undefined where it is nobody's here to say
 */
export function replicationViolations(
  subject: string,
  {
    factor,
    minimum,
    brokers,
  }: { readonly factor: number; readonly minimum: number | undefined; readonly brokers: number },
): readonly Violation[] {
  const violations: Violation[] = [];
  if (!Number.isInteger(factor) || factor < 1 || factor > brokers) {
    violations.push({
      code: 'ReplicationTooHigh',
      subject,
      rule: `replicationFactor must be a whole number from 1 to ${brokers} (brokers)`,
      value: factor,
      remedy: 'lower it or add brokers',
    });
  }
  if (minimum === undefined) {
    return violations;
  }
  if (!Number.isInteger(minimum) || minimum < 1 || minimum > factor) {
    violations.push({
      code: 'MinInsyncReplicasTooHigh',
      subject,
      rule: `minInsyncReplicas must be a whole number from 1 to ${Math.max(1, factor - 1)}`,
      value: minimum,
      remedy: 'lower it, or nothing can ever be written',
    });
  } else if (factor > 1 && minimum === factor) {
    violations.push({
      code: 'MinInsyncReplicasEqualsFactor',
      subject,
      rule: `minInsyncReplicas must be below the replication factor of ${factor}, or writes stop whenever a broker restarts`,
      value: minimum,
      remedy: `lower it to ${factor - 1}, or let it through: allow: ['MinInsyncReplicasEqualsFactor']`,
    });
  }
  return violations;
}
