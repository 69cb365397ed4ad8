import { OperationError, type Violation } from '../../model/violation';
import { Interrupted } from '../../runtime/wait';
import { resultOf, type Check, type CheckResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { DRIFT_AREAS } from '../drift/areas';
import { DriftFixture } from '../drift/drift-fixture';
import type { DriftArea, Deviation } from '../drift/deviation';
import { type CarriedOut, carryOut } from '../drift/fixes';

/** Codes of what `--fix` may take away, where it can. */
export const FIXED_CODES: readonly string[] = [
  'CredentialUndeclared',
  'RuleUndeclared',
  'QuotaUndeclared',
  'TopicUndeclared',
  'ConfigUndeclared',
  'InternalConfigDiffers',
  'SettingUndeclared',
  'LogLevelDiffers',
];

/** What was found in all parts of the cluster, and which parts could not be looked at. */
interface Comparison {
  readonly deviations: readonly Deviation[];
  readonly evidence: readonly string[];
  readonly unseen: readonly Violation[];
}

/** One part after the other: they share connections. One that can't be looked at hides nothing that is found in the others. */
async function compare(fixture: DriftFixture, areas: readonly DriftArea[]): Promise<Comparison> {
  const deviations: Deviation[] = [];
  const evidence: string[] = [];
  const unseen: Violation[] = [];
  for (const area of areas) {
    fixture.proof.say(`comparing ${area.name}`);
    try {
      const found = await area.find(fixture);
      deviations.push(...found.deviations);
      unseen.push(...(found.unseen ?? []));
      evidence.push(...(found.deviations.length === 0 && (found.unseen ?? []).length === 0 ? found.evidence : []));
    } catch (error) {
      if (error instanceof Interrupted) {
        throw error;
      }
      unseen.push(...unseenViolations(area.name, error));
    }
  }
  return { deviations, evidence, unseen };
}

function unseenViolations(area: string, error: unknown): readonly Violation[] {
  return error instanceof OperationError
    ? error.violations
    : [
        {
          code: 'DriftNotSeen',
          subject: area,
          rule: 'must be told by the cluster to be compared',
          value: error instanceof Error ? error.message : String(error),
          remedy: 'see that every server runs (docker ps -a), and run it again',
        },
      ];
}

/** Drift that was found weighs more than what could not be looked at. */
function verdictOf({ deviations, evidence, unseen }: Comparison, { done, failures }: CarriedOut): CheckResult {
  const violations = [...deviations.map(({ violation }) => violation), ...failures, ...unseen];
  const all = [...done.map((name) => `taken away: ${name}`), ...evidence];
  return deviations.length === 0 && unseen.length > 0
    ? { verdict: 'unjudged', evidence: all, violations }
    : resultOf(violations, all);
}

/**
 * Takes what is named away: a name that stands for nothing, or for what can't be taken away, ends it before.
 *
 * @throws OperationError `FixUnknown`
 */
async function fix(
  fixture: DriftFixture,
  names: readonly string[],
  deviations: readonly Deviation[],
): Promise<CarriedOut> {
  const fixable = new Map(
    deviations.flatMap((each) => (each.fix === undefined ? [] : [[each.violation.subject, each.fix]])),
  );
  OperationError.throwIfAny(
    names
      .filter((name) => !fixable.has(name))
      .map((name) => ({
        code: 'FixUnknown',
        subject: name,
        rule: 'must be the name of something that was found and that can be taken away',
        remedy:
          fixable.size === 0
            ? 'nothing that was found can: npm run deploy puts right what is declared'
            : `choose among ${[...fixable.keys()].join('; ')}`,
      })),
  );
  fixture.proof.say(`taking away: ${names.join('; ')}`);
  const named = names.flatMap((name) => {
    const fix = fixable.get(name);
    return fix === undefined ? [] : [{ name, fix }];
  });
  return await carryOut(fixture, named);
}

/**
 * Compares everything on the cluster with what is declared, by reading alone.
 *
 * @param names what is to be taken away before the comparison that counts, as violations name it
 */
export const driftCheck = (names: readonly string[] = [], areas = DRIFT_AREAS): Check => ({
  name: 'drift',
  promise:
    'nothing is on the cluster that nobody declared: users, rules of every principal, quotas, topics, settings of brokers and topics, ' +
    'loggers, configuration files, mechanisms, certificates, ports',
  needs: ['container'],
  claim: 'reads',
  run: async (proof: ProofContext): Promise<CheckResult> => {
    const fixture = new DriftFixture(proof);
    try {
      const first = await compare(fixture, areas);
      if (names.length === 0) {
        return verdictOf(first, { done: [], failures: [] });
      }
      const carriedOut = await fix(fixture, names, first.deviations);
      return verdictOf(await compare(fixture, areas), carriedOut);
    } finally {
      fixture.close();
    }
  },
});

export const drift = driftCheck();
