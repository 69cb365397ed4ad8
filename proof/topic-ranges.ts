import type { Admin } from 'kafkajs';
import { bounded } from '../tools/clients/wait';

/** One partition's offsets, from its first record to the end that consumers may read. */
export interface Range {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** The ranges of a topic's partitions, as their leaders know them. */
export async function rangesOf(admin: Admin, topic: string, signal?: AbortSignal): Promise<Range[]> {
  const offsets = await bounded(admin.fetchTopicOffsets(topic), {
    within: '15s',
    awaiting: `the offsets of ${topic}`,
    signal,
  });
  return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
}

/** Looks up where a partition of one of several topics ends; 0 for one that is not there. */
export function endsIn(ranges: ReadonlyMap<string, readonly Range[]>): (topic: string, partition: number) => number {
  return (topic, partition) => ranges.get(topic)?.find((range) => range.partition === partition)?.high ?? 0;
}
