/**
 * Reads a topic's committed records into a sink, as a process of its own that can be killed. Arguments: user, folder of the users' files,
 * topic, group, file of the sink. Prints its process id, then a line of JSON for everything that it has stored.
 */
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { Sink } from './sink';

/** Long enough for a kill to come amid a transaction. */
const AMID_MS = 20;

async function main(): Promise<void> {
  const [user = '', clients = '', topic = '', groupId = '', file = ''] = process.argv.slice(2);
  process.stdout.write(`${process.pid}\n`);
  // Whoever started it is gone, however that came.
  process.stdin.resume().once('end', () => process.exit(1));
  const sink = new Sink(file);
  const kafka = await kafkaAs(user, clients, { clientId: 'cdktf-kafka-proof-sink', retries: 20 });
  // kafkajs reads committed records alone unless it is told otherwise.
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 200,
    sessionTimeout: 6_000,
    heartbeatInterval: 1_000,
    retry: { retries: 20 },
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      // The sink's own offsets say what is new: the group commits none, and gives a partition from its beginning.
      sink.store(
        batch.partition,
        batch.messages.map(({ offset, value }) => ({ offset: Number(offset), value: value?.toString() ?? '' })),
        () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AMID_MS),
      );
      process.stdout.write(`${JSON.stringify({ name: 'stored', rows: sink.count() })}\n`);
      return Promise.resolve();
    },
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
