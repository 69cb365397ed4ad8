import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../../model/names/paths';
import { blockWith } from '../../support/shown-blocks';
import { edited } from '../support/edited';
import { type Outcome, textOf } from '../support/outcome';
import { runTool } from '../support/tool';
import { BROKERS, type DefaultCluster } from './cluster';

/** Each user with the published listener and the internal one that its files are for. */
const ACCESSES = [
  ['user1', 'SCRAM', 'SCRAM_INTERNAL'],
  ['client', 'MTLS', 'MTLS_INTERNAL'],
  ['admin', 'MTLS', 'MTLS_INTERNAL'],
] as const;

/** How users reach the cluster with their files, from outside and inside, and what they may do. */
export function clientTests(cluster: DefaultCluster): void {
  describe('the users’ files', () => {
    test('are readable by their owner alone', () => {
      for (const user of ['admin', 'client', 'user1']) {
        for (const file of [CLIENT_FILES.properties, CLIENT_FILES.kcat, CLIENT_FILES.ca]) {
          expect(statSync(path.join(cluster.folderOf(user), file)).mode & 0o777).toBe(0o600);
        }
        expect(statSync(cluster.folderOf(user)).mode & 0o777).toBe(0o700);
      }
    });

    test('are fetched again on a machine that has lost them', async () => {
      rmSync(cluster.checkout.path('out', 'clients'), { recursive: true });
      expect((await cluster.checkout.npm('clients')).code).toBe(0);
      expect(existsSync(path.join(cluster.folderOf('client'), CLIENT_FILES.key))).toBe(true);
    });
  });

  describe.each(ACCESSES)('%s', (user, outside, inside) => {
    test.each(BROKERS)('lists all brokers with kcat from outside at broker %#', async (index) => {
      const outcome = await cluster.checkout.run('kcat', [
        '-F',
        path.join(cluster.folderOf(user), CLIENT_FILES.kcat),
        '-X',
        `bootstrap.servers=${cluster.addressOf(outside, index)}`,
        '-L',
      ]);
      expect(textOf(outcome)).toContain('3 brokers:');
    });

    test.each(BROKERS)('lists all brokers with kcat from inside at broker %#', async (index) => {
      const outcome = await runTool(cluster.checkout, {
        network: cluster.checkout.manifest.networks.clients,
        clientFolder: cluster.folderOf(user),
        kcat: true,
        command: [
          '/opt/kcat/kcat',
          '-F',
          `/etc/kafka/client/internal/${CLIENT_FILES.kcat}`,
          '-X',
          `bootstrap.servers=${cluster.addressOf(inside, index)}`,
          '-L',
        ],
      });
      expect(textOf(outcome)).toContain('3 brokers:');
    });

    test.each([
      ['outside', 'host', outside, (folder: string): string => path.join(folder, CLIENT_FILES.properties)],
      ['inside', 'clients', inside, (): string => `/etc/kafka/client/internal/${CLIENT_FILES.properties}`],
    ] as const)('is known at every broker to Kafka’s own tools from %s', async (_, network, listener, properties) => {
      const outcome = await runTool(cluster.checkout, {
        network: network === 'host' ? 'host' : cluster.checkout.manifest.networks.clients,
        clientFolder: cluster.folderOf(user),
        command: [
          '/opt/kafka/bin/kafka-broker-api-versions.sh',
          '--bootstrap-server',
          BROKERS.map((index) => cluster.addressOf(listener, index)).join(','),
          '--command-config',
          properties(cluster.folderOf(user)),
        ],
      });
      for (const index of BROKERS) {
        expect(textOf(outcome)).toContain(`${cluster.addressOf(listener, index)} (id: ${index + 1}`);
      }
    });
  });

  describe('rights', () => {
    const consoleTool = (name: string, user: string, args: readonly string[], input?: string): Promise<Outcome> =>
      runTool(cluster.checkout, {
        network: cluster.checkout.manifest.networks.clients,
        clientFolder: cluster.folderOf(user),
        command: [`/opt/kafka/bin/kafka-console-${name}.sh`, ...args],
        input,
      });
    const bootstrap = (user: string): string =>
      cluster.addressOf(user === 'user1' ? 'SCRAM_INTERNAL' : 'MTLS_INTERNAL', 0);
    const produce = (user: string, topic: string, value: string): Promise<Outcome> =>
      consoleTool(
        'producer',
        user,
        [
          '--bootstrap-server',
          bootstrap(user),
          '--producer.config',
          `/etc/kafka/client/internal/${CLIENT_FILES.properties}`,
          // Otherwise who may write nowhere fails earlier, for want of a producer id.
          '--producer-property',
          'enable.idempotence=false',
          '--topic',
          topic,
        ],
        `${value}\n`,
      );
    const consume = (user: string, topic: string, group: string): Promise<Outcome> =>
      consoleTool('consumer', user, [
        '--bootstrap-server',
        bootstrap(user),
        '--consumer.config',
        `/etc/kafka/client/internal/${CLIENT_FILES.properties}`,
        '--topic',
        topic,
        '--group',
        group,
        '--from-beginning',
        '--max-messages',
        '1',
        '--timeout-ms',
        '30000',
      ]);

    test('user1 reads topic1 as a member of its group', async () => {
      expect((await produce('admin', 'topic1', 'hello')).code).toBe(0);
      expect((await consume('user1', 'topic1', 'user1')).stdout).toContain('hello');
    });

    test('are as the page of the first steps says: its commands for a first client list brokers, and read', async () => {
      const shown = blockWith('docs/first-steps.md', 'kcat -F').replaceAll('\\\n', ' ');
      const [kcat = '', consumer = ''] = shown.split('\n');
      expect(textOf(await cluster.checkout.run('sh', ['-c', kcat]))).toContain('3 brokers:');
      expect((await produce('admin', 'topic1', 'hello again')).code).toBe(0);
      const here = edited(
        edited(consumer, '127.0.0.1:19092', cluster.addressOf('SCRAM', 0)),
        'out/clients/user1',
        cluster.folderOf('user1'),
      );
      // Its end, and where Kafka's tools are, are the test's business.
      const read = await runTool(cluster.checkout, {
        network: 'host',
        clientFolder: cluster.folderOf('user1'),
        command: ['sh', '-c', `/opt/kafka/bin/${here} --max-messages 1 --timeout-ms 30000`],
      });
      // Or what the group has not committed of what it read before.
      expect(read.stdout).toContain('hello');
    });

    test('fail user1 when it writes to topic1', async () => {
      expect(textOf(await produce('user1', 'topic1', 'no'))).toContain('TopicAuthorizationException');
    });

    test('fail user1 when it reads as a member of another group', async () => {
      expect(textOf(await consume('user1', 'topic1', 'other'))).toContain('GroupAuthorizationException');
    });

    test('fail user1 when it reads another topic', async () => {
      expect(textOf(await consume('user1', 'my-topic', 'user1'))).toContain('TopicAuthorizationException');
    });

    test('let client write and read my-topic', async () => {
      expect((await produce('client', 'my-topic', 'mine')).code).toBe(0);
      expect((await consume('client', 'my-topic', 'client')).stdout).toContain('mine');
    });
  });
}
