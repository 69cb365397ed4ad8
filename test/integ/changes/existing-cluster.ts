import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import { CLIENT_FILES } from '../../../model/names/paths';
import { edited } from '../support/edited';
import { expectSuccess, textOf } from '../support/outcome';
import { recordsOf, write } from '../support/records';
import type { ChangingCluster } from './cluster';

/** An app without servers declares what is to be on a cluster of somebody else’s. */
export function existingClusterTests(cluster: ChangingCluster): void {
  describe('a cluster that stands already, for an app that declares no server', () => {
    const PASSWORD = randomBytes(18).toString('base64url');
    const stack = (): string => cluster.checkout.path('existing.out', 'stacks', 'resources');
    const variables = (): string => `-var-file=${cluster.checkout.path('out', 'secrets', 'existing.tfvars.json')}`;
    const existing = async (...args: string[]): Promise<void> => {
      expectSuccess(await cluster.checkout.terraformIn(stack(), ...args));
    };
    const synthesizeExisting = async (): Promise<void> => {
      expect(await cluster.checkout.run('node', ['--import', 'tsx', 'existing.ts'])).toMatchObject({ code: 0 });
    };
    const servers = (listener: string): readonly string[] =>
      cluster.checkout.manifest.brokers.flatMap(({ advertised }) => advertised[listener] ?? []);

    beforeAll(async () => {
      const options = {
        bootstrapServers: servers('MTLS'),
        administratorFolder: cluster.checkout.path('out', 'clients', 'admin'),
      };
      writeFileSync(
        cluster.checkout.path('existing.ts'),
        `
import { App } from 'cdktf';
import { existingCluster } from './examples/existing-cluster';

const app = new App({ outdir: 'existing.out' });
existingCluster(app, ${JSON.stringify(options)});
app.synth();
`,
      );
      writeFileSync(
        cluster.checkout.path('out', 'secrets', 'existing.tfvars.json'),
        JSON.stringify({ passwords: { billing: PASSWORD } }),
        { mode: 0o600 },
      );
      await synthesizeExisting();
      await existing('init', '-input=false');
      await existing('apply', '-auto-approve', variables());
    });

    test('gets a topic and a user, who logs in and reads what is written to it', async () => {
      await write(cluster.kafka, 'orders', ['an order']);
      const ca = readFileSync(cluster.checkout.path('out', 'clients', 'admin', CLIENT_FILES.ca), 'utf8');
      const billing = new Kafka({
        brokers: [...servers('SCRAM')],
        ssl: { ca },
        sasl: { mechanism: 'scram-sha-512', username: 'billing', password: PASSWORD },
        logLevel: logLevel.NOTHING,
      });
      expect((await recordsOf(billing, 'orders', 'billing')).map(({ value }) => value)).toEqual(['an order']);
    });

    test('leaves nothing to be planned, and what others declare as it is', async () => {
      await existing('plan', '-detailed-exitcode', variables());
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });

    test('keeps the servers when what the app declares is destroyed, and a topic until it says that this is meant', async () => {
      const refused = await cluster.checkout.terraformIn(stack(), 'destroy', '-auto-approve', variables());
      expect(refused.code).toBe(1);
      expect(textOf(refused)).toContain('prevent_destroy');
      expect(await cluster.admin.listTopics()).toContain('orders');

      const file = cluster.checkout.path('examples', 'existing-cluster.ts');
      writeFileSync(
        file,
        edited(readFileSync(file, 'utf8'), "addTopic('orders', {", "addTopic('orders', { data: 'destroy',"),
      );
      await synthesizeExisting();
      await existing('destroy', '-auto-approve', variables());
      expect(await cluster.admin.listTopics()).toEqual(expect.arrayContaining(['my-topic', 'topic1']) as unknown);
      expect(await cluster.admin.listTopics()).not.toContain('orders');
    });
  });
}
