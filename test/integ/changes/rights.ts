import path from 'node:path';
import { OPERATIONS } from '../../../model/resources/acl-violations';
import { SettingDefinitions } from '../../../model/settings/setting-definitions';
import { KafkaVersion } from '../../../model/units/version';
import { CLIENT_FILES } from '../../../model/names/paths';
import { expectSuccess } from '../support/outcome';
import { runTool } from '../support/tool';
import type { ChangingCluster } from './cluster';

/** Quotas and rules come to a cluster that stands. */
export function rightsTests(cluster: ChangingCluster): void {
  /** Kafka's own tool as a user, who is found in `$1` and the brokers in `$2`; what it printed. */
  async function tool(user: string, listener: string, script: string): Promise<string> {
    const folder = cluster.checkout.path('out', 'clients', user);
    const outcome = await runTool(cluster.checkout, {
      network: 'host',
      clientFolder: folder,
      command: [
        ...['env', 'PATH=/opt/kafka/bin:/opt/java/openjdk/bin:/usr/bin:/bin', 'sh', '-c', script, 'sh'],
        path.join(folder, CLIENT_FILES.properties),
        cluster.checkout.manifest.brokers.map(({ advertised }) => advertised[listener]).join(','),
      ],
    });
    expectSuccess(outcome);
    return outcome.stdout;
  }

  describe('quotas, and rules of every kind', () => {
    /** Every operation of every resource type, as `TOPIC READ`. */
    const EVERY_RIGHT = Object.entries(OPERATIONS).flatMap(([type, operations]) =>
      operations.map((operation) => `${type} ${operation}`.toUpperCase()),
    );

    beforeAll(async () => {
      cluster.declare((main) =>
        main
          .replace(
            "import { App } from 'cdktf';\n",
            `import { App } from 'cdktf';
import { OPERATIONS } from './model/resources/acl-violations';
import { type AclResourceType, Principal, QuotaEntity, Size } from './constructs';
`,
          )
          .replace(
            'app.synth();',
            `
myTopic.grantDescribe(user1);
resources.addTopic('narrow', { partitions: 1 }).grantProduce(client);
resources.addQuota(QuotaEntity.user(client), { producePerSecond: Size.kibibytes(64) });
resources.addQuota(QuotaEntity.user(user1), { consumePerSecond: Size.mebibytes(2), requestPercentage: 150 });
resources.addQuota(QuotaEntity.everyUser(), { requestPercentage: 400 });
resources.addQuota(QuotaEntity.clientId('batch job'), { consumePerSecond: Size.mebibytes(1) });
resources.addQuota(QuotaEntity.everyClientId(), { requestPercentage: 300 });
for (const [type, operations] of Object.entries(OPERATIONS)) {
  for (const operation of operations) {
    const resourceType = type as AclResourceType;
    const resourceName = resourceType === 'Cluster' ? 'kafka-cluster' : 'any-name';
    resources.addAcl({ resourceType, resourceName, operation, principal: Principal.external('every-right') });
  }
}
for (const host of ['192.0.2.7', '2001:DB8::7']) {
  resources.addAcl({
    resourceType: 'Group',
    resourceName: 'team-',
    pattern: 'Prefixed',
    operation: 'Read',
    principal: Principal.external('one-right'),
    host,
    permission: 'Deny',
  });
}
app.synth();`,
          ),
      );
      await cluster.deploy();
    });

    test('are on the cluster as Kafka’s own tools show it, and no topic has a configuration that is unknown here', async () => {
      const shown = await tool(
        'admin',
        'MTLS',
        `
      kafka-acls.sh --bootstrap-server "$2" --command-config "$1" --list
      for entity in '--entity-type users' '--entity-type clients' '--entity-type topics --entity-name narrow --all'; do
        kafka-configs.sh --bootstrap-server "$2" --command-config "$1" --describe $entity
      done`,
      );
      const rules = shown.split('Current ACLs for resource').flatMap((part) => {
        const [, type = '', name = '', pattern = ''] =
          /resourceType=(\w+), name=(\S+), patternType=(\w+)/.exec(part) ?? [];
        return [...part.matchAll(/principal=User:(\S+), host=(\S+), operation=(\w+), permissionType=(\w+)/g)].map(
          ([, user = '', host = '', operation = '', permission = '']) => ({
            ...{ user, host, name, pattern, permission },
            right: `${type} ${operation}`.replaceAll('_', ''),
          }),
        );
      });
      expect(
        rules
          .filter(({ user }) => user === 'every-right')
          .map(({ right }) => right)
          .sort(),
      ).toEqual([...EVERY_RIGHT].sort());
      const oneRight = {
        user: 'one-right',
        name: 'team-',
        pattern: 'PREFIXED',
        permission: 'DENY',
        right: 'GROUP READ',
      };
      // As Kafka compares an address: by Java's text of it.
      const hosts = ['192.0.2.7', '2001:db8:0:0:0:0:0:7'];
      expect(
        rules.filter(({ user }) => user === 'one-right').sort((one, other) => (one.host < other.host ? -1 : 1)),
      ).toEqual(hosts.map((host) => ({ ...oneRight, host })));
      expect([...shown.matchAll(/^ {2}([\w.]+)=\S* sensitive=/gm)].map(([, name]) => name).sort()).toEqual(
        [...SettingDefinitions.of(KafkaVersion.V3_9_2).names('topic')].sort(),
      );
      expect(shown).toMatch(/user-principal 'client' are producer_byte_rate=65536\.0\n/);
      expect(shown).toMatch(/user-principal 'user1' are .*consumer_byte_rate=2097152\.0.*request_percentage=150\.0/);
      expect(shown).toMatch(/the default user-principal are request_percentage=400\.0/);
      expect(shown).toMatch(/client-id 'batch job' are consumer_byte_rate=1048576\.0/);
      expect(shown).toMatch(/the default client-id are request_percentage=300\.0/);
    });

    test('hold back a producer that has a quota, and no other', async () => {
      // More than the quota lets through in the ten seconds that Kafka looks back over, so that the broker must hold it back.
      const throttled = async (user: string): Promise<number> => {
        const printed = await tool(
          user,
          'MTLS',
          `kafka-producer-perf-test.sh --topic narrow --num-records 90 --record-size 10240 --throughput -1 \
          --producer.config "$1" --producer-props "bootstrap.servers=$2" --print-metrics`,
        );
        return Number(/produce-throttle-time-max:\{[^}]*\}\s*:\s*([\d.]+)/.exec(printed)?.[1]);
      };
      expect(await throttled('admin')).toBe(0);
      expect(await throttled('client')).toBeGreaterThan(0);
    });

    test('leave nothing to be planned', async () => {
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    });
  });
}
