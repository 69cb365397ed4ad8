import { Duration } from '../../../model/units/duration';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../../../runtime/wait';
import { archiveOf } from '../support/tool';
import { NAME, type WatchedCluster } from './cluster';
import { Prometheus } from './prometheus';

/** A Prometheus that somebody has already. */
export function ownPrometheusTests(cluster: WatchedCluster): void {
  test('a Prometheus of one’s own scrapes all of it with the files that a deployment writes', async () => {
    const folder = cluster.checkout.path('out', 'monitoring');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => path.extname(file) !== '',
    );
    const { Image } = await cluster.checkout.engine.getContainer(`${NAME}-prometheus`).inspect();
    const container = await cluster.checkout.engine.createContainer({
      name: `${NAME}-own-prometheus`,
      Image,
      Entrypoint: ['/bin/prometheus', '--config.file=/etc/own/prometheus.yml', '--storage.tsdb.path=/tmp/data'],
      Labels: { 'cdktf-kafka.cluster': NAME },
      HostConfig: { NetworkMode: `${NAME}-dashboards` },
    });
    try {
      const content = files.map((file) => ({
        target: `/etc/own/${file}`,
        content: readFileSync(path.join(folder, file)),
        mode: 0o444,
      }));
      await container.putArchive(archiveOf(content), { path: '/' });
      await cluster.checkout.engine.getNetwork(`${NAME}-monitoring`).connect({ Container: container.id });
      await container.start();
      const { NetworkSettings: settings } = await container.inspect();
      const own = new Prometheus(`http://${settings.Networks[`${NAME}-dashboards`]?.IPAddress ?? ''}:9090`);
      await until(async () => (await own.query('count(up == 1)'))[0]?.value[1] === '5', {
        within: Duration.seconds(60),
        awaiting: 'five targets that are up',
      });
      const rules = await cluster.prometheus.rules();
      expect(rules).toContain('KafkaUnderReplicatedPartitions');
      expect(await own.rules()).toEqual(rules);
    } finally {
      await container.remove({ force: true, v: true });
    }
  });
}
