import { throttleIn } from '../../../../cli/moving-environment';
import { factorRefusal } from '../../../../model/moving/factor-refusal';
import { CodedError, formatViolation } from '../../../../model/violation';
import { notDone } from '../../../../rollout/moving/moving';
import { absentViolations, unplaceableViolations, unreviewedViolations } from '../../../../rollout/moving/unplaceable';
import { commandOfScript, refusedWords } from '../../fixtures/command-calls';
import { manifest } from '../../fixtures/manifest';
import { synthesize } from '../../fixtures/synth';

const move = { topic: 'orders', partition: 0, from: [1, 2], to: [2, 3], added: [3] };

/** What Terraform ends with where something is declared no more. */
function shrunk(): string {
  const guard = synthesize({ brokers: 2 }).base.resource['terraform_data']?.['dev-base-declared'] as unknown as {
    readonly provisioner: readonly [{ readonly 'local-exec': { readonly environment: { readonly REMEDY: string } } }];
  };
  return guard.provisioner[0]['local-exec'].environment.REMEDY;
}

const refusals: readonly (readonly [string, string])[] = [
  ['CopiesDiffer', factorRefusal('orders', 3)],
  ['DeclarationShrunk', shrunk()],
  ...[
    ...unplaceableViolations(manifest, [{ topic: 'not-declared', partition: 0, replicas: [1, 2, 3, 4] }]),
    ...unplaceableViolations({ ...manifest, brokers: manifest.brokers.slice(0, 1) }, [
      { topic: '__consumer_offsets', partition: 0, replicas: [1, 2] },
    ]),
    ...absentViolations([move], [1, 2]),
    ...unreviewedViolations({ elsewhere: [move], beyond: [{ topic: 'orders', partition: 0, replicas: [1] }] }),
    notDone('1 partition'),
  ].map((violation) => [violation.code, formatViolation(violation)] as const),
];

/** Commands that a text tells to run, each with its options. */
const callsIn = (text: string): readonly (readonly [string, readonly string[]])[] =>
  [...text.matchAll(/npm run ([\w:-]+)(?: -- ((?:[-\w]+ ?)+))?/g)].map(([, script = '', words = '']) => [
    script,
    words.split(' ').filter((word) => /^--|^[A-Z0-9]/.test(word)),
  ]);

test('every refusal of moves is looked at', () => {
  expect(refusals.map(([code]) => code)).toEqual([
    'CopiesDiffer',
    'DeclarationShrunk',
    'CopiesNotPlaceable',
    'CopiesNotPlaceable',
    'BrokerAbsent',
    'PlanStale',
    'PlanExceeded',
    'MovesNotDone',
  ]);
});

test.each(refusals)('%s names a command that goes on, with options that this takes', (_, text) => {
  const calls = callsIn(text);
  expect(calls).not.toEqual([]);
  for (const [script, words] of calls) {
    expect({ script, refused: refusedWords(commandOfScript(script) ?? '', words) }).toEqual({ script, refused: [] });
  }
});

test('ThrottleIllegal shows sizes that are taken', () => {
  const refusal = ((): unknown => {
    try {
      return throttleIn('fast');
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(CodedError);
  const [, shown = ''] = (refusal as CodedError).violations[0]?.remedy.split('write it as ') ?? [];
  expect(shown.split(/, | or /).map(throttleIn)).toEqual([500 * 1024, 10 * 1024 ** 2, 1024 ** 3]);
});
