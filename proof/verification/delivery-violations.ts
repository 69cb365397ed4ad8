import type { Violation } from '../../model/violation';
import { DELIVERY_VIOLATIONS, type DeliveryViolation, type DeliveryViolationKind } from './delivery-verifier';

/** A kind of violation that is counted and explained where it breaks no promise. */
export interface ToleratedViolation {
  readonly kind: DeliveryViolationKind;
  readonly because: string;
}

/** The violations that break a promise: all but those that are tolerated. */
export function withoutTolerated(
  violations: readonly DeliveryViolation[],
  tolerated?: ToleratedViolation,
): DeliveryViolation[] {
  return violations.filter(({ kind }) => kind !== tolerated?.kind);
}

/** One violation for each kind, with how many there are and the first of them. */
export function violationsByKind(violations: readonly DeliveryViolation[], subject: string): Violation[] {
  const kinds = Object.keys(DELIVERY_VIOLATIONS) as DeliveryViolationKind[];
  return kinds.flatMap((kind) => {
    const own = violations.filter((violation) => violation.kind === kind);
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            code: `Records${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
            subject,
            rule: `no record may be ${kind} (${DELIVERY_VIOLATIONS[kind]})`,
            value: `${own.length}, the first in partition ${first.partition} at offset ${first.offset ?? '?'}`,
            remedy: 'look at the log of sends beside the report, and at the brokers’ logs; keep the volumes',
          },
        ];
  });
}
