import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LABELS } from '../../../model/names/names';
import { CLIENT_FILES } from '../../../model/names/paths';
import { Checkout } from '../support/checkout';
import { expectSuccess, textOf } from '../support/outcome';
import { READ, REALM, type RealmCluster } from './cluster';

/** Volume with the keytabs that are provided from a realm that stands already. */
const PROVIDED = 'guest-provided';

/** A cluster that takes tickets of a realm that stands already. */
const guest = (kdc: string): string => `
import { App, TerraformStack } from 'cdktf';
import {
  Authentication, KafkaBase, KafkaCluster, KafkaResources, KerberosRealm, Listener, Metadata,
  UserLogin,
} from './constructs';
import { settings } from './settings';

const { images, data, onIssued, gate } = settings();
const app = new App();
const realm = KerberosRealm.existing({ realm: '${REALM}', kdcs: ['${kdc}'], keytabs: '${PROVIDED}' });
const cluster = new KafkaCluster(new TerraformStack(app, 'guest-cluster'), 'Kafka', {
  name: 'guest',
  brokers: 1,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', { firstHostPort: 27492, authentication: Authentication.mutualTls() }),
    Listener.published('sasl', { firstHostPort: 27392, authentication: Authentication.gssapi(realm) }),
  ],
  images,
  gate,
});
new KafkaBase(new TerraformStack(app, 'guest-base'), 'Base', { cluster, data, onIssued });
const resources = new KafkaResources(new TerraformStack(app, 'guest-resources'), 'Resources', { cluster });
const alice = cluster.addUser('alice', UserLogin.kerberos());
const orders = resources.addTopic('orders', { partitions: 1, replicationFactor: 1, allow: ['SingleReplica'] });
orders.grantProduce(alice);
orders.grantConsume(alice, { group: 'alice' });
app.synth();
`;

/** A realm that somebody else runs: the cluster’s own serves as one. */
export function existingRealmTests(cluster: RealmCluster): void {
  describe('a realm that stands already', () => {
    const BROKER = `kafka/localhost@${REALM}`;
    let other: Checkout;

    beforeAll(async () => {
      other = await Checkout.make('guest', 27_392);
      await other.engine.createVolume({ Name: PROVIDED });
    });

    afterAll(async () => {
      await other.remove();
      await other.engine.getVolume(PROVIDED).remove();
    });

    /** A keytab for the broker, in the volume that its cluster takes it from. */
    async function provide(keytab: Buffer): Promise<void> {
      const put = 'base64 -d >/keytabs/guest-broker-1.keytab';
      const { code, stderr } = await cluster.checkout.run(
        'docker',
        [
          ...['run', '--rm', '-i', '--network', 'none', '--volume', `${PROVIDED}:/keytabs`],
          ...['--entrypoint', 'sh', cluster.checkout.manifest.images.kerberos ?? '', '-c', put],
        ],
        { input: keytab.toString('base64') },
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }

    /** The KDC's address on the network that every container without one of its own is on, as a KDC elsewhere would have one. */
    async function reachableKdc(): Promise<string> {
      const bridge = cluster.checkout.engine.getNetwork('bridge');
      const kdc = cluster.checkout.engine.getContainer('kerberos-kdc');
      await bridge.connect({ Container: kdc.id });
      const { NetworkSettings } = await kdc.inspect();
      return `${NetworkSettings.Networks['bridge']?.IPAddress ?? ''}:21088`;
    }

    async function refusal(): Promise<string> {
      const outcome = await other.npm('deploy');
      expect(outcome.code).toBe(1);
      const roles = (await other.containers()).map(({ Labels }) => Labels[LABELS.role]);
      expect(roles.filter((role) => role === 'broker' || role === 'zookeeper')).toEqual([]);
      return textOf(outcome);
    }

    test('must answer: a deployment fails before there is a broker when none of its KDCs does, and says so', async () => {
      writeFileSync(other.path('main.ts'), guest('127.0.0.1:9'));
      await provide(await cluster.keytabOf(BROKER));
      expect(await refusal()).toMatch(
        /\[RealmSilent\] realm KAFKA\.EXAMPLE\.ORG: its KDC must answer .+; start it, or correct kdcs/,
      );
    });

    test('must take the broker’s key: a keytab of somebody else is refused, and so is a key that was changed since', async () => {
      writeFileSync(other.path('main.ts'), guest(await reachableKdc()));
      await provide(await cluster.keytabOf(`alice@${REALM}`));
      expect(await refusal()).toMatch(
        /\[KeytabWithoutKey\] guest-broker-1\.keytab: must be a keytab with a key of kafka\/localhost@/,
      );
      await provide(await cluster.keytabOf(BROKER));
      await cluster.inRealm('kadmin cpw -randkey "$1" || cat /tmp/log >&2', BROKER);
      expect(await refusal()).toMatch(
        /\[KeyRefused\] guest-broker-1\.keytab: the realm must take its key of .+; export it again/,
      );
    });

    test('lets its users in by tickets that they have got themselves, and nobody without one', async () => {
      await provide(await cluster.keytabOf(BROKER));
      expectSuccess(await other.npm('deploy'));
      expect(await other.pendingPlans()).toEqual({});

      expect(await cluster.kcat('alice', READ, other)).toMatch(/ERROR: Failed to query metadata/);
      expect(await cluster.produce('alice', CLIENT_FILES.properties, other)).toMatch(/LoginException/);

      const keytab = path.join(cluster.folderOf('alice', other), CLIENT_FILES.keytab);
      writeFileSync(keytab, await cluster.keytabOf(`alice@${REALM}`), { mode: 0o600 });
      const kinit = await cluster.asUser('alice', 'kinit', ['-k', '-t', keytab, `alice@${REALM}`], other);
      expect(textOf(kinit).trim()).toBe('');
      expect(await cluster.produce('alice', CLIENT_FILES.properties, other)).not.toMatch(/ERROR|Exception/);
      expect(await cluster.kcat('alice', READ, other)).toContain('by alice');
    });

    test('keeps its users’ keys, so that a proof leaves them out, and says so', async () => {
      expectSuccess(await other.npm('proof', '--only', 'logins,access'));
      const report = readFileSync(other.path('out', 'proof', 'report.json'), 'utf8');
      expect(report).toContain('alice: not tried, since nobody else has its key');
    });
  });
}
