// @confluentinc/kafka-javascript: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { readFileSync } from 'node:fs';
import confluent from '@confluentinc/kafka-javascript';

const [folder, topic, group] = process.argv.slice(2);
const conf = JSON.parse(readFileSync(`${folder}/librdkafka.json`, 'utf8'));
const kafka = new confluent.KafkaJS.Kafka(conf);

const producer = kafka.producer({ 'enable.idempotence': true });
await producer.connect();
await producer.send({ topic, messages: [{ value: 'two books' }] });
await producer.disconnect();

const consumer = kafka.consumer({ 'group.id': group, 'auto.offset.reset': 'earliest' });
await consumer.connect();
await consumer.subscribe({ topic });
const value = await new Promise((resolve) => {
  consumer.run({ eachMessage: async ({ message }) => resolve(message.value.toString()) });
});
console.log(value);
await consumer.disconnect();
