import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Kafka, Producer } from 'kafkajs';

/** Between two batches: enough for every look of Prometheus to find new records, and little for the machine. */
const PACE = 100;
const BATCH = 20;

/** Records that are written to a topic and read by a group, until it is stopped. */
export class Load {
  private stopped = false;
  private readonly writing: Promise<void>;

  /** Ends when the group reads what is written. */
  public static async start(kafka: Kafka, { topic, group }: { topic: string; group: string }): Promise<Load> {
    const producer = kafka.producer();
    const consumer = kafka.consumer({ groupId: group });
    await Promise.all([producer.connect(), consumer.connect()]);
    await consumer.subscribe({ topic, fromBeginning: true });
    const read = new Promise<void>((resolve) => {
      consumer
        .run({
          autoCommitInterval: 500,
          eachMessage: () => {
            resolve();
            return Promise.resolve();
          },
        })
        .catch(() => undefined);
    });
    const load = new Load(topic, producer, consumer);
    await read;
    return load;
  }

  private constructor(
    private readonly topic: string,
    private readonly producer: Producer,
    private readonly consumer: Consumer,
  ) {
    this.writing = this.write();
    // Told when the load is stopped; until then it must not end the process.
    this.writing.catch(() => undefined);
  }

  /** @throws what writing has failed with */
  public async stop(): Promise<void> {
    this.stopped = true;
    try {
      await this.writing;
    } finally {
      await Promise.all([this.producer.disconnect(), this.consumer.disconnect()]);
    }
  }

  private async write(): Promise<void> {
    const messages = Array.from({ length: BATCH }, (_, index) => ({ value: String(index) }));
    while (!this.stopped) {
      await this.producer.send({ topic: this.topic, acks: -1, messages });
      await pause(PACE);
    }
  }
}
