import type { Kafka } from 'kafkajs';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import { steadyProducer } from './load';
import type { ProofTopic } from './proof-topic';

/** Stores values in a topic, dealt out evenly to its partitions in their order, and acknowledged by all in-sync replicas. */
export async function storeValues(
  kafka: Kafka,
  { name, partitions }: Pick<ProofTopic, 'name' | 'partitions'>,
  values: readonly string[],
): Promise<void> {
  const producer = steadyProducer(kafka);
  const wait = { within: patient(20), awaiting: `values stored in ${name}` } as const;
  try {
    await bounded(producer.connect(), wait);
    await bounded(
      producer.send({
        topic: name,
        acks: -1,
        messages: values.map((value, number) => ({ value, partition: number % partitions })),
      }),
      wait,
    );
  } finally {
    await quietly(producer.disconnect());
  }
}
