import path from 'node:path';
import type { Admin } from 'kafkajs';
import { Duration, Metadata } from '../../../constructs';
import type { MetadataStore } from '../../../model/cluster/metadata-store';
import type { Placed } from '../../../model/placement/placement';
import { withAdmin } from '../../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../../runtime/kafka/kafka-client';
import { until } from '../../../runtime/wait';
import { ruleTests, SEVERAL_HOSTS, testedRules } from './rule-tests';
import { NAME, type WatchedCluster } from './cluster';

/** That alerts come when they should, and go. */
export function alertTests(cluster: WatchedCluster): void {
  const container = `${NAME}-prometheus`;

  const write = async (file: string, content: string): Promise<void> => {
    await cluster.inside(container, 'sh', '-c', `printf %s "$0" > ${file}`, content);
  };

  /** Each alert of a file of rules fires when it should, and not otherwise. */
  const succeeds = async (rules: string, store: MetadataStore, place?: Placed): Promise<void> => {
    await write('/tmp/tests.yml', ruleTests(rules, store, place));
    expect(await cluster.inside(container, 'promtool', 'test', 'rules', '/tmp/tests.yml')).toEqual({
      code: 0,
      text: expect.stringContaining('SUCCESS') as string,
    });
  };

  test('promtool finds nothing wrong with the files, and each alert fires when it should and not otherwise', async () => {
    const folder = '/mnt/shared/config';
    const { text: names } = await cluster.inside(container, 'ls', folder);
    const [rules = ''] = names.split('\n').filter((name) => name.startsWith('rules-'));
    const [configuration = ''] = names.split('\n').filter((name) => name.startsWith('prometheus-'));
    expect(
      (await cluster.inside(container, 'promtool', 'check', 'config', path.posix.join(folder, configuration))).text,
    ).toContain('16 rules found');
    await succeeds(path.posix.join(folder, rules), Metadata.zooKeeper().store);
  });

  test.each([
    [
      'with a quorum of controllers, each alert fires once when it should, however many of them count alike',
      Metadata.kraft(),
      // Jest would wait for a callback in the place of what a row lacks.
      {},
    ],
    [
      'on several hosts, one that is gone is told of, and what is still known of one that was drained is not',
      Metadata.zooKeeper(),
      SEVERAL_HOSTS,
    ],
  ])('%s', async (_, { store }, place: Placed) => {
    const file = '/tmp/rules.yml';
    await write(file, JSON.stringify(testedRules(store, place)));
    await succeeds(file, store, place);
  });

  test('a killed broker raises its alerts, and they clear when it is back; a partition without a leader hides nothing else', async () => {
    expect(await cluster.prometheus.firing()).toEqual([]);
    const administer = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> =>
      withAdmin(await kafkaAs('admin', cluster.checkout.path('out', 'clients')), work);
    const alone = { topic: 'alone', replicaAssignment: [{ partition: 0, replicas: [2] }] };
    await administer((admin) => admin.createTopics({ topics: [alone] }));
    const broker = cluster.checkout.engine.getContainer(`${NAME}-broker-2`);
    await broker.stop({ t: 0 });
    try {
      await until(
        async () => {
          const alerts = await cluster.prometheus.firing();
          return alerts.includes('KafkaUnderReplicatedPartitions') && alerts.includes('KafkaBrokerDown');
        },
        { within: Duration.seconds(60), awaiting: 'alerts that a broker is down and partitions lack copies' },
      );
      await cluster.prometheus.awaitValue('cluster:kafka_under_replicated_partitions:sum', (under) => under > 0);
      await cluster.prometheus.awaitValue('kafka_topic_partition_leader{topic="alone"}', (leader) => leader === -1);
      await cluster.prometheus.awaitValue('kafka_exporter_up', (up) => up === 1);
      await cluster.prometheus.awaitValue('sum(kafka_consumergroup_lag{consumergroup="behind"})', (lag) => lag > 0);
    } finally {
      await broker.start();
    }
    // Both: an alert whose broker changes is gone for a moment, too.
    await until(
      async () =>
        (await cluster.prometheus.firing()).length === 0 &&
        (await cluster.prometheus.valueOf('cluster:kafka_under_replicated_partitions:sum')) === 0,
      { within: Duration.seconds(90), awaiting: 'no alert, and every replica in sync' },
    );
    await administer((admin) => admin.deleteTopics({ topics: [alone.topic] }));
  });
}
