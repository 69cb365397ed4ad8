import { existsSync, readFileSync } from 'node:fs';
import type { Report } from '../../../proof/report/report';
import { allStacks } from '../../../runtime/files/manifest-file';
import { type Outcome, textOf } from '../support/outcome';
import type { DefaultCluster } from './cluster';

/** The first thing that somebody does with a clone. */
export function startTests(cluster: DefaultCluster): void {
  describe('npm start in a fresh clone', () => {
    let started: Outcome;

    test('ends with a running and proven cluster', async () => {
      started = await cluster.checkout.run('npm', ['start', '--silent']);
      expect(textOf(started)).toContain('expires on');
      const { checks, notUndone } = JSON.parse(
        readFileSync(cluster.checkout.path('out', 'proof', 'report.json'), 'utf8'),
      ) as Report;
      expect(
        checks.flatMap(({ name, verdict, violations }) => (verdict === 'pass' ? [] : [{ name, verdict, violations }])),
      ).toEqual([]);
      expect(notUndone).toEqual([]);
      expect(started.code).toBe(0);
    });

    test('says of each stack what came of it, and nothing of each resource', () => {
      for (const stack of allStacks(cluster.checkout.manifest)) {
        expect(textOf(started)).toMatch(new RegExp(`^ *${stack}: \\d+ added, 0 changed, 0 destroyed in \\d+ s$`, 'm'));
      }
      expect(textOf(started)).not.toMatch(/Creating\.\.\.|Creation complete/);
    });

    test('says where Prometheus and the web console are, and why there is no Grafana where its image can’t be had', () => {
      const addresses = new Map(cluster.checkout.manifest.services.map(({ name, address }) => [name, address]));
      for (const name of ['Prometheus', 'Web console', ...(addresses.has('Grafana') ? ['Grafana'] : [])]) {
        expect(textOf(started)).toContain(`${name}: ${String(addresses.get(name))}`);
      }
      expect(textOf(started).includes('Grafana: left out, as no registry has answered')).toBe(
        !addresses.has('Grafana'),
      );
      expect(existsSync(cluster.checkout.path('out', 'monitoring', 'prometheus.yml'))).toBe(true);
    });

    test('changes nothing when it is run again', async () => {
      const before = (await cluster.checkout.containers()).map(({ Id, Created }) => [Id, Created]);
      const outcome = await cluster.checkout.run('npm', ['start', '--silent']);
      expect(outcome.code).toBe(0);
      expect(textOf(outcome)).toContain('nothing to change');
      expect((await cluster.checkout.containers()).map(({ Id, Created }) => [Id, Created])).toEqual(before);
    });

    test('leaves plans that are empty in every stack', async () => {
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('publishes ports on the loopback address alone', async () => {
      const ports = (await cluster.checkout.containers()).flatMap(({ Ports }) =>
        Ports.filter((port) => port.PublicPort > 0),
      );
      // Two of each broker, Prometheus' and the web console's.
      expect(ports).toHaveLength(8);
      expect(new Set(ports.map(({ IP }) => IP))).toEqual(new Set(['127.0.0.1']));
    });
  });
}
