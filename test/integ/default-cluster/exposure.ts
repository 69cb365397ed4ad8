import { type Outcome, textOf } from '../support/outcome';
import { weaknesses } from '../support/hardening';
import type { DefaultCluster } from './cluster';

/** What is open to somebody who has no identity of the cluster’s. */
export function exposureTests(cluster: DefaultCluster): void {
  describe('from outside', () => {
    const servers = (): readonly { container: string; secrets: string }[] => [
      ...cluster.checkout.manifest.brokers.map(({ container }) => ({ container, secrets: '/etc/kafka/secrets' })),
      ...cluster.checkout.manifest.metadata.servers.map(({ container }) => ({
        container,
        secrets: '/etc/zookeeper/secrets',
      })),
    ];

    test('the containers of every server and service are as hardened as SECURITY.md says', async () => {
      const running = (await cluster.checkout.containers()).filter(({ State }) => State === 'running');
      const names = running.map(({ Names }) => (Names[0] ?? '').slice(1));
      expect(names).toEqual(
        expect.arrayContaining([
          ...servers().map(({ container }) => container),
          ...cluster.checkout.manifest.services.map(({ container }) => container),
        ]),
      );
      const withoutSecrets = ['itest-prometheus', 'itest-node-exporter'];
      for (const name of names) {
        const inspected = await cluster.checkout.engine.getContainer(name).inspect();
        expect({ name, weaknesses: weaknesses(inspected, !withoutSecrets.includes(name)) }).toEqual({
          name,
          weaknesses: [],
        });
      }
    });

    test('every server’s secrets are readable by its own user alone', async () => {
      for (const { container, secrets } of servers()) {
        const find = ['exec', container, 'find', secrets, '-type', 'f', '-perm', '/0077'];
        expect({ container, ...(await cluster.checkout.run('docker', find)) }).toEqual({
          container,
          code: 0,
          stdout: '',
          stderr: '',
        });
      }
    });

    test('no other container than the servers is on the network of the brokers and ZooKeeper', async () => {
      const network = (await cluster.checkout.engine
        .getNetwork(cluster.checkout.manifest.networks.backplane)
        .inspect()) as {
        readonly Internal: boolean;
        readonly Containers: Readonly<Record<string, { readonly Name: string }>>;
      };
      expect(network.Internal).toBe(true);
      expect(
        Object.values(network.Containers)
          .map(({ Name }) => Name)
          .sort(),
      ).toEqual(
        servers()
          .map(({ container }) => container)
          .sort(),
      );
    });

    test('no container on the clients network reaches the console, and no page of another origin or host does', async () => {
      const { networks, images, services } = cluster.checkout.manifest;
      const console = services.find(({ name }) => name === 'Web console');
      const { port, href } = new URL(console?.address ?? '');
      const dial = `timeout 5 bash -c '</dev/tcp/${console?.container ?? ''}/${port}'`;
      const tried = ['run', '--rm', '--network', networks.clients, '--entrypoint', 'bash', images.kafka, '-c', dial];
      expect(textOf(await cluster.checkout.run('docker', tried))).toContain('Connection refused');
      const status = async (...headers: readonly string[]): Promise<string> => {
        const options = headers.flatMap((header) => ['--header', header]);
        return (await cluster.checkout.run('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...options, href]))
          .stdout;
      };
      expect(await status()).toBe('200');
      for (const header of [
        'Host: evil.example',
        'Origin: http://evil.example',
        'Origin: http://127.0.0.1:1',
        'Origin: null',
      ]) {
        expect([header, await status(header)]).toEqual([header, '403']);
      }
    });

    test.each(['SCRAM', 'MTLS'])(
      'fails TLS 1.0 and 1.1, and ciphers without forward secrecy, at %s',
      async (listener) => {
        const address = cluster.addressOf(listener, 0);
        const handshake = (...options: string[]): Promise<Outcome> =>
          cluster.checkout.run('openssl', ['s_client', '-connect', address, ...options]);
        for (const options of [['-tls1'], ['-tls1_1']]) {
          expect(textOf(await handshake(...options, '-cipher', 'ALL:@SECLEVEL=0'))).toContain('alert protocol version');
        }
        const weak = 'kRSA:aNULL:eNULL:3DES:RC4:@SECLEVEL=0';
        expect(textOf(await handshake('-tls1_2', '-cipher', weak))).toMatch(
          /alert handshake failure|no ciphers available/,
        );
        expect(textOf(await handshake('-tls1_2'))).toMatch(/Cipher is (ECDHE|DHE)-/);
        expect(textOf(await handshake('-tls1_3'))).toContain('Cipher is TLS_');
      },
    );
  });
}
