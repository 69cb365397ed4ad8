// @platformatic/kafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { readFileSync } from 'node:fs';
import { Consumer, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka';

const [folder, topic, groupId] = process.argv.slice(2);
const conf = JSON.parse(readFileSync(`${folder}/librdkafka.json`, 'utf8'));
const read = (setting) => readFileSync(conf[setting], 'utf8');

const settings = {
  clientId: 'orders',
  bootstrapBrokers: conf['bootstrap.servers'].split(','),
  tls: { ca: read('ssl.ca.location') },
};
if (conf['sasl.mechanisms'] === undefined) {
  Object.assign(settings.tls, { cert: read('ssl.certificate.location'), key: read('ssl.key.location') });
} else {
  settings.sasl = {
    mechanism: conf['sasl.mechanisms'],
    username: conf['sasl.username'],
    password: conf['sasl.password'],
  };
}

const producer = new Producer({ ...settings, serializers: stringSerializers });
await producer.send({ messages: [{ topic, value: 'two books' }] });
await producer.close();

const consumer = new Consumer({ ...settings, groupId, deserializers: stringDeserializers });
const records = await consumer.consume({ topics: [topic], mode: 'earliest' });
for await (const record of records) {
  console.log(record.value);
  break;
}
await consumer.close(true);
