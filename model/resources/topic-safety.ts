import { isTrue } from '../settings/java-text';
import type { Advice } from '../violation';

/** The most that may be lost while writes go on and one broker may be restarted: min(2, factor - 1), at least 1. */
export function safeMinInsyncReplicas(replicationFactor: number): number {
  return Math.max(1, Math.min(2, replicationFactor - 1));
}

/** What decides whether a topic keeps what it has acknowledged. */
export interface TopicSafety {
  /** `unclean.leader.election.enable`. */
  readonly uncleanElection: string;
  readonly factor: number;
  /** `min.insync.replicas`. */
  readonly minimum: number;
}

/**
 * What in a topic's settings loses records that were acknowledged with `acks=all`, when one broker is lost: the same at synth
 * and on the running cluster. `min.insync.replicas` counts where the factor leaves a choice.
 */
export function unsafeTopicAdvice(
  subject: string,
  { uncleanElection, factor, minimum }: TopicSafety,
): readonly Advice[] {
  const advice: Advice[] = [];
  if (isTrue(uncleanElection)) {
    advice.push({
      code: 'TopicElectionUnclean',
      subject,
      rule: 'unclean.leader.election.enable should be false: a replica that lags would lead, and what it lacks would be lost',
      value: uncleanElection,
      remedy: "leave it out; where the loss is meant, allow: ['TopicElectionUnclean'] has the proof accept it",
      unwise: true,
    });
  }
  if (minimum < safeMinInsyncReplicas(factor)) {
    advice.push({
      code: 'MinInsyncReplicasLow',
      subject,
      rule:
        `min.insync.replicas should be ${safeMinInsyncReplicas(factor)} with a replication factor of ${factor}, or one broker ` +
        'acknowledges alone what is lost with it',
      value: minimum,
      remedy: "leave it out; where the loss is meant, allow: ['MinInsyncReplicasLow'] has the proof accept it",
      unwise: true,
    });
  }
  return advice;
}
