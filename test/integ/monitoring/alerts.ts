import path from 'node:path';
import { Duration, Metadata } from '../../../constructs';
import { alertRules } from '../../../model/monitoring/alert-rules';
import { until } from '../../../runtime/wait';
import { ruleTests } from './rule-tests';
import { NAME, type WatchedCluster } from './cluster';

/** That alerts come when they should, and go. */
export function alertTests(cluster: WatchedCluster): void {
  test('promtool finds nothing wrong with the files, and each alert fires when it should and not otherwise', async () => {
    const container = `${NAME}-prometheus`;
    const folder = '/mnt/shared/config';
    const { text: names } = await cluster.inside(container, 'ls', folder);
    const [rules = ''] = names.split('\n').filter((name) => name.startsWith('rules-'));
    const [configuration = ''] = names.split('\n').filter((name) => name.startsWith('prometheus-'));
    expect(
      (await cluster.inside(container, 'promtool', 'check', 'config', path.posix.join(folder, configuration))).text,
    ).toContain('16 rules found');
    const alerts = alertRules(
      { interval: Duration.seconds(1), alertAfter: Duration.seconds(2) },
      Metadata.zooKeeper().store,
    )
      .groups.flatMap((group) => group.rules)
      .flatMap((rule) => ('alert' in rule ? [rule.alert] : []));
    const tests = ruleTests(path.posix.join(folder, rules), alerts);
    const script = 'printf %s "$0" > /tmp/tests.yml && promtool test rules /tmp/tests.yml';
    expect(await cluster.inside(container, 'sh', '-c', script, tests)).toEqual({
      code: 0,
      text: expect.stringContaining('SUCCESS') as string,
    });
  });

  test('a killed broker raises its alerts, and they clear when it is back', async () => {
    expect(await cluster.prometheus.firing()).toEqual([]);
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
  });
}
