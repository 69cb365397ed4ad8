import { Kafka } from 'kafkajs';
import { startKafka, type TestKafka } from '../../testing';

let kafka: TestKafka;
let topic: string;

beforeAll(async () => {
  kafka = await startKafka({
    name: 'bookshop',
    users: {
      shop: { produce: ['orders-*'] },
      billing: { login: 'certificate', consume: ['orders-*'] },
    },
  });
  // Nobody else's, so that suites which share the cluster see nothing of each other.
  topic = await kafka.createTopic('orders-', { partitions: 3 });
}, 120_000);

afterAll(() => kafka.stop());

test('billing reads what the shop has sent', async () => {
  const producer = new Kafka(kafka.user('shop').kafkajs).producer();
  await producer.connect();
  await producer.send({ topic, messages: [{ key: '1', value: 'two books' }] });
  await producer.disconnect();

  const consumer = new Kafka(kafka.user('billing').kafkajs).consumer({ groupId: `billing-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const order = await new Promise((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        resolve(message.value?.toString());
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  expect(order).toBe('two books');
}, 30_000);

test('fails to write what only the shop may', async () => {
  const producer = new Kafka(kafka.user('billing').kafkajs).producer();
  await producer.connect();
  await expect(producer.send({ topic, messages: [{ value: 'three' }] })).rejects.toThrow('Not authorized');
  await producer.disconnect();
}, 30_000);
