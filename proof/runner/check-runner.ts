import { Duration } from '../../model/units/duration';
import { CodedError, type Violation } from '../../model/violation';
import { ask } from '../../runtime/engine/engine';
import type { Engines } from '../../runtime/engine/engines';
import { bounded, Interrupted, messageOf } from '../../runtime/wait';
import type { Check, CheckResult } from '../context/check';
import { PromiseBroken } from '../context/promise-broken';
import type { ProofContext } from '../context/proof-context';
import type { CheckReport } from '../report/report';

/** Runs one check; whatever it throws becomes a result. */
export async function runCheck(check: Check, proof: ProofContext): Promise<CheckReport> {
  const started = Date.now();
  const result = proof.signal.aborted
    ? unjudged(new Interrupted(`check ${check.name}`))
    : await check.run(proof).catch((error: unknown) => resultOfError(error, proof.engines));
  return reportOf(check, started, result);
}

/** What a check found, as the report has it. */
export function reportOf(check: Check, started: number, result: CheckResult): CheckReport {
  return {
    name: check.name,
    promise: check.promise,
    seconds: secondsSince(started),
    verdict: result.verdict,
    evidence: result.evidence,
    violations: result.violations ?? [],
    figures: result.figures ?? {},
    ...(result.table !== undefined && { table: result.table }),
  };
}

/** A promise counts as broken only when every engine still answers: without one, the cluster cannot be blamed. */
export async function resultOfError(error: unknown, engines: Engines): Promise<CheckResult> {
  if (!(error instanceof PromiseBroken)) {
    return unjudged(error);
  }
  try {
    await ask(
      'Docker engine',
      bounded(engines.ping(), { within: Duration.seconds(5), awaiting: 'the Docker engine to answer' }),
    );
  } catch (lost) {
    return unjudged(lost);
  }
  return { verdict: 'fail', evidence: [], violations: error.violations };
}

/** The result of something that could not be carried out, which says nothing of the cluster. */
export function unjudged(error: unknown): CheckResult {
  const violations: readonly Violation[] =
    error instanceof CodedError
      ? error.violations
      : [
          {
            code: 'CheckFailed',
            subject: 'the check itself',
            rule: 'must run to its end',
            value: messageOf(error),
            remedy: 'see that cluster and engine are up, and run it again',
          },
        ];
  return { verdict: 'unjudged', evidence: [], violations };
}

/** Seconds since an instant in milliseconds, with one decimal. */
export function secondsSince(instant: number): number {
  return Math.round((Date.now() - instant) / 100) / 10;
}
