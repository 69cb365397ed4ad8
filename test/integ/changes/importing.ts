import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { CLIENT_FILES } from '../../../model/names/paths';
import { Checkout } from '../support/checkout';
import { expectSuccess, textOf } from '../support/outcome';
import { runTool } from '../support/tool';
import type { ChangingCluster } from './cluster';

/** What somebody has made by Kafka’s own tools is declared, and taken into a state. */
export function importTests(cluster: ChangingCluster): void {
  describe('what was made by hand', () => {
    const PASSWORD = 'made-by-hand';
    const MADE = `
      tool() { name=$1; shift; "$name.sh" --bootstrap-server "$BROKERS" --command-config "$CONFIG" "$@"; }
      tool kafka-topics --create --topic by.hand --partitions 2 --replication-factor 3 --config retention.ms=86400000 &
      tool kafka-acls --add --allow-principal User:by-hand --operation Read --topic by. \\
        --resource-pattern-type prefixed --allow-host 192.0.2.7 &
      tool kafka-acls --add --deny-principal 'User:a|b' --operation Write --topic by.hand &
      tool kafka-configs --alter --entity-type users --entity-name by-hand \\
        --add-config 'SCRAM-SHA-512=[iterations=4096,password=${PASSWORD}]' &
      tool kafka-configs --alter --entity-type clients --entity-name by-hand --add-config producer_byte_rate=1048576 &
      wait`;
    const servers = (listener: string): readonly string[] =>
      cluster.checkout.manifest.brokers.flatMap(({ advertised }) => advertised[listener] ?? []);
    /** Topics of the tests before are nobody's either. */
    const undeclared = async (): Promise<readonly string[]> => {
      const { topics } = cluster.checkout.manifest;
      const declared = topics.map(({ name }) => name);
      return (await cluster.admin.listTopics()).filter((name) => !name.startsWith('__') && !declared.includes(name));
    };
    const administrator = (): string => cluster.checkout.path('out', 'clients', 'admin');
    const variables = (): string => `-var-file=${cluster.checkout.path('out', 'secrets', 'imported.tfvars.json')}`;
    const stack = (app = 'imported'): string => cluster.checkout.path(`${app}.out`, 'stacks', 'imported');
    const terraform = (...args: string[]): ReturnType<typeof cluster.checkout.terraformIn> =>
      cluster.checkout.terraformIn(stack(), ...args);

    /** An app of its own, as for a cluster that something else runs; what it declares is in a file of its name. */
    async function synthesize(importExisting: boolean, app = 'imported'): Promise<void> {
      const attributes = { name: 'by-hand', bootstrapServers: servers('MTLS'), brokerCount: 3 };
      writeFileSync(
        cluster.checkout.path(`${app}.ts`),
        `
import { App, TerraformStack } from 'cdktf';
import { KafkaCluster } from './constructs';
import { ImportedResources } from './${app}-resources';

const app = new App({ outdir: '${app}.out' });
const stack = new TerraformStack(app, 'imported');
const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', ${JSON.stringify(attributes)});
const administratorFolder = ${JSON.stringify(administrator())};
new ImportedResources(stack, 'Imported', { cluster, administratorFolder, importExisting: ${String(importExisting)} });
app.synth();
`,
      );
      expect(await cluster.checkout.run('node', ['--import', 'tsx', `${app}.ts`])).toMatchObject({ code: 0 });
    }

    beforeAll(async () => {
      const made = await runTool(cluster.checkout, {
        network: 'host',
        clientFolder: administrator(),
        command: [
          ...['env', 'PATH=/opt/kafka/bin:/opt/java/openjdk/bin:/usr/bin:/bin'],
          `CONFIG=${path.join(administrator(), CLIENT_FILES.properties)}`,
          `BROKERS=${servers('MTLS').join(',')}`,
          ...['sh', '-c', MADE],
        ],
      });
      expectSuccess(made);
      const passwords = { passwords: { 'by-hand': 'another one than the user has' } };
      writeFileSync(cluster.checkout.path('out', 'secrets', 'imported.tfvars.json'), JSON.stringify(passwords), {
        mode: 0o600,
      });
    });

    test('is declared by a file that a command writes, once', async () => {
      expectSuccess(await cluster.checkout.npm('import'));
      const text = readFileSync(cluster.checkout.path('imported-resources.ts'), 'utf8');
      expect([...text.matchAll(/this\.add\w+/g)].map(([call]) => call)).toEqual([
        ...(await undeclared()).map(() => 'this.addTopic'),
        ...['this.addUser', 'this.addAcl', 'this.addAcl', 'this.addQuota'],
      ]);
      const again = await cluster.checkout.npm('import');
      expect(again.code).toBe(1);
      expect(textOf(again)).toContain('[ImportFileTaken]');
    });

    test('is declared with everything else from an address alone, in a checkout that knows nothing of the cluster, and imported without a change', async () => {
      const stranger = await Checkout.copyOf(cluster.checkout);
      try {
        const address = ['--bootstrap-server', servers('MTLS').join(','), '--administrator', administrator()];
        const written = await stranger.npm('import', ...address);
        expectSuccess(written);
        const text = readFileSync(stranger.path('imported-resources.ts'), 'utf8');
        const { topics, users } = cluster.checkout.manifest;
        const scram = users.filter(({ authentication }) => authentication === 'scram');
        for (const name of [...topics, ...scram].map((each) => each.name)) {
          expect(text).toContain(`'${name}'`);
        }
        writeFileSync(cluster.checkout.path('all-resources.ts'), text);
        await synthesize(true, 'all');
        expectSuccess(await cluster.checkout.terraformIn(stack('all'), 'init', '-input=false'));
        const planned = await cluster.checkout.terraformIn(stack('all'), 'plan', '-no-color', variables());
        expectSuccess(planned);
        const [, imports, added] = /Terraform then imports (\d+), and adds (\d+) /.exec(textOf(written)) ?? [];
        expect(textOf(planned)).toContain(`Plan: ${imports} to import, ${added} to add, 0 to change, 0 to destroy.`);
      } finally {
        stranger.removeFolder();
      }
    });

    test('is taken into a state as it is, with the import blocks that are written for it, and nothing is left to be planned', async () => {
      await synthesize(true);
      expectSuccess(await terraform('init', '-input=false'));
      const planned = await terraform('plan', '-no-color', '-out=imports', variables());
      expectSuccess(planned);
      // The kafka provider imports no quota, and no rule with | in a name.
      const imported = (await undeclared()).length + 2;
      expect(textOf(planned)).toContain(`Plan: ${imported} to import, 2 to add, 0 to change, 0 to destroy.`);
      expectSuccess(await cluster.checkout.applySavedIn(stack(), 'imports', '-no-color', variables()));
      expect(await terraform('plan', '-detailed-exitcode', variables())).toMatchObject({ code: 0 });
      await synthesize(false);
      expect(await terraform('plan', '-detailed-exitcode', variables())).toMatchObject({ code: 0 });
    });

    test('keeps the password that a user has, whatever the passwords file says', async () => {
      const ca = readFileSync(path.join(administrator(), CLIENT_FILES.ca), 'utf8');
      const sasl = { mechanism: 'scram-sha-512', username: 'by-hand', password: PASSWORD } as const;
      const admin = new Kafka({
        brokers: [...servers('SCRAM')],
        ssl: { ca },
        sasl,
        logLevel: logLevel.NOTHING,
      }).admin();
      await admin.connect();
      await admin.disconnect();
    });
  });
}
