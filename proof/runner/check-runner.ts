import { counted } from '../../model/formats/counted';
import { CodedError, type Violation } from '../../model/violation';
import { ask } from '../../runtime/engine/engine';
import { patient } from '../../runtime/patience';
import { bounded, Interrupted, messageOf } from '../../runtime/wait';
import type { Check, CheckResult } from '../context/check';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { isLate, withoutMark } from '../context/late';
import { isBusy, machineLoad } from '../context/machine-load';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { PromiseBroken } from '../context/promise-broken';
import type { ProofContext } from '../context/proof-context';
import type { CheckReport } from '../report/report';

/** Runs one check; whatever it throws becomes a result. `waitedMs` is how long it has waited for others, which is none of its time. */
export async function runCheck(
  check: Check,
  proof: ProofContext,
  waitedMs: () => number = () => 0,
): Promise<CheckReport> {
  const [started, before] = [Date.now(), waitedMs()];
  const result = await resultOfCheck(check, proof);
  return reportOf(check, started + waitedMs() - before, result);
}

async function resultOfCheck(check: Check, proof: ProofContext): Promise<CheckResult> {
  if (proof.signal.aborted) {
    return unjudged(new Interrupted(`check ${check.name}`));
  }
  try {
    if (check.needs.includes('internal')) {
      // Before anything is hurt for what could not be verified.
      internalBootstrap(proof.manifest, administratorOf(proof.manifest));
    }
    const result = await check.run(proof);
    const { verdict, violations = [] } = result;
    return verdict === 'fail' && violations.every(isLate) ? await judgedByTime(result, proof) : result;
  } catch (error) {
    return await resultOfError(error, proof);
  }
}

/** What a check found, as the report has it. */
export function reportOf(check: Check, started: number, result: CheckResult): CheckReport {
  return {
    name: check.name,
    promise: check.promise,
    seconds: secondsSince(started),
    verdict: result.verdict,
    evidence: result.evidence,
    violations: (result.violations ?? []).map(withoutMark),
    figures: result.figures ?? {},
    ...(result.table !== undefined && { table: result.table }),
  };
}

/** What an error means: the cluster is blamed for a broken promise alone. */
export async function resultOfError(
  error: unknown,
  proof: Pick<ProofContext, 'engines' | 'manifest'>,
): Promise<CheckResult> {
  return error instanceof PromiseBroken
    ? await judgedByTime({ verdict: 'fail', evidence: [], violations: error.violations }, proof)
    : unjudged(error);
}

/**
 * A result that rests on time that has run out. It counts only when every engine still answers, without which the cluster cannot
 * be blamed; and when no machine was so busy that nothing is promised to come about in any time.
 */
async function judgedByTime(
  result: CheckResult,
  { engines, manifest }: Pick<ProofContext, 'engines' | 'manifest'>,
): Promise<CheckResult> {
  try {
    await ask(
      'Docker engine',
      bounded(engines.ping(), { within: patient(5), awaiting: 'the Docker engine to answer' }),
    );
  } catch (lost) {
    return unjudged(lost);
  }
  const load = await machineLoad(engines, manifest);
  return isBusy(load)
    ? {
        ...result,
        verdict: 'unjudged',
        evidence: [
          ...result.evidence,
          `not judged: no time is promised on a machine as busy as this one, with a load average of ${load.average.toFixed(1)} on ` +
            counted(load.processors, 'processor'),
        ],
      }
    : result;
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
