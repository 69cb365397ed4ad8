import { Duration } from '../../../model/units/duration';
import { Socket } from 'node:net';
import { until } from '../../../runtime/wait';
import { expectSuccess } from '../support/outcome';
import { NAME, PORT, type WatchedCluster } from './cluster';

/** What is deployed, what of it is scraped, and what else the monitoring network reaches: nothing. */
export function deploymentTests(cluster: WatchedCluster): void {
  test('the cluster deploys with what watches it, and a second plan is empty', async () => {
    expectSuccess(cluster.deployed);
    expect(cluster.deployed.stdout).toContain(`Prometheus: http://127.0.0.1:${PORT}`);
    const plan = await cluster.checkout.npm('plan', '--detailed-exitcode');
    expectSuccess(plan);
  });

  test('everything that is to be scraped is scraped', async () => {
    const targets = await until(
      async () => {
        const up = await cluster.prometheus.query('up == 1');
        return up.length === 6 && up;
      },
      { within: Duration.seconds(60), awaiting: 'six targets that are up' },
    );
    expect(new Set(targets.map(({ metric }) => metric['job']))).toEqual(
      new Set(['kafka', 'zookeeper', 'node', 'kafka-exporter', 'prometheus']),
    );
    await cluster.prometheus.awaitValue('max(scrape_samples_scraped{job=~"kafka|zookeeper"})', (most) => most < 5_000);
  });

  test('Prometheus answers no page of another origin, and nobody on the network of the servers’ metrics', async () => {
    const allowedTo = async (origin: string): Promise<string | null> =>
      (await fetch(`http://127.0.0.1:${PORT}/api/v1/query?query=up`, { headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await allowedTo(`http://127.0.0.1:${PORT}`)).toBe(`http://127.0.0.1:${PORT}`);
    for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null']) {
      expect([origin, await allowedTo(origin)]).toEqual([origin, null]);
    }
    const { NetworkSettings: settings } = await cluster.checkout.engine.getContainer(`${NAME}-prometheus`).inspect();
    const at = (network: string): string => settings.Networks[`${NAME}-${network}`]?.IPAddress ?? '';
    expect(await accepts(at('dashboards'), 9090)).toBe(true);
    expect(await accepts(at('monitoring'), 9090)).toBe(false);
  });

  test('no listener of Kafka or ZooKeeper is bound to the monitoring network, and nothing but metrics is', async () => {
    const { Containers: members } = (await cluster.checkout.engine.getNetwork(`${NAME}-monitoring`).inspect()) as {
      readonly Containers: Readonly<Record<string, { readonly Name: string; readonly IPv4Address: string }>>;
    };
    const servers = Object.values(members).filter(({ Name }) => /-(broker|zookeeper)-/.test(Name));
    expect(servers).toHaveLength(3);
    for (const { Name, IPv4Address } of servers) {
      const address = IPv4Address.replace(/\/.*/, '');
      const open = await Promise.all(
        [2182, 2888, 3888, 7071, 9091, 9095, 25492, 25493].map(async (port) =>
          (await accepts(address, port)) ? port : 0,
        ),
      );
      expect([Name, open.filter((port) => port !== 0)]).toEqual([Name, [7071]]);
    }
  });
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      end(true);
    });
    socket.once('error', () => {
      end(false);
    });
    socket.setTimeout(2_000, () => {
      end(false);
    });
    socket.connect(port, host);
  });
}
