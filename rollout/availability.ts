import type { PartitionView } from '../runtime/kafka/cluster-view';

/** The brokers as they are declared, and as one of them sees itself and the others. */
export interface Sight {
  readonly declared: readonly number[];
  readonly registered: ReadonlyMap<number, unknown>;
  readonly partitions: readonly PartitionView[];
}

/**
 * What the others lack before they can do without a broker; undefined when nothing. That the broker itself is not registered or lags
 * is no reason to keep it: nobody has anything of it, and its replacement may be what mends that.
 */
export function lackWithout(
  leaving: number | undefined,
  { declared, registered, partitions }: Sight,
): string | undefined {
  const absent = declared.filter((id) => id !== leaving && !registered.has(id));
  if (absent.length > 0) {
    return `broker ${absent.join(', ')} to be registered`;
  }
  const [first, ...more] = partitions.filter(({ leader, replicas, isr }) =>
    replicas.some((id) => id !== leaving && (leader < 0 || !isr.includes(id))),
  );
  return first === undefined
    ? undefined
    : `all replicas in sync, which ${more.length + 1} partitions lack (${first.topic}-${first.partition} among them)`;
}
