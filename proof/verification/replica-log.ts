import type { Read } from './delivery-verifier';

/** A batch of records as it lies in one replica's log. */
export interface StoredBatch {
  readonly base: number;
  readonly last: number;
  readonly count: number;
  readonly crc: number;
  readonly valid: boolean;
}

/** The log of one partition on one broker. */
export interface ReplicaLog {
  readonly broker: number;
  readonly topic: string;
  readonly partition: number;
  /** Offset after its last record. */
  readonly end: number;
  readonly batches: readonly StoredBatch[];
  readonly records: readonly Read[];
}

const BATCH = /^baseOffset: (\d+) lastOffset: (\d+) count: (\d+) .*? crc: (\d+) isvalid: (true|false)/;
const RECORD = /^\| offset: (\d+) .*? payload: (.*)$/;
/** `<root>/<broker>/…/<topic>-<partition>/<segment>.log` */
const DUMPING = /^Dumping (\S*\/(\d+)\/(?:\S*\/)?(\S+)-(\d+)\/(\d+)\.log)$/;

/**
 * Reads what `kafka-dump-log` printed about files laid out as `<root>/<broker>/…/<topic>-<partition>/<segment>.log`. Segments
 * of one partition are expected in their order.
 */
export function parseDump(output: string, root: string): ReplicaLog[] {
  const logs = new Map<string, Growing>();
  let current: Growing | undefined;
  for (const line of output.split('\n')) {
    const dumping = line.startsWith(`Dumping ${root}/`) ? DUMPING.exec(line) : null;
    if (dumping) {
      const [, , broker, topic = '', partition, base] = dumping;
      const id = `${String(broker)}/${topic}/${String(partition)}`;
      const log = logs.get(id) ?? {
        broker: Number(broker),
        topic,
        partition: Number(partition),
        end: 0,
        batches: [],
        records: [],
      };
      // A segment is named by its first offset: that is where a log ends whose last segment is empty.
      log.end = Math.max(log.end, Number(base));
      logs.set(id, log);
      current = log;
      continue;
    }
    const batch = BATCH.exec(line);
    if (batch) {
      const [base = 0, last = 0, count = 0, crc = 0] = batch.slice(1, 5).map(Number);
      if (current) {
        current.batches.push({ base, last, count, crc, valid: batch[5] === 'true' });
        current.end = last + 1;
      }
      continue;
    }
    const record = RECORD.exec(line);
    if (record && current) {
      current.records.push({ partition: current.partition, offset: Number(record[1]), value: record[2] ?? '' });
    }
  }
  return [...logs.values()];
}

interface Growing extends ReplicaLog {
  end: number;
  readonly batches: StoredBatch[];
  readonly records: Read[];
}

/** A way in which a replica differs from another one of the same partition. */
export interface Difference {
  readonly topic: string;
  readonly partition: number;
  readonly brokers: readonly [number, number];
  readonly what: string;
}

/**
 * Compares every replica of a partition with the first one, by the offsets and checksums of the batches in the range that both
 * hold: retention cuts the beginning, and records under way the end, at slightly different times. Every replica must reach
 * `committed`, the offset up to which consumers were let read before the logs were looked at.
 */
export function compareReplicas(
  logs: readonly ReplicaLog[],
  committed: (topic: string, partition: number) => number,
): Difference[] {
  const groups = new Map<string, ReplicaLog[]>();
  for (const log of logs) {
    const id = `${log.topic}/${log.partition}`;
    groups.set(id, [...(groups.get(id) ?? []), log]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) {
      return [];
    }
    const upTo = committed(first.topic, first.partition);
    return others.flatMap((other) => differences(first, other, upTo));
  });
}

function differences(a: ReplicaLog, b: ReplicaLog, committed: number): Difference[] {
  const { topic, partition } = a;
  const found: string[] = [];
  for (const { broker, end } of [a, b]) {
    if (end < committed) {
      found.push(`broker ${broker} ends at offset ${end}, though offsets up to ${committed} were committed`);
    }
  }
  const from = Math.max(a.batches[0]?.base ?? 0, b.batches[0]?.base ?? 0);
  const to = Math.min(a.end, b.end);
  const common = (log: ReplicaLog) => log.batches.filter(({ base, last }) => base >= from && last < to);
  const [ofA, ofB] = [common(a), common(b)];
  if (ofA.length !== ofB.length) {
    found.push(`${ofA.length} batches against ${ofB.length} in offsets ${from} to ${to}`);
  }
  const at = ofA.findIndex((batch, i) => {
    const other = ofB[i];
    return other !== undefined && (batch.base !== other.base || batch.last !== other.last || batch.crc !== other.crc);
  });
  const differing = ofA[at];
  if (differing) {
    found.push(`the batch at offset ${differing.base} differs (checksum ${differing.crc} and ${ofB[at]?.crc ?? 0})`);
  }
  for (const { broker, batches } of [a, b]) {
    const corrupt = batches.find(({ valid }) => !valid);
    if (corrupt) {
      found.push(`the batch at offset ${corrupt.base} on broker ${broker} does not match its own checksum`);
    }
  }
  return found.map((what) => ({ topic, partition, brokers: [a.broker, b.broker] as const, what }));
}
