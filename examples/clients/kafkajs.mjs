// kafkajs: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';

const [folder, topic, groupId] = process.argv.slice(2);
const conf = JSON.parse(readFileSync(`${folder}/librdkafka.json`, 'utf8'));
const read = (setting) => readFileSync(conf[setting], 'utf8');

const settings = {
  brokers: conf['bootstrap.servers'].split(','),
  ssl: { ca: read('ssl.ca.location') },
  logLevel: logLevel.ERROR,
};
if (conf['sasl.mechanisms'] === undefined) {
  Object.assign(settings.ssl, { cert: read('ssl.certificate.location'), key: read('ssl.key.location') });
} else {
  settings.sasl = {
    mechanism: conf['sasl.mechanisms'].toLowerCase(),
    username: conf['sasl.username'],
    password: conf['sasl.password'],
  };
}
const kafka = new Kafka(settings);

const producer = kafka.producer();
await producer.connect();
await producer.send({ topic, messages: [{ value: 'two books' }] });
await producer.disconnect();

const consumer = kafka.consumer({ groupId });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
const value = await new Promise((resolve) => {
  consumer.run({ eachMessage: async ({ message }) => resolve(message.value.toString()) });
});
console.log(value);
await consumer.disconnect();
