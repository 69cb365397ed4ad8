import type { Kafka } from 'kafkajs';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';

/** One partition's offsets, from its first record to the end that consumers may read. */
export interface Range {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The ranges of a topic's partitions, as their leaders know them. Asked by a client of its own: one of kafkajs keeps in mind
 * every topic whose offsets it was ever asked for, and nothing of it works any more once one of them is gone. Asked again where it
 * fails: a broker that has just come back may not know every leader yet.
 */
export async function rangesOf(kafka: Kafka, topic: string, signal?: AbortSignal): Promise<Range[]> {
  const wait = { within: patient(15), awaiting: `the offsets of ${topic}`, signal } as const;
  const offsets = await until(() => withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic)), wait);
  return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
}

/** Looks up where a partition of one of several topics ends; 0 for one that is not there. */
export function endsIn(ranges: ReadonlyMap<string, readonly Range[]>): (topic: string, partition: number) => number {
  return (topic, partition) => ranges.get(topic)?.find((range) => range.partition === partition)?.high ?? 0;
}
