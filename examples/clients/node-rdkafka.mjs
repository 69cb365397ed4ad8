// node-rdkafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import rdkafka from 'node-rdkafka';

const [folder, topic, group] = process.argv.slice(2);
const conf = JSON.parse(readFileSync(`${folder}/librdkafka.json`, 'utf8'));
const within = { timeout: 30_000 };
/** A connect that fails says no more than that: why is told meanwhile. */
const tell = (client) => client.on('event.error', ({ message }) => console.error(message));

const producer = tell(new rdkafka.HighLevelProducer({ ...conf, 'enable.idempotence': true }));
await promisify(producer.connect).call(producer, within);
await promisify(producer.produce).call(producer, topic, null, Buffer.from('two books'), null, null);
await promisify(producer.disconnect).call(producer);

const consumer = tell(new rdkafka.KafkaConsumer({ ...conf, 'group.id': group }, { 'auto.offset.reset': 'earliest' }));
await promisify(consumer.connect).call(consumer, within);
consumer.subscribe([topic]);
consumer.consume();
const record = await new Promise((resolve) => consumer.once('data', resolve));
console.log(record.value.toString());
await promisify(consumer.disconnect).call(consumer);
