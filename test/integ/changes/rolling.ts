import { Duration } from '../../../model/units/duration';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { viewPartitions } from '../../../runtime/kafka/cluster-view';
import { verifyDelivery } from '../../../proof/verification/delivery-verifier';
import { Load } from '../../../proof/workload/load';
import { until } from '../../../runtime/wait';
import { recordsOf } from '../support/records';
import { type ChangingCluster, NAME } from './cluster';
import { edited } from '../support/edited';

const TOPIC = 'roll';
const PARTITIONS = 3;

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
    await cluster.admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: TOPIC,
          numPartitions: PARTITIONS,
          replicationFactor: 3,
          configEntries: [{ name: 'min.insync.replicas', value: '2' }],
        },
      ],
    });
    const before = await cluster.checkout.containers();
    const served = await certificates();
    const load = new Load(cluster.kafka, TOPIC, PARTITIONS);
    const inSync: number[] = [];
    const watching = new AbortController();
    const watched = (async (): Promise<void> => {
      while (!watching.signal.aborted) {
        const views = await until(() => viewPartitions(cluster.admin, [TOPIC]), {
          within: Duration.seconds(30),
          awaiting: 'an answer',
        });
        inSync.push(...views.map(({ isr }) => isr.length));
      }
    })();
    try {
      cluster.declare((main) =>
        edited(main, '  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },\n  certificateVersion: 2,"),
      );
      await cluster.deploy();
    } finally {
      watching.abort();
      await watched;
      await load.stop();
    }

    const after = (await cluster.checkout.containers()).filter(({ Labels }) => Labels['generation'] === '2');
    const made = [...after].sort((a, b) => a.Created - b.Created).map(({ Names }) => Names[0]?.slice(1));
    expect(made[0]).toBe(`${NAME}-zookeeper-1`);
    expect(made).toHaveLength(4);
    expect(after.filter(({ Id }) => before.some((old) => old.Id === Id))).toEqual([]);
    expect(Math.min(...inSync)).toBeGreaterThanOrEqual(2);
    expect((await certificates()).filter((certificate) => served.includes(certificate))).toEqual([]);

    const reads = await recordsOf(cluster.kafka, TOPIC);
    const verdict = verifyDelivery(load.sends, reads);
    expect(verdict.acknowledged).toBeGreaterThan(1_000);
    expect(verdict.violations).toEqual([]);
  });
}
