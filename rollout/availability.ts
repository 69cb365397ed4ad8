import type { PartitionView } from '../runtime/kafka/cluster-view';
import { keepsUp, type QuorumView } from '../runtime/kafka/quorum-view';
import { counted } from '../model/formats/counted';

/** The brokers as they are declared, and as one of them sees itself and the others. */
export interface Availability {
  readonly declared: readonly number[];
  readonly registered: ReadonlyMap<number, unknown>;
  readonly partitions: readonly PartitionView[];
}

/** What a broker says of all of them. */
export interface BrokerAnswer {
  readonly brokers: ReadonlyMap<number, unknown>;
  readonly partitions: readonly PartitionView[];
}

/**
 * What must be so before the others can do without a broker, and is not yet; undefined when nothing. That the broker itself is not
 * registered or lags is no reason to keep it: the others get nothing from it, and its replacement may repair it.
 *
 * @param stuck brokers that can't change any more which copies of the partitions that they lead are in sync, until they are replaced: where one of them
 * leaves, nobody waits for that
 */
export function unmetConditionWithout(
  leaving: number | undefined,
  { declared, registered, partitions }: Availability,
  stuck: readonly number[] = [],
): string | undefined {
  const absent = declared.filter((id) => id !== leaving && !registered.has(id));
  if (absent.length > 0) {
    return `broker ${absent.join(', ')} to be registered`;
  }
  const led = leaving !== undefined && stuck.includes(leaving) ? stuck : [];
  const [first, ...more] = partitions.filter(
    ({ leader, replicas, isr }) =>
      !led.includes(leader) && replicas.some((id) => id !== leaving && (leader < 0 || !isr.includes(id))),
  );
  return first === undefined
    ? undefined
    : `all replicas to be in sync (not so: ${counted(more.length + 1, 'partition')}, such as ${first.topic}-${first.partition})`;
}

/** The same of several brokers' answers, which must agree: one that has just come back knows nothing yet, or only the past. */
export function unmetConditionOf(
  leaving: number | undefined,
  declared: readonly number[],
  answers: readonly BrokerAnswer[],
  stuck: readonly number[] = [],
): string | undefined {
  const unmet = answers
    .map(({ brokers, partitions }) =>
      unmetConditionWithout(leaving, { declared, registered: brokers, partitions }, stuck),
    )
    .find((condition) => condition !== undefined);
  if (unmet !== undefined) {
    return unmet;
  }
  // Not compared with the declaration: topics that it adds are made after the servers.
  const known = new Set(answers.map(({ partitions }) => partitions.length));
  return known.size === 1 ? undefined : 'every broker to know every partition';
}

/**
 * What must be so before a quorum can do without one of its voters, or without anybody else, and is not yet; undefined when nothing.
 *
 * @param stays whether a voter is one that is counted on: one that is to vote no more may be away already
 */
export function unmetConditionInQuorum(
  leaving: number | undefined,
  quorum: QuorumView,
  stays: (node: number) => boolean = () => true,
): string | undefined {
  if (quorum.leader < 0) {
    return 'the controllers to elect a leader';
  }
  const behind = quorum.voters.find(({ nodeId }) => nodeId !== leaving && stays(nodeId) && !keepsUp(quorum, nodeId));
  return behind && `controller ${behind.nodeId} to have all of the metadata`;
}

/** Whether others get something from a broker, whatever its health: one at least still knows it, or has it lead a partition. */
export const isServing = (id: number, answers: readonly BrokerAnswer[]): boolean =>
  answers.some(({ brokers, partitions }) => brokers.has(id) || partitions.some(({ leader }) => leader === id));
