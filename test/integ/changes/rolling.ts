import { readFileSync } from 'node:fs';
import { ConfigResourceTypes, ConfigSource } from 'kafkajs';
import { type ChangingCluster, NAME } from './cluster';
import { CLIENT_FILES } from '../../../model/names/paths';
import { edited } from '../support/edited';
import { endServersTomorrow, servedCertificates } from '../support/certificates';
import { loadDuring } from '../support/load-during';

/** Servers are replaced under load. */
export function rollingTests(cluster: ChangingCluster): void {
  const certificates = (): Promise<readonly string[]> => servedCertificates(cluster.checkout);

  test('a change of every server, its certificate and its ports replaces them one at a time, ZooKeeper first, and loses no acknowledged record', async () => {
    const before = await cluster.checkout.containers();
    const served = await certificates();
    const { admin } = cluster;
    const { belowTwo, verdict } = await loadDuring(cluster, 'roll', async () => {
      cluster.declare((main) =>
        edited(main, '  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },\n  certificateVersion: 2,"),
      );
      Object.assign(cluster.checkout.environment, { KAFKA_SCRAM_PORT: '27102', KAFKA_MTLS_PORT: '27202' });
      await cluster.deploy();
      await cluster.connect();
    });
    await admin.disconnect();

    const after = (await cluster.checkout.containers()).filter(({ Labels }) => Labels['generation'] === '2');
    const made = [...after].sort((a, b) => a.Created - b.Created).map(({ Names }) => Names[0]?.slice(1));
    expect(made[0]).toBe(`${NAME}-zookeeper-1`);
    expect(made).toHaveLength(4);
    expect(after.filter(({ Id }) => before.some((old) => old.Id === Id))).toEqual([]);
    expect(belowTwo).toEqual([]);
    expect((await certificates()).filter((certificate) => served.includes(certificate))).toEqual([]);

    expect(verdict.acknowledged).toBeGreaterThan(1_000);
    expect(verdict.violations).toEqual([]);
  });

  test('certificates that end soon, and one whose version has risen, are issued anew: brokers take theirs up while they run, ZooKeeper is replaced, and no acknowledged record is lost', async () => {
    const { checkout } = cluster;
    const server = ({ Names: [name = ''] }: { readonly Names: readonly string[] }): string => name.slice(1);
    const before = await checkout.containers();
    const served = await certificates();
    const key = (user: string): string => readFileSync(checkout.path('out', 'clients', user, CLIENT_FILES.key), 'utf8');
    const keys = { admin: key('admin'), client: key('client') };
    await endServersTomorrow(checkout);
    const { belowTwo, verdict } = await loadDuring(cluster, 'renewal', async () => {
      cluster.declare((main) =>
        edited(main, 'UserLogin.certificate()', 'UserLogin.certificate({ certificateVersion: 2 })'),
      );
      await cluster.deploy();
    });

    const kept = (await checkout.containers()).filter(({ Id }) => before.some((old) => old.Id === Id)).map(server);
    expect(kept).toEqual(expect.arrayContaining([1, 2, 3].map((id) => `${NAME}-broker-${id}`)));
    expect(kept).not.toContain(`${NAME}-zookeeper-1`);
    expect((await certificates()).filter((certificate) => served.includes(certificate))).toEqual([]);
    expect({ admin: key('admin') === keys.admin, client: key('client') === keys.client }).toEqual({
      admin: true,
      client: false,
    });
    expect(belowTwo).toEqual([]);
    expect(verdict.acknowledged).toBeGreaterThan(100);
    expect(verdict.violations).toEqual([]);
    expect(await checkout.pendingPlans()).toEqual({});
    const { resources } = await cluster.admin.describeConfigs({
      includeSynonyms: false,
      resources: [1, 2, 3].map((id) => ({ type: ConfigResourceTypes.BROKER, name: String(id) })),
    });
    const settings = resources.flatMap(({ configEntries }) => configEntries);
    expect(settings.length).toBeGreaterThan(100);
    expect(settings.filter(({ configSource }) => configSource === ConfigSource.DYNAMIC_BROKER_CONFIG)).toEqual([]);
  });
}
