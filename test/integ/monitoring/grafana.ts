import { Duration } from '../../../model/units/duration';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { until } from '../../../runtime/wait';
import { weaknesses } from '../support/hardening';
import { findLeaks } from '../support/leaks';
import { GRAFANA_PORT, NAME, type WatchedCluster } from './cluster';
import type { Findings } from './grafana-stand-in-program';

/** What Grafana finds where it is put: a program stands in for it. */
export function grafanaTests(cluster: WatchedCluster): void {
  test('Grafana’s place is hardened, and what it needs is there: its password, its data source, its dashboards', async () => {
    const file = cluster.checkout.path('out', 'secrets', 'grafana.password');
    const password = readFileSync(file, 'utf8').trim();
    expect(cluster.deployed.stdout).toContain(
      `Grafana: http://127.0.0.1:${GRAFANA_PORT}  (admin, password in out/secrets/grafana.password)`,
    );
    expect(weaknesses(await cluster.checkout.engine.getContainer(`${NAME}-grafana`).inspect())).toEqual([]);
    // A scrape can be late on a busy machine.
    const findings = await until(
      async () => {
        const seen = (await (await fetch(`http://127.0.0.1:${GRAFANA_PORT}`)).json()) as Findings;
        return seen.targets === '6' && seen;
      },
      { within: Duration.seconds(60), awaiting: 'six targets that are up, as Grafana’s place sees them' },
    );
    expect(findings).toEqual({
      password: createHash('sha256').update(password).digest('hex'),
      dashboards: ['broker.json', 'cluster.json', 'consumer-groups.json', 'topic.json', 'zookeeper.json'],
      targets: '6',
      home: 'Kafka: cluster',
    });
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await findLeaks(cluster.checkout, { 'Grafana’s password': password })).toEqual([]);
  });
}
