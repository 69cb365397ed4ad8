// kafkajs: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';

const [folder, topic, groupId] = process.argv.slice(2);

const read = (name) => readFileSync(`${folder}/${name}`, 'utf8');
const conf = Object.fromEntries(
  read('kcat.conf')
    .split('\n')
    .filter((line) => line.includes('=') && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);

const settings = {
  brokers: conf['bootstrap.servers'].split(','),
  ssl: { ca: read('ca.pem') },
  logLevel: logLevel.ERROR,
};
if (conf['sasl.mechanisms'] === undefined) {
  Object.assign(settings.ssl, { cert: read('client.pem'), key: read('client.key') });
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
