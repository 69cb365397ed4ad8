/** What became of one send, as its producer knows it. A send that timed out is `unknown`: it may be stored or not. */
export type SendOutcome = 'acknowledged' | 'failed' | 'unknown';

/** One value that a producer sent, in the order in which that producer sent them. Each value is sent once. */
export interface Send {
  readonly partition: number;
  readonly value: string;
  readonly outcome: SendOutcome;
  /** Where the broker said it lies; for acknowledged ones. */
  readonly offset?: number;
  /** Milliseconds since the producer began at which the outcome was known. */
  readonly at: number;
  /** Why it was not acknowledged. */
  readonly reason?: string;
}

/** One record as a reader saw it. */
export interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

export type DeliveryViolationKind =
  'lost' | 'moved' | 'overwritten' | 'reused' | 'reordered' | 'duplicated' | 'revived' | 'foreign' | 'skipped';

/** What each violation means. Every one of them breaks a promise of the log. */
export const DELIVERY_VIOLATIONS: Readonly<Record<DeliveryViolationKind, string>> = {
  lost: 'acknowledged, but not to be read anywhere',
  moved: 'acknowledged at one offset, but read at another one only',
  overwritten: 'one offset was read with two values',
  reused: 'one offset was acknowledged for two values',
  reordered: 'stored before one that the same producer had sent earlier',
  duplicated: 'stored more than once, though its producer is idempotent',
  revived: 'definitely refused, but to be read',
  foreign: 'to be read, but never sent',
  skipped: 'an offset between two records was not read',
};

export interface DeliveryViolation {
  readonly kind: DeliveryViolationKind;
  readonly partition: number;
  readonly offset?: number;
  readonly value?: string;
}

export interface DeliveryVerdict {
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  /** Of the unknown ones, how many turned out to be stored. */
  readonly unknownStored: number;
  readonly read: number;
  /** Values stored more than once: allowed to a producer that is not idempotent and tries again. */
  readonly duplicates: number;
  readonly violations: readonly DeliveryViolation[];
}

/** What the producer promises beside at-least-once. */
export interface ProducerGuarantees {
  /** It stores each value once and in the order of the sends, also those whose outcome is unknown (KIP-98). Default false. */
  readonly idempotent?: boolean;
}

/** Holds what producers were told against what a reader found. Sends are in the order of each partition's only producer. */
export function verifyDelivery(
  sends: readonly Send[],
  reads: readonly Read[],
  { idempotent = false }: ProducerGuarantees = {},
): DeliveryVerdict {
  const offsetsByValue = new Map<string, Set<number>>();
  const valuesByOffset = new Map<string, Set<string>>();
  for (const { partition, offset, value } of reads) {
    add(offsetsByValue, key(partition, value), offset);
    add(valuesByOffset, key(partition, offset), value);
  }
  const acknowledged = sends.filter(({ outcome }) => outcome === 'acknowledged');
  const unknown = sends.filter(({ outcome }) => outcome === 'unknown');
  const failed = sends.filter(({ outcome }) => outcome === 'failed');
  const stored = (send: Send) => offsetsByValue.get(key(send.partition, send.value));
  return {
    acknowledged: acknowledged.length,
    failed: failed.length,
    unknown: unknown.length,
    unknownStored: unknown.filter((send) => stored(send) !== undefined).length,
    read: reads.length,
    duplicates: repeated(sends, stored).length,
    violations: [
      ...missing(acknowledged, stored),
      ...overwritten(reads, valuesByOffset),
      ...reused(acknowledged),
      ...(idempotent ? [...reordered(located(sends, stored)), ...repeated(sends, stored)] : reordered(acknowledged)),
      ...failed.filter(stored).map(({ partition, value }) => violation('revived', partition, undefined, value)),
      ...foreign(sends, reads),
      ...skipped(reads),
    ],
  };
}

function missing(acknowledged: readonly Send[], stored: (send: Send) => Set<number> | undefined): DeliveryViolation[] {
  return acknowledged.flatMap((send) => {
    const offsets = stored(send);
    if (offsets === undefined) {
      return [violation('lost', send.partition, send.offset, send.value)];
    }
    const moved = send.offset !== undefined && !offsets.has(send.offset);
    return moved ? [violation('moved', send.partition, send.offset, send.value)] : [];
  });
}

function overwritten(reads: readonly Read[], valuesByOffset: ReadonlyMap<string, Set<string>>): DeliveryViolation[] {
  const at = reads.filter(({ partition, offset }) => (valuesByOffset.get(key(partition, offset))?.size ?? 0) > 1);
  const once = new Map(at.map(({ partition, offset }) => [key(partition, offset), { partition, offset }]));
  return [...once.values()].map(({ partition, offset }) => violation('overwritten', partition, offset));
}

function reused(acknowledged: readonly Send[]): DeliveryViolation[] {
  const seen = new Set<string>();
  return acknowledged.flatMap(({ partition, offset, value }) => {
    if (offset === undefined) {
      return [];
    }
    const again = seen.has(key(partition, offset));
    seen.add(key(partition, offset));
    return again ? [violation('reused', partition, offset, value)] : [];
  });
}

function reordered(acknowledged: readonly Send[]): DeliveryViolation[] {
  const highest = new Map<number, number>();
  return acknowledged.flatMap(({ partition, offset, value }) => {
    if (offset === undefined) {
      return [];
    }
    const before = highest.get(partition) ?? -1;
    highest.set(partition, Math.max(before, offset));
    return offset < before ? [violation('reordered', partition, offset, value)] : [];
  });
}

/** The sends that were stored, each with the first offset at which it lies. */
function located(sends: readonly Send[], stored: (send: Send) => Set<number> | undefined): Send[] {
  return sends.flatMap((send) => {
    const offsets = stored(send);
    return offsets === undefined ? [] : [{ ...send, offset: Math.min(...offsets) }];
  });
}

function repeated(sends: readonly Send[], stored: (send: Send) => Set<number> | undefined): DeliveryViolation[] {
  return sends.flatMap((send) => {
    const [, again] = [...(stored(send) ?? [])].sort((a, b) => a - b);
    return again === undefined ? [] : [violation('duplicated', send.partition, again, send.value)];
  });
}

function foreign(sends: readonly Send[], reads: readonly Read[]): DeliveryViolation[] {
  const sent = new Set(sends.map(({ partition, value }) => key(partition, value)));
  return reads
    .filter(({ partition, value }) => !sent.has(key(partition, value)))
    .map(({ partition, offset, value }) => violation('foreign', partition, offset, value));
}

/** Offsets have no gaps in a topic without transactions, compaction and retention that has come into effect. */
function skipped(reads: readonly Read[]): DeliveryViolation[] {
  const byPartition = new Map<number, Set<number>>();
  for (const { partition, offset } of reads) {
    add(byPartition, partition, offset);
  }
  return [...byPartition].flatMap(([partition, offsets]) => {
    const sorted = [...offsets].sort((a, b) => a - b);
    return sorted.flatMap((offset, index) => {
      const before = sorted[index - 1];
      return before !== undefined && offset !== before + 1 ? [violation('skipped', partition, before + 1)] : [];
    });
  });
}

function violation(kind: DeliveryViolationKind, partition: number, offset?: number, value?: string): DeliveryViolation {
  return { kind, partition, ...(offset !== undefined && { offset }), ...(value !== undefined && { value }) };
}

function key(partition: number, rest: number | string): string {
  return `${partition}/${rest}`;
}

function add<K, V>(map: Map<K, Set<V>>, at: K, value: V): void {
  const set = map.get(at);
  if (set) {
    set.add(value);
  } else {
    map.set(at, new Set([value]));
  }
}

/** The longest time without an acknowledgement in a partition between two instants; all of it, when there was none. */
export function longestStall(sends: readonly Send[], partition: number, from: number, to: number): number {
  const acks = sends
    .filter((send) => send.partition === partition && send.outcome === 'acknowledged')
    .map(({ at }) => at)
    .filter((at) => at >= from && at <= to);
  return [from, ...acks, to].reduce((longest, at, i, all) => Math.max(longest, at - (all[i - 1] ?? at)), 0);
}
