import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Admin, Kafka } from 'kafkajs';
import { viewPartitions } from '../../proof/cluster-view';
import { judge } from '../../proof/judge';
import { Load } from '../../proof/load';
import { administrator, until } from '../../tools/clients';
import { Checkout, type Outcome } from './private/checkout';

/** A small cluster of three brokers on one ZooKeeper node, whose four servers are replaced under load. */
const NAME = 'iroll';
const TOPIC = 'roll';
const PARTITIONS = 3;

jest.setTimeout(900_000);

let checkout: Checkout;
let kafka: Kafka;
let admin: Admin;

const text = ({ stdout, stderr }: Outcome): string => `${stdout}\n${stderr}`;
const declare = (change: (main: string) => string): void => {
  const file = checkout.path('main.ts');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};
const deploy = async (): Promise<void> => {
  const outcome = await checkout.npm('deploy');
  expect({ code: outcome.code, text: outcome.code === 0 ? '' : text(outcome) }).toEqual({ code: 0, text: '' });
};

beforeAll(async () => {
  checkout = await Checkout.make(NAME, 27_092);
  checkout.environment['KAFKA_MONITORING'] = 'off'; // What watches is not of the servers' stack.
  mkdirSync(checkout.path('out'), { recursive: true });
  declare((main) => main.replace('nodes: 3', 'nodes: 1'));
  await deploy();
  kafka = await administrator(checkout.manifest, checkout.path('out', 'clients'));
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic: TOPIC,
        numPartitions: PARTITIONS,
        replicationFactor: 3,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
});

afterAll(async () => {
  await admin.disconnect();
  await checkout.removeEverything();
  checkout.removeFolder();
});

test('a change of every server replaces them one at a time, ZooKeeper first, and loses no acknowledged record', async () => {
  const before = await checkout.containers();
  const load = new Load(kafka, TOPIC, PARTITIONS);
  const inSync: number[] = [];
  const watching = new AbortController();
  const watched = (async (): Promise<void> => {
    while (!watching.signal.aborted) {
      const views = await until(() => viewPartitions(admin, [TOPIC]), { within: '30s', awaiting: 'an answer' });
      inSync.push(...views.map(({ isr }) => isr.length));
    }
  })();
  try {
    declare((main) => main.replace('  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },"));
    await deploy();
  } finally {
    watching.abort();
    await watched;
    await load.stop();
  }

  const after = (await checkout.containers()).filter(({ Labels }) => Labels['generation'] === '2');
  const made = [...after].sort((a, b) => a.Created - b.Created).map(({ Names }) => Names[0]?.slice(1));
  expect(made[0]).toBe(`${NAME}-zookeeper-1`);
  expect(made).toHaveLength(4);
  expect(after.filter(({ Id }) => before.some((old) => old.Id === Id))).toEqual([]);
  expect(Math.min(...inSync)).toBeGreaterThanOrEqual(2);

  const consumer = kafka.consumer({ groupId: 'roll-reader' });
  const reads: { partition: number; offset: number; value: string }[] = [];
  const ends = await admin.fetchTopicOffsets(TOPIC);
  const expected = ends.reduce((sum, { high }) => sum + Number(high), 0);
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
  await consumer.run({
    eachMessage: ({ partition, message }) => {
      reads.push({ partition, offset: Number(message.offset), value: message.value?.toString() ?? '' });
      return Promise.resolve();
    },
  });
  await until(() => reads.length >= expected, { within: '60s', awaiting: 'every record read' });
  await consumer.disconnect();
  const judgement = judge(load.sends, reads);
  expect(judgement.acknowledged).toBeGreaterThan(1_000);
  expect(judgement.offences).toEqual([]);
});

test('everything is destroyed without anyone waiting for anyone to come back', async () => {
  const outcome = await checkout.npm('destroy', '--volumes');
  expect({ code: outcome.code, text: outcome.code === 0 ? '' : text(outcome) }).toEqual({ code: 0, text: '' });
  expect(await checkout.containers()).toEqual([]);
});
