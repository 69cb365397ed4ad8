import type { Kafka } from 'kafkajs';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import type { Send } from '../verification/delivery-verifier';
import { outcomeOf, reasonOf, steadyProducer } from './load';

/** A topic with one partition, and how many records to send to it. */
export interface SendBatch {
  readonly topic: string;
  readonly records: number;
  /** What the values begin with: no two batches to a topic have it in common. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/** Sends records one by one with `acks=all`, each once, and tells what became of each. */
export async function sendBatch(kafka: Kafka, { topic, records, prefix, signal }: SendBatch): Promise<Send[]> {
  const producer = steadyProducer(kafka);
  const began = Date.now();
  const sends: Send[] = [];
  try {
    await bounded(producer.connect(), { within: patient(30), awaiting: 'a producer to connect', signal });
    for (let i = 0; i < records; i++) {
      const value = `${prefix}-${i}`;
      const timeout = patient(5).milliseconds;
      const sent = producer.send({ topic, acks: -1, timeout, messages: [{ value, partition: 0 }] });
      try {
        const [stored] = await bounded(sent, { within: patient(15), awaiting: 'an answer to a send', signal });
        const offset = Number(stored?.baseOffset);
        sends.push({ partition: 0, value, outcome: 'acknowledged', offset, at: Date.now() - began });
      } catch (error) {
        signal.throwIfAborted();
        sends.push({
          ...{ partition: 0, value, at: Date.now() - began },
          ...{ outcome: outcomeOf(error), reason: reasonOf(error) },
        });
      }
    }
    return sends;
  } finally {
    await quietly(producer.disconnect());
  }
}

/** Whether nothing is known of a send but that its time has run out. */
export const isLateSend = ({ outcome, reason = '' }: Pick<Send, 'outcome' | 'reason'>): boolean =>
  outcome === 'unknown' && /TIMED_OUT|timed out|took longer/.test(reason);

/** How many sends had which outcome, as `98 NOT_ENOUGH_REPLICAS, 2 acknowledged`. */
export function tally(sends: readonly Send[]): string {
  const counts = new Map<string, number>();
  for (const { outcome, reason } of sends) {
    const name = reason ?? outcome;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
}
