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
