import { Duration } from '../../../model/units/duration';
import type { Consumer, Kafka } from 'kafkajs';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { kafkaAs } from '../../../runtime/kafka/kafka-client';
import { until } from '../../../runtime/wait';
import { HeadlessBrowser } from '../support/headless-browser';
import { commitOffsets } from '../support/records';
import type { DefaultCluster } from './cluster';

const TOPIC = 'my-topic';
const GROUP = 'client';

/** Pages of the console: the one that is made here, or the official one. */
function pagesOf({ name, services }: ClusterManifest): Readonly<Record<'topics' | 'brokers' | 'groups', string>> {
  const first = services.find((service) => service.name === 'Web console')?.address ?? '';
  const made = first.endsWith('/topics');
  const folder = new URL(made ? '.' : `/ui/clusters/${name}/`, first);
  const [topics, brokers, groups] = made
    ? ['topics', 'nodes', 'consumer-groups']
    : ['all-topics', 'brokers', 'consumer-groups'];
  const page = (file: string): string => new URL(file, folder).href;
  return { topics: page(topics), brokers: page(brokers), groups: page(groups) };
}

/** What somebody sees who opens the web console in a browser: topics, brokers, and a consumer group that is behind. */
export function consoleTests(cluster: Pick<DefaultCluster, 'checkout'>): void {
  describe('the web console', () => {
    let browser: HeadlessBrowser;
    let consumer: Consumer | undefined;
    let lag: number;

    beforeAll(async () => {
      const clients = cluster.checkout.path('out', 'clients');
      browser = await HeadlessBrowser.start();
      lag = await fallBehind(await kafkaAs('admin', clients));
      consumer = await joinOnly(await kafkaAs('client', clients));
    });

    afterAll(async () => {
      await consumer?.disconnect();
      await browser.close();
    });

    test('shows every topic with its partitions', async () => {
      await browser.open(pagesOf(cluster.checkout.manifest).topics);
      for (const { name, partitions } of cluster.checkout.manifest.topics) {
        expect(await browser.row([name])).toContain(String(partitions));
      }
    });

    test('shows every broker with the port that it talks to', async () => {
      await browser.open(pagesOf(cluster.checkout.manifest).brokers);
      for (const { id, container } of cluster.checkout.manifest.brokers) {
        expect(await browser.row([String(id), container])).toContain('9095');
      }
    });

    test('shows a consumer group, its one member and how far it is behind', async () => {
      await browser.open(pagesOf(cluster.checkout.manifest).groups);
      expect(await browser.row([GROUP])).toEqual(expect.arrayContaining(['1', String(lag)]));
    });

    test('may change nothing: Kafka denies its user to make a topic, to delete one, and to write to one', async () => {
      const { manifest, engine } = cluster.checkout;
      const denials = async (): Promise<string> => {
        // A quorum's controllers judge themselves what brokers hand on to them.
        const servers = [...manifest.brokers, ...manifest.metadata.servers, ...manifest.services];
        const logs = servers.map(({ container }) =>
          engine.getContainer(container).logs({ stdout: true, stderr: true, follow: false, since: began }),
        );
        return Buffer.concat(await Promise.all(logs)).toString('utf8');
      };
      const began = Math.floor(Date.now() / 1000);
      const { topics } = pagesOf(manifest);
      await browser.open(topics);
      await browser.row([TOPIC]);
      const call = (method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> =>
        browser.call('/q/dev-ui/json-rpc-ws', `quarkus-kafka-client_${method}`, params);

      // The page's own call, to see that they get through.
      expect(JSON.stringify(await call('getTopics', {}))).toContain(`"${TOPIC}"`);
      await call('createTopic', { topicName: 'by-the-console', partitions: 1, replications: 1, configs: {} });
      await call('createMessage', { topicName: TOPIC, partition: 0, key: 'k', value: 'by the console', headers: {} });
      await call('deleteTopic', { topicName: TOPIC });

      // Its producer is an idempotent one, which asks for its id first: a quorum's authorizer denies that without a word, and the producer tells.
      const denied = (what: string): string => `Principal = User:console is Denied Operation = ${what}`;
      const expected = [
        denied('Create .+Topic:LITERAL:by-the-console '),
        `${denied('Write .+ InitProducerId ')}|ClusterAuthorizationException`,
        denied(`Delete .+Topic:LITERAL:${TOPIC} `),
      ];
      await until(
        async () => {
          const log = await denials();
          // Each store of rules has an authorizer of its own, which writes it in its own letters.
          return expected.every((what) => new RegExp(what, 'i').test(log));
        },
        { within: Duration.seconds(30), awaiting: 'all three to have been denied' },
      );
    });
  });
}

/** Writes records and puts the group before all that the topic holds; answers with how many records that is. */
async function fallBehind(kafka: Kafka): Promise<number> {
  const [producer, admin] = [kafka.producer(), kafka.admin()];
  await Promise.all([producer.connect(), admin.connect()]);
  try {
    const messages = Array.from({ length: 25 }, (_, index) => ({ key: String(index), value: `record ${index}` }));
    await producer.send({ topic: TOPIC, acks: -1, messages });
    const offsets = await admin.fetchTopicOffsets(TOPIC);
    const partitions = offsets.map(({ partition, low }) => ({ partition, offset: low }));
    await commitOffsets(admin, { groupId: GROUP, topic: TOPIC, partitions });
    return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  } finally {
    await Promise.all([producer.disconnect(), admin.disconnect()]);
  }
}

/** A member of the group that never commits: only a group with a member has its lag on the page. */
async function joinOnly(kafka: Kafka): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId: GROUP });
  const joined = new Promise<void>((resolve) => {
    consumer.on('consumer.group_join', () => {
      resolve();
    });
  });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC });
  await consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  await joined;
  return consumer;
}
