import type { Duration } from '../../model/units/duration';
import { OperationError } from '../../model/violation';

import type { Check } from '../context/check';

/** Which checks a proof is asked for. */
export interface ProofSelection {
  /**
   * Only the checks of these names.
   *
   * @default - all but those that are on demand
   */
  readonly only?: readonly string[];
  /**
   * Not the checks of these names.
   *
   * @default - none
   */
  readonly skip?: readonly string[];
  /**
   * Whether servers may be hurt: false for a cluster that others use.
   *
   * @default true
   */
  readonly faults?: boolean;
  /**
   * How long random faults go on, at most 20 minutes: turns on the check `soak`.
   *
   * @default - it is not run
   */
  readonly soak?: Duration;
}

/** A check that was left out though it would have run, and why. */
export interface LeftOut {
  readonly check: Check;
  readonly reason: string;
}

/** The checks that the selection asks for, in their order; a name that is none is refused. */
export function chooseChecks(checks: readonly Check[], selection: ProofSelection): readonly Check[] {
  const { only, skip = [] } = selection;
  const unknown = [...(only ?? []), ...skip].filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    throw new OperationError(
      ...unknown.map((name) => ({
        code: 'CheckUnknown',
        subject: name,
        rule: 'must be the name of a check',
        remedy: `choose among ${checks.map((check) => check.name).join(', ')}`,
      })),
    );
  }
  return checks.filter((check) => wanted(check, selection) && whyLeftOut(check, selection) === undefined);
}

/** The checks that are skipped, which the report names. */
export function leftOut(checks: readonly Check[], selection: ProofSelection): readonly LeftOut[] {
  return checks
    .filter((check) => wanted(check, selection))
    .flatMap((check) => {
      const reason = whyLeftOut(check, selection);
      return reason === undefined ? [] : [{ check, reason }];
    });
}

function wanted({ name, needs }: Check, { only, soak }: ProofSelection): boolean {
  const onDemand = needs.includes('soak');
  return (onDemand && soak !== undefined) || (only?.includes(name) ?? !onDemand);
}

function whyLeftOut({ name, needs }: Check, { skip = [], faults = true }: ProofSelection): string | undefined {
  if (skip.includes(name)) {
    return 'left out by --skip';
  }
  return faults || !needs.includes('fault') ? undefined : 'it hurts servers, which --no-faults forbids';
}
