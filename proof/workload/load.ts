import { Duration } from '../../model/units/duration';
import { Partitioners, type Kafka, type Producer } from 'kafkajs';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { bounded, messageOf, pause } from '../../runtime/wait';
import type { SendOutcome, Send } from '../verification/delivery-verifier';

const BATCH = 5;
/** Between two batches to a partition: a proof looks at every record, and stalls are seconds long. */
const REST = Duration.milliseconds(25);
/** After a failure that was not the first in a row: where nobody is found, each try ends at once. */
const REST_OF_FAILURES = Duration.milliseconds(100);
/** What a broker answers that leads a partition no more. By the time that kafkajs tells of it, it has looked up who does. */
const MOVED = 'NOT_LEADER_FOR_PARTITION';
/** So often in a row: whom it asks may have yet to hear of the new leader. A producer that connects anew takes longer than they do. */
const MOVES_BELIEVED = 3;
const REQUEST_TIMEOUT_MS = 5_000;

/**
 * Errors after which a record is certainly not stored. Everything else may have happened after the append: even
 * NOT_LEADER_OR_FOLLOWER is the answer to a record that waited for its followers while the leader changed.
 */
const REFUSALS: readonly string[] = [
  'NOT_ENOUGH_REPLICAS',
  'TOPIC_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'MESSAGE_TOO_LARGE',
  'INVALID_REQUIRED_ACKS',
];

/** What the reasons of values begin with that reached no broker, since no producer could connect. */
const UNSENT = 'not sent';

/** Whether a broker answered that it did not store a value; one that was never sent was refused by nobody. */
export function wasRefused({ outcome, reason }: Pick<Send, 'outcome' | 'reason'>): boolean {
  return outcome === 'failed' && reason?.startsWith(UNSENT) !== true;
}

interface ErrorLike {
  readonly errors?: readonly unknown[];
  readonly type?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** The error of Kafka's protocol (`type`) or of the connection (`code`) that lies at the bottom of an error of kafkajs. */
export function reasonOf(error: unknown): string {
  const layers: ErrorLike[] = [];
  for (
    let layer: unknown = error;
    layer instanceof Error && layers.length < 5;
    layer = (layer as ErrorLike).cause ?? (layer as ErrorLike).errors?.[0]
  ) {
    layers.push(layer);
  }
  const named = layers.flatMap(({ type, code }) => [type, code]).filter((name) => typeof name === 'string');
  return named.at(-1) ?? messageOf(error);
}

/** What became of a send that ended in an error. */
export function outcomeOf(error: unknown): SendOutcome {
  const reason = reasonOf(error);
  // Not so ECONNREFUSED: it may be what kafkajs met when it looked for a new leader, after the records had been sent to the old one.
  return REFUSALS.includes(reason) ? 'failed' : 'unknown';
}

/** A producer that waits for all in-sync replicas, and never sends anything twice: what is stored twice is the broker's doing. */
export function steadyProducer(kafka: Kafka): Producer {
  return kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: { retries: 0 },
    // Leaders are looked up again every second, so that one that moved is found at once.
    metadataMaxAge: 1_000,
  });
}

/**
 * A steady load on every partition of a topic, each by its own producer, one batch after the other: a partition that stalls
 * holds up no other one. Every value is sent once, and what became of it is written down.
 */
export class Load {
  public readonly sends: Send[] = [];
  /** When it began: milliseconds since the epoch. */
  public readonly began = Date.now();
  readonly #lanes: Promise<void>[];
  readonly #endings: Promise<void>[] = [];
  readonly #last = new Map<number, number>();
  #stopped = false;

  public constructor(
    private readonly kafka: Kafka,
    private readonly topic: string,
    partitions: number,
  ) {
    this.#lanes = Array.from({ length: partitions }, (_, partition) => this.lane(partition));
  }

  /** Milliseconds since the load began: the clock of `sends`. */
  public now(): number {
    return Date.now() - this.began;
  }

  /** When the last send to a partition was acknowledged, milliseconds since the load began. */
  public lastAcknowledged(partition: number): number | undefined {
    return this.#last.get(partition);
  }

  /** Ends the load, and waits until the outcome of everything that was sent is known. */
  public async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#lanes);
    await Promise.all(this.#endings);
  }

  private async lane(partition: number): Promise<void> {
    let producer: Producer | undefined;
    let failures = 0;
    for (let number = 0; !this.#stopped; number += BATCH) {
      const values = Array.from({ length: BATCH }, (_, i) => `${partition}-${number + i}`);
      try {
        producer ??= await this.connect();
        const [stored] = await bounded(
          producer.send({
            topic: this.topic,
            acks: -1,
            timeout: REQUEST_TIMEOUT_MS,
            messages: values.map((value) => ({ value, partition })),
          }),
          { within: Duration.seconds(15), awaiting: `an answer to a send to partition ${partition}` },
        );
        const base = Number(stored?.baseOffset);
        this.note(values, (value, i) => ({ partition, value, outcome: 'acknowledged', offset: base + i }));
        failures = 0;
        await pause(REST);
      } catch (error) {
        const became =
          producer === undefined
            ? ({ outcome: 'failed', reason: `${UNSENT}: ${reasonOf(error)}` } as const)
            : { outcome: outcomeOf(error), reason: reasonOf(error) };
        this.note(values, (value) => ({ partition, value, ...became }));
        failures += 1;
        const mayFollow = became.reason === MOVED && failures <= MOVES_BELIEVED;
        if (!mayFollow) {
          // Connections of a producer that failed may be stuck, and what it knows out of date; a new one starts from what it finds.
          this.end(producer);
          producer = undefined;
        }
        await pause(mayFollow || failures === 1 ? REST : REST_OF_FAILURES);
      }
    }
    this.end(producer);
  }

  /** Disconnects without holding up the lane: the stall that it measures is the cluster's. */
  private end(producer: Producer | undefined): void {
    if (producer) {
      this.#endings.push(quietly(producer.disconnect()));
    }
  }

  private async connect(): Promise<Producer> {
    const producer = steadyProducer(this.kafka);
    await bounded(producer.connect(), { within: Duration.seconds(10), awaiting: 'a producer to connect' });
    return producer;
  }

  private note(values: readonly string[], send: (value: string, index: number) => Omit<Send, 'at'>): void {
    const at = this.now();
    for (const [i, value] of values.entries()) {
      const noted = { ...send(value, i), at };
      this.sends.push(noted);
      if (noted.outcome === 'acknowledged') {
        this.#last.set(noted.partition, at);
      }
    }
  }
}
