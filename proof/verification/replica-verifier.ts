import { counted } from '../../model/formats/counted';
import type { Violation } from '../../model/violation';
import { verifyDelivery, type Send } from './delivery-verifier';
import { violationsByKind } from './delivery-violations';
import type { ReplicaLog } from './replica-log';

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
    found.push(`${counted(ofA.length, 'batch', 'batches')} against ${ofB.length} in offsets ${from} to ${to}`);
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

/** A difference between two replicas as a violation. */
export function differenceViolation({ topic, partition, brokers, what }: Difference): Violation {
  return {
    code: 'ReplicasDiffer',
    subject: `topic ${topic}, partition ${partition}, brokers ${brokers.join(' and ')}`,
    rule: 'must hold the same records',
    value: what,
    remedy: 'look at the brokers’ logs (docker logs) for truncations, and keep the volumes',
  };
}

/** Every acknowledged record must be in the log of every replica. */
export function onEveryReplica(
  sends: readonly Send[],
  logs: readonly ReplicaLog[],
  topic: { readonly name: string; readonly replicationFactor: number },
): Violation[] {
  const partitions = [...new Set(sends.map(({ partition }) => partition))];
  return partitions.flatMap((partition): Violation[] => {
    const replicas = logs.filter((log) => log.topic === topic.name && log.partition === partition);
    const subject = `topic ${topic.name}, partition ${partition}`;
    const own = sends.filter((send) => send.partition === partition);
    const missing: Violation[] =
      replicas.length === topic.replicationFactor
        ? []
        : [
            {
              code: 'ReplicaMissing',
              subject,
              rule: `must have a log on ${counted(topic.replicationFactor, 'broker')}`,
              value: replicas.map(({ broker }) => broker).join(', ') || 'none',
              remedy: 'look at the brokers’ logs (docker logs)',
            },
          ];
    return [
      ...missing,
      ...replicas.flatMap(({ broker, records }) =>
        violationsByKind(verifyDelivery(own, records).violations, `${subject}, on broker ${broker}`),
      ),
    ];
  });
}
