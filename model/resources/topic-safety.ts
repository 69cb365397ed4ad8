import type { Advice, Violation } from '../violation';

/** The most that may be lost while writes go on and one broker may be restarted: min(2, factor - 1), at least 1. */
export function safeMinInsyncReplicas(replicationFactor: number): number {
  return Math.max(1, Math.min(2, replicationFactor - 1));
}

/** Codes of what loses acknowledged records of a topic, which a topic's declaration may let through by name. */
export type UnsafeTopic = 'TopicElectionUnclean' | 'MinInsyncReplicasLow';

/**
 * What in a topic's settings loses records that were acknowledged with `acks=all`, when one broker is lost: the same at synth
 * and on the running cluster. `min.insync.replicas` counts where the factor leaves a choice.
 */
export function unsafeTopicViolations(
  subject: string,
  {
    uncleanElection,
    factor,
    minimum,
  }: { readonly uncleanElection: string; readonly factor: number; readonly minimum: number },
): readonly (Violation & { readonly code: UnsafeTopic })[] {
  return [
    ...(uncleanElection.toLowerCase() === 'true'
      ? [
          {
            code: 'TopicElectionUnclean' as const,
            subject,
            rule: 'unclean.leader.election.enable should be false: a replica that lags would lead, and what it lacks would be lost',
            value: uncleanElection,
            remedy: "leave it out; where the loss is meant, allow: ['TopicElectionUnclean']",
          },
        ]
      : []),
    ...(minimum < safeMinInsyncReplicas(factor)
      ? [
          {
            code: 'MinInsyncReplicasLow' as const,
            subject,
            rule:
              `min.insync.replicas should be ${safeMinInsyncReplicas(factor)} with a replication factor of ${factor}, or one broker ` +
              'acknowledges alone what is lost with it',
            value: minimum,
            remedy: "leave it out; where the loss is meant, allow: ['MinInsyncReplicasLow']",
          },
        ]
      : []),
  ];
}

/** The same as advice. */
export const unsafeTopicAdvice = (...of: Parameters<typeof unsafeTopicViolations>): readonly Advice[] =>
  unsafeTopicViolations(...of).map((violation) => ({ ...violation, unwise: true }));
