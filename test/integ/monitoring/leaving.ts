import { readFileSync, writeFileSync } from 'node:fs';
import { LABELS } from '../../../model/names/names';
import { viewPartitions } from '../../../runtime/kafka/cluster-view';
import { administrator, withAdmin } from '../../../runtime/kafka/kafka-admin';
import { throttlesOf } from '../../../runtime/kafka/placements';
import { edited } from '../support/edited';
import { expectSuccess, textOf } from '../support/outcome';
import { NAME, type WatchedCluster } from './cluster';

/** What becomes of what is declared no more: these come last, and leave nothing. */
export function leavingTests(cluster: WatchedCluster): void {
  const names = async (): Promise<readonly string[]> =>
    (await cluster.checkout.containers()).map(({ Names }) => Names[0]?.slice(1) ?? '').sort();
  const networks = async (): Promise<readonly string[]> => {
    const found = await cluster.checkout.engine.listNetworks({ filters: { label: [`${LABELS.cluster}=${NAME}`] } });
    return found.map(({ Name }) => Name).sort();
  };

  describe('monitoring that is declared no more', () => {
    beforeAll(() => {
      cluster.checkout.environment['KAFKA_MONITORING'] = 'off';
    });

    test('fails by Terraform alone, before anything is destroyed', async () => {
      const before = await cluster.checkout.containers();
      expectSuccess(await cluster.checkout.npm('synth'));
      const outcome = await cluster.checkout.terraform(`${NAME}-base`, 'apply', '-no-color', '-auto-approve');
      expect(outcome.code).toBe(1);
      expect(textOf(outcome).replace(/\s+/g, ' ')).toMatch(/\[DeclarationShrunk\] .*watched-monitoring/);
      expect((await cluster.checkout.containers()).map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
    });

    test('goes with a deployment: its containers, then its networks; what Prometheus has measured stays', async () => {
      // They go together: this cluster has no gate.
      const servers = ['broker-1', 'broker-2', 'zookeeper-1'].map((server) => `docker_container.${NAME}-${server}`);
      const refused = textOf(await cluster.checkout.npm('deploy'));
      expect(refused.match(/(?<=\[OutageNotAllowed\] )\S+/g)?.sort()).toEqual(servers);
      const outcome = await cluster.checkout.npm('deploy', '--allow-destroy', ...servers);
      expectSuccess(outcome);
      expect(outcome.stdout).toContain(`kept with its data: ${NAME}-prometheus-data`);
      expect((await names()).filter((name) => !/-(broker|zookeeper|keytool|configure)/.test(name))).toEqual([]);
      expect(await networks()).toEqual([`${NAME}-backplane`, `${NAME}-clients`]);
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });
  });

  describe('a broker that is declared no more', () => {
    beforeAll(() => {
      const main = readFileSync(cluster.checkout.path('main.ts'), 'utf8');
      const smaller = edited(
        edited(main, 'brokers: 2,', 'brokers: 1,'),
        'replicationFactor: 2',
        'replicationFactor: 1',
      );
      writeFileSync(cluster.checkout.path('main.ts'), smaller);
    });

    test('fails to leave while a topic that nobody has declared has more copies than brokers stay, and nothing is changed', async () => {
      const kafka = await administrator(cluster.checkout.manifest, cluster.checkout.path('out', 'clients'));
      await withAdmin(kafka, async (admin) => {
        await admin.createTopics({ topics: [{ topic: 'strange', numPartitions: 1, replicationFactor: 2 }] });
        const before = await cluster.checkout.containers();
        const outcome = await cluster.checkout.npm('deploy');
        expect(outcome.code).toBe(1);
        expect(textOf(outcome)).toContain('[CopiesNotPlaceable] topic strange: ');
        expect((await cluster.checkout.containers()).map(({ Id }) => Id)).toEqual(before.map(({ Id }) => Id));
        await admin.deleteTopics({ topics: ['strange'] });
      });
    });

    test('gives its copies away, of Kafka’s own topics too, and leaves by the gate; its volume stays', async () => {
      const outcome = await cluster.checkout.npm('deploy');
      expectSuccess(outcome);
      expect(textOf(outcome)).toContain(`kept with its data: ${NAME}-broker-2-data`);
      expect((await names()).filter((name) => name.includes('-broker-'))).toEqual([`${NAME}-broker-1`]);
      const kafka = await administrator(cluster.checkout.manifest, cluster.checkout.path('out', 'clients'));
      await withAdmin(kafka, async (admin) => {
        const partitions = await viewPartitions(admin);
        expect(partitions.filter(({ replicas }) => replicas.join() !== '1')).toEqual([]);
        expect(await throttlesOf(admin, ['orders'], [1])).toEqual({ topics: [], brokers: [] });
      });
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });
  });

  test('a destroy leaves nothing of a cluster that is declared without its monitoring and one of its brokers', async () => {
    const outcome = await cluster.checkout.npm('destroy', '--volumes');
    expectSuccess(outcome);
    expect(outcome.stdout).toContain('Everything is gone but the passwords file.');
    expect([await names(), await networks(), await cluster.checkout.volumes()]).toEqual([[], [], []]);
  });
}
