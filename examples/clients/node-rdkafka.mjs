// node-rdkafka: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { promisify } from 'node:util';
import rdkafka from 'node-rdkafka';

const [folder, topic, group] = process.argv.slice(2);
const conf = JSON.parse(readFileSync(`${folder}/librdkafka.json`, 'utf8'));
const within = { timeout: 30_000 };

/** A connect that fails doesn't say why: librdkafka tells that meanwhile, to whoever asks. */
async function connect(client) {
  client.on('event.error', ({ message }) => console.error(message));
  const asking = setInterval(() => client.isConnected() && client.poll?.(), 100);
  await promisify(client.connect)
    .call(client, within)
    .finally(() => clearInterval(asking));
}

const producer = new rdkafka.HighLevelProducer({ ...conf, 'enable.idempotence': true });
await connect(producer);
await promisify(producer.produce).call(producer, topic, null, Buffer.from('two books'), null, null);
await promisify(producer.disconnect).call(producer);

const consumer = new rdkafka.KafkaConsumer({ ...conf, 'group.id': group }, { 'auto.offset.reset': 'earliest' });
await connect(consumer);
consumer.subscribe([topic]);
// One look at a time: a consumer that reads on by itself brings Node.js down when it is disconnected (node-rdkafka's #1057).
let records = [];
while (records.length === 0) {
  records = await promisify(consumer.consume).call(consumer, 1);
}
console.log(records[0].value.toString());
await promisify(consumer.disconnect).call(consumer);
