import { replicationViolations } from '../../../../model/resources/replication-violations';
import { safeMinInsyncReplicas, unsafeTopicAdvice } from '../../../../model/resources/topic-safety';

const FACTORS = [1, 2, 3, 4, 5, 6, 7];
const codes = (found: readonly { readonly code: string }[]): readonly string[] => found.map(({ code }) => code);

const adviceOf = (factor: number, minimum: number): readonly string[] =>
  codes(unsafeTopicAdvice('t', { uncleanElection: 'false', factor, minimum }));

const violationsOf = (factor: number, minimum: number, brokers = factor): readonly string[] =>
  codes(replicationViolations('t', { factor, minimum, brokers }));

test.each(FACTORS)('with %d copies, the number in sync that is chosen loses nothing and stops nothing', (factor) => {
  const minimum = safeMinInsyncReplicas(factor);
  expect(adviceOf(factor, minimum)).toEqual([]);
  expect(violationsOf(factor, minimum)).toEqual([]);
});

test('of all numbers in sync, those below the chosen one are warned about, and those that stop writes are refused', () => {
  const judged = FACTORS.flatMap((factor) =>
    Array.from({ length: factor }, (_, index) => index + 1).map((minimum) => ({ factor, minimum })),
  );
  for (const { factor, minimum } of judged) {
    expect({ factor, minimum, advice: adviceOf(factor, minimum) }).toEqual({
      ...{ factor, minimum },
      advice: minimum < Math.min(2, factor - 1) ? ['MinInsyncReplicasLow'] : [],
    });
    expect({ factor, minimum, violations: violationsOf(factor, minimum) }).toEqual({
      ...{ factor, minimum },
      violations: minimum === factor && factor > 1 ? ['MinInsyncReplicasEqualsFactor'] : [],
    });
  }
});

test.each([
  ['more copies than brokers', 4, 2, 3, ['ReplicationTooHigh']],
  ['no copy', 0, 1, 3, ['ReplicationTooHigh', 'MinInsyncReplicasTooHigh']],
  ['half a copy', 1.5, 1, 3, ['ReplicationTooHigh']],
  ['more in sync than copies', 2, 3, 3, ['MinInsyncReplicasTooHigh']],
  ['none in sync', 3, 0, 3, ['MinInsyncReplicasTooHigh']],
] as const)('fails for %s', (_, factor, minimum, brokers, expected) => {
  expect(violationsOf(factor, minimum, brokers)).toEqual(expected);
});

test('an unclean election is warned about however it is written', () => {
  for (const uncleanElection of ['true', 'TRUE', 'True']) {
    expect(codes(unsafeTopicAdvice('t', { uncleanElection, factor: 3, minimum: 2 }))).toEqual(['TopicElectionUnclean']);
  }
});
