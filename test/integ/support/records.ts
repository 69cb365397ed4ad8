import { Duration } from '../../../model/units/duration';
import type { Admin, Kafka } from 'kafkajs';
import { steadyProducer } from '../../../proof/workload/load';
import { withAdmin } from '../../../runtime/kafka/kafka-admin';
import { until } from '../../../runtime/wait';

/** A record as a reader got it. */
export interface Read {
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** Writes the values, and waits until every in-sync replica has them. */
export async function write(kafka: Kafka, topic: string, values: readonly string[]): Promise<void> {
  const producer = steadyProducer(kafka);
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
}

/**
 * Has a group commit offsets. The first question for a coordinator has Kafka make its topic of offsets, and there is none before that has a
 * leader: kafkajs gives up sooner.
 */
export async function commitOffsets(admin: Admin, offsets: Parameters<Admin['setOffsets']>[0]): Promise<void> {
  await until(() => admin.setOffsets(offsets).then(() => true), {
    ...{ within: Duration.minutes(1), awaiting: `group ${offsets.groupId} to commit` },
  });
}

/** Every record of a topic, read as a member of a group. */
export async function recordsOf(kafka: Kafka, topic: string, group = `reader-of-${topic}`): Promise<readonly Read[]> {
  const ends = await withAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  const expected = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  const reads: Read[] = [];
  const consumer = kafka.consumer({ groupId: group });
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ partition, message }) => {
        reads.push({ partition, offset: Number(message.offset), value: message.value?.toString() ?? '' });
        return Promise.resolve();
      },
    });
    await until(() => reads.length >= expected, {
      within: Duration.minutes(5),
      awaiting: `every record of ${topic} read`,
    });
  } finally {
    await consumer.disconnect();
  }
  return reads;
}
