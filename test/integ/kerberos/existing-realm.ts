import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LABELS } from '../../../model/names/names';
import { CLIENT_FILES } from '../../../model/names/paths';
import { Checkout } from '../support/checkout';
import { expectSuccess, textOf } from '../support/outcome';
import { runTool } from '../support/tool';
import { READ, REALM, type RealmCluster } from './cluster';
import { IssuerContainer } from './token-issuer';

/** Volume with the keytabs that are provided from a realm that stands already. */
const PROVIDED = 'guest-provided';

/** Version of Kafka that the cluster has on KRaft, where another one than the default's is asked for: `GUEST_KAFKA=4.4.0`. */
const VERSION = process.env['GUEST_KAFKA'];
const METADATA =
  VERSION === undefined
    ? 'metadata: Metadata.zooKeeper({ nodes: 1 })'
    : `metadata: Metadata.kraft({ combined: true }), version: KafkaVersion.of('${VERSION}')`;

/** A cluster that takes tickets of a realm that stands already. */
const guest = (kdc: string): string => `
import { readFileSync } from 'node:fs';
import { App, TerraformStack } from 'cdktf';
import {
  Authentication, KafkaBase, KafkaCluster, KafkaResources, KafkaVersion, KerberosRealm, Listener, Metadata,
  TokenIssuer, UserLogin,
} from './constructs';
import { settings } from './settings';

const { images, data, onIssued, gate } = settings();
const app = new App();
const realm = KerberosRealm.existing({ realm: '${REALM}', kdcs: ['${kdc}'], keytabs: '${PROVIDED}' });
const issuer = TokenIssuer.online({
  issuer: 'https://guest-issuer',
  audiences: ['guest'],
  jwksUrl: 'https://guest-issuer:8443/jwks',
  tokenUrl: 'https://guest-issuer:8443/token',
  authority: readFileSync('issuer/ca.pem', 'utf8'),
});
const cluster = new KafkaCluster(new TerraformStack(app, 'guest-cluster'), 'Kafka', {
  name: 'guest',
  brokers: 1,
  ${METADATA},
  listeners: [
    Listener.published('mtls', { firstHostPort: 27492, authentication: Authentication.mutualTls() }),
    Listener.published('sasl', { firstHostPort: 27392, authentication: Authentication.gssapi(realm) }),
    Listener.published('tokens', { firstHostPort: 27592, authentication: Authentication.oauthBearer(issuer) }),
    Listener.internal('tokens-internal', { port: 9096, authentication: Authentication.oauthBearer(issuer) }),
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
orders.grantProduce(cluster.addUser('carol', UserLogin.oauthBearer()));
app.synth();
`;

/** A realm that somebody else runs: the cluster’s own serves as one. */
export function existingRealmTests(cluster: RealmCluster): void {
  describe('a realm that stands already', () => {
    const BROKER = `kafka/localhost@${REALM}`;
    let other: Checkout;
    let issuer: IssuerContainer;

    beforeAll(async () => {
      other = await Checkout.make('guest', 27_392, VERSION === undefined ? {} : { KAFKA_VERSION: VERSION });
      issuer = new IssuerContainer(other);
      await issuer.prepare();
      await other.engine.createVolume({ Name: PROVIDED });
    });

    afterAll(async () => {
      await issuer.remove();
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
      await issuer.start();
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
      expect(report).toContain('carol: not tried, since nobody else has its key');
    });

    test('a user is proven by tokens of the issuer that a program gives, and wrong ones are refused', async () => {
      const proven = await other.run('npm', ['run', '--silent', 'proof', '--', '--only', 'logins,identities'], {
        environment: { KAFKA_TOKEN_COMMAND: issuer.program },
      });
      expectSuccess(proven);
      const report = readFileSync(other.path('out', 'proof', 'report.json'), 'utf8');
      expect(report).toContain('carol logs in by OAUTHBEARER');
      expect(report).toContain('TOKENS: right and wrong tokens of the issuer were tried');
      const rows = readFileSync(other.path('out', 'proof', 'report.html'), 'utf8');
      for (const kind of ['expired', 'other-audience', 'other-issuer']) {
        expect(rows).toContain(`carol, with a token of the kind ${kind}`);
      }
    });

    test('a user gets its token by the secret in a file beside its own, and none by another secret', async () => {
      const folder = cluster.folderOf('carol', other);
      const produce = async (secret: string): Promise<string> => {
        writeFileSync(path.join(folder, CLIENT_FILES.clientSecret), `clientSecret=${secret}\n`, { mode: 0o600 });
        const outcome = await runTool(other, {
          network: 'guest-clients',
          clientFolder: folder,
          command: [
            'env',
            'KAFKA_OPTS=-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=https://guest-issuer:8443/token',
            '/opt/kafka/bin/kafka-console-producer.sh',
            ...['--bootstrap-server', 'guest-broker-1:9096', '--topic', 'orders'],
            ...['--producer.config', '/etc/kafka/client/internal/client.properties'],
            ...['--producer-property', 'max.block.ms=15000'],
          ],
          input: 'by carol\n',
        });
        return textOf(outcome);
      };
      expect(await produce('secret-of-carol')).not.toMatch(/ERROR|Exception/);
      expect(await cluster.kcat('alice', READ, other)).toContain('by carol');
      expect(await produce('a-wrong-one')).toMatch(/LoginException|KafkaException/);
    });
  });
}
