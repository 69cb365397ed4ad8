import { once } from 'node:events';
import { connect } from 'node:tls';
import { type ChangingCluster, NAME } from './cluster';
import { edited } from '../support/edited';
import { loadDuring } from '../support/load-during';

/** Servers are replaced under load. */
export function rollingTests(cluster: ChangingCluster): void {
  /** SHA-256 of the certificate that each broker serves. */
  const certificates = (): Promise<readonly string[]> =>
    Promise.all(
      cluster.checkout.manifest.brokers.map(async ({ advertised }) => {
        const { hostname: host, port } = new URL(`tls://${advertised['MTLS'] ?? ''}`);
        const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
        await once(socket, 'secureConnect');
        const { fingerprint256 } = socket.getPeerCertificate();
        socket.destroy();
        return fingerprint256;
      }),
    );

  test('a change of every server and its certificate replaces them one at a time, ZooKeeper first, and loses no acknowledged record', async () => {
    const before = await cluster.checkout.containers();
    const served = await certificates();
    const { leastInSync, verdict } = await loadDuring(cluster, 'roll', async () => {
      cluster.declare((main) =>
        edited(main, '  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },\n  certificateVersion: 2,"),
      );
      await cluster.deploy();
    });

    const after = (await cluster.checkout.containers()).filter(({ Labels }) => Labels['generation'] === '2');
    const made = [...after].sort((a, b) => a.Created - b.Created).map(({ Names }) => Names[0]?.slice(1));
    expect(made[0]).toBe(`${NAME}-zookeeper-1`);
    expect(made).toHaveLength(4);
    expect(after.filter(({ Id }) => before.some((old) => old.Id === Id))).toEqual([]);
    expect(leastInSync).toBeGreaterThanOrEqual(2);
    expect((await certificates()).filter((certificate) => served.includes(certificate))).toEqual([]);

    expect(verdict.acknowledged).toBeGreaterThan(1_000);
    expect(verdict.violations).toEqual([]);
  });
}
