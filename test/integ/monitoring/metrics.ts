import { Duration } from '../../../model/units/duration';
import { firstExpiry } from '../../../runtime/credentials/first-expiry';
import { withAdmin } from '../../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../../runtime/kafka/kafka-client';
import { until } from '../../../runtime/wait';
import { commitOffsets } from '../support/records';
import { NAME, type WatchedCluster } from './cluster';
import type { Sample } from './prometheus';

/** That metrics say what is so. */
export function metricsTests(cluster: WatchedCluster): void {
  test('a known load is counted, and so is how far a group is behind it', async () => {
    const kafka = await kafkaAs('admin', cluster.checkout.path('out', 'clients'));
    const producer = kafka.producer();
    const admin = kafka.admin();
    await Promise.all([producer.connect(), admin.connect()]);
    const total = 'sum(kafka_server_BrokerTopicMetrics_MessagesInPerSec{topic="orders"}) or vector(0)';
    try {
      const before = (await cluster.prometheus.valueOf(total)) ?? 0;
      const messages = Array.from({ length: 500 }, (_, index) => ({ value: String(index) }));
      await producer.send({ topic: 'orders', acks: -1, messages });
      await until(async () => ((await cluster.prometheus.valueOf(total)) ?? 0) - before === 500, {
        within: Duration.seconds(30),
        awaiting: '500 messages counted',
      });
      await commitOffsets(admin, {
        groupId: 'behind',
        topic: 'orders',
        partitions: [0, 1].map((partition) => ({ partition, offset: '0' })),
      });
      await until(
        async () => (await cluster.prometheus.valueOf('sum(kafka_consumergroup_lag{consumergroup="behind"})')) === 500,
        {
          within: Duration.seconds(30),
          awaiting: 'a lag of 500',
        },
      );
    } finally {
      await Promise.all([producer.disconnect(), admin.disconnect()]);
    }
  });

  test('a topic that is deleted takes no other topic’s offsets and no group’s lag with it, not for one look', async () => {
    const offsetsOf = (topic: string): Promise<readonly Sample[]> =>
      cluster.prometheus.query(`kafka_topic_partition_current_offset{topic="${topic}"}`);
    const behind = 'sum(min_over_time(kafka_consumergroup_lag{consumergroup="behind"}[15s]))';
    const looks: (number | undefined)[] = [];
    // On a busy machine a single look may come too late, whatever happens to topics: what a deletion does shows each time.
    for (const topic of ['passing', 'passing-2', 'passing-3']) {
      await withAdmin(await kafkaAs('admin', cluster.checkout.path('out', 'clients')), async (admin) => {
        await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 2 }] });
        await until(async () => (await offsetsOf(topic)).length === 1, {
          within: Duration.seconds(30),
          awaiting: 'the topic’s offset',
        });
        await admin.deleteTopics({ topics: [topic] });
      });
      await until(async () => (await offsetsOf(topic)).length === 0, {
        within: Duration.seconds(30),
        awaiting: 'no offset of a topic that is gone',
      });
      expect(await cluster.prometheus.valueOf(behind)).toBe(500);
      looks.push(await cluster.prometheus.valueOf('min_over_time(kafka_exporter_up[15s])'));
      if (looks.includes(1)) {
        break;
      }
    }
    expect(looks).toContain(1);
  });

  test.each([
    ['kafka_brokers', 1],
    ['kafka_certificate_expiry_timestamp_seconds{address!=""} > time() + 360 * 86400', 4],
    ['kafka_certificate_expiry_timestamp_seconds{identity=~"zookeeper-.+|admin|monitoring"} > time() + 360 * 86400', 4],
    ['kafka_certificate_expiry_timestamp_seconds{identity=~"authority .+"} > time() + 3640 * 86400', 2],
    ['node_filesystem_avail_bytes{mountpoint=~"/volumes/.+"}', 3],
    ['zookeeper_AvgRequestLatency{role="Standalone"}', 1],
    ['kafka_log_Log_Size{topic="orders"}', 4],
    ['kafka_network_RequestMetrics_TotalTimeMs{request="Produce",quantile="0.99"}', 2],
    ['jvm_memory_used_bytes{job="kafka",area="heap"}', 2],
    ['sum(kafka_controller_KafkaController_ActiveControllerCount) == 1', 1],
  ])('%s has %i series', async (expression, count) => {
    await cluster.prometheus.awaitSamples(expression, ({ length }) => length === count);
  });

  test('the ends of certificates that nobody serves are told as they are, give or take a minute', async () => {
    const { first } = await firstExpiry(cluster.checkout.manifest);
    await cluster.prometheus.awaitValue(
      'min(kafka_certificate_expiry_timestamp_seconds{identity!=""})',
      (told) => Math.abs(told - first.expires.getTime() / 1000) < 60,
    );
  });

  test('a tool that is run in a broker’s container serves no metrics', async () => {
    const { text } = await cluster.inside(
      `${NAME}-broker-1`,
      'sh',
      '-c',
      '/opt/kafka/bin/kafka-topics.sh --version 2>&1; env',
    );
    expect(text).toContain('3.9.2');
    expect(text).not.toContain('javaagent');
  });
}
