import type { Violation } from '../../model/violation';
import { OFFENCES, type Offence, type OffenceKind } from './delivery-verifier';

/** A kind of offence that is counted and explained where it breaks no promise. */
export interface Told {
  readonly kind: OffenceKind;
  readonly because: string;
}

/** The offences that break a promise: all but those that are told. */
export function breaking(offences: readonly Offence[], told?: Told): Offence[] {
  return offences.filter(({ kind }) => kind !== told?.kind);
}

/** One fault for each kind of offence, with how many there are and the first of them. */
export function offenceViolations(offences: readonly Offence[], subject: string): Violation[] {
  const kinds = Object.keys(OFFENCES) as OffenceKind[];
  return kinds.flatMap((kind) => {
    const own = offences.filter((offence) => offence.kind === kind);
    const [first] = own;
    return first === undefined
      ? []
      : [
          {
            code: `Records${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
            subject,
            rule: `no record may be ${kind} (${OFFENCES[kind]})`,
            value: `${own.length}, the first in partition ${first.partition} at offset ${first.offset ?? '?'}`,
            remedy: 'look at the log of sends beside the report, and at the brokers’ logs; keep the volumes',
          },
        ];
  });
}
