import { readFileSync } from 'node:fs';
import type { Kafka } from 'kafkajs';
import type { ClusterStatus } from '../../cli/cluster-status';
import { Duration } from '../../model/units/duration';
import { certificatesIn } from '../../runtime/credentials/certificate';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { kafkaAs } from '../../runtime/kafka/kafka-client';
import { until } from '../../runtime/wait';
import { endServersTomorrow, servedCertificates } from '../integ/support/certificates';
import { textOf } from '../integ/support/outcome';
import { ChangingCluster, expectDelivered, expectNothingLost } from './support/changing-cluster';

jest.setTimeout(900_000);

const NAME = 'rotation';

const cluster = new ChangingCluster();
let brokers: Readonly<Record<string, string>>;
/** Where clients write by files of different times: each pair once. */
const TOPICS = [
  'scram1',
  'scram2',
  'scram3',
  'scram4',
  ...[0, 1, 2].flatMap((index) => ['a', 'b'].map((half) => `authority${index}${half}`)),
];

beforeAll(async () => {
  const user = "const user1 = resources.addUser('user1');";
  const topics = TOPICS.map((name) => `resources.addTopic('${name}', { partitions: 3 }).grantProduce(user1);`);
  await cluster.start(NAME, 18_392, {
    batches: 1,
    edits: [
      ['brokers: 3', 'brokers: 2'],
      [
        user,
        [user.replace("'user1'", "'user1', { login: UserLogin.scram({ passwordVersion: 1 }) }"), ...topics].join('\n'),
      ],
    ],
  });
  brokers = await cluster.brokers();
});
afterAll(() => cluster.remove());

/** Deploys, and kills that when something has come about. */
async function deployUntil(awaiting: string, condition: () => Promise<boolean>): Promise<void> {
  const deployment = cluster.checkout.start('npm', ['run', '--silent', 'deploy']);
  await until(condition, { within: Duration.seconds(120), awaiting, every: Duration.milliseconds(50) });
  deployment.kill();
  await deployment.ended;
}

/** Deploys, and kills that when certificates have been issued, and the brokers are about to be told. */
async function deployUntilIssued(): Promise<void> {
  const step = cluster.checkout.engine.getContainer(`${NAME}-keytool`);
  const { Id: before } = await step.inspect();
  await deployUntil('certificates to be issued', async () => {
    const { Id: id, State: state } = await step.inspect();
    return id !== before && state.Status === 'exited';
  });
}

const nodeId = async (): Promise<string> =>
  (await cluster.checkout.engine.getContainer(`${NAME}-zookeeper-1`).inspect()).Id;

test.each<[string, () => Promise<void>]>([
  [
    'whose version has risen',
    () => {
      cluster.declare('  brokers: 3,\n', '  brokers: 3,\n  certificateVersion: 2,\n');
      return Promise.resolve();
    },
  ],
  ['that end soon', () => endServersTomorrow(cluster.checkout)],
])('certificates %s are taken up by brokers that run, though the deployment was killed midway', async (_, begin) => {
  const [served, node] = [await servedCertificates(cluster.checkout), await nodeId()];
  await begin();
  await deployUntilIssued();
  await cluster.deploy();
  expect(await cluster.brokers()).toEqual(brokers);
  expect(await nodeId()).not.toBe(node);
  const now = await servedCertificates(cluster.checkout);
  expect(now.filter((certificate) => served.includes(certificate))).toEqual([]);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
});

test('a SCRAM user’s password is changed while clients with the former one and with the next one log in and write', async () => {
  const clients = cluster.checkout.path('out', 'clients');
  const asUser = (): Promise<Kafka> => kafkaAs('user1', clients, { retries: 0 });
  const logIn = async (kafka: Kafka): Promise<void> => {
    const admin = kafka.admin();
    await admin.connect().finally(() => quietly(admin.disconnect()));
  };
  const status = async (): Promise<readonly unknown[]> =>
    (JSON.parse((await cluster.checkout.npm('status', '--json')).stdout) as { readonly data: ClusterStatus }).data
      .passwords;
  const former = await asUser();
  const before = await cluster.startWriting({ kafkajs: 'scram1', java: 'scram2' }, 'user1');

  cluster.declare('passwordVersion: 1', 'passwordVersion: 2, keepFormerPassword: true');
  await deployUntil('the next password to be made', () =>
    Promise.resolve(
      readFileSync(cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json'), 'utf8').includes('user1#2'),
    ),
  );
  await cluster.deploy();
  const letIn = { user: 'user1', use: 'let in' };
  expect(await status()).toEqual([
    { ...letIn, version: 2, mechanism: 'SCRAM-SHA-256' },
    { ...letIn, version: 1, mechanism: 'SCRAM-SHA-512' },
  ]);
  const next = await asUser();
  await logIn(former);
  await logIn(next);
  const after = await cluster.startWriting({ kafkajs: 'scram3', java: 'scram4' }, 'user1');
  expectDelivered(await before.stop());

  cluster.declare('passwordVersion: 2, keepFormerPassword: true', 'passwordVersion: 2');
  await cluster.deploy();
  await expect(logIn(former)).rejects.toThrow(/[Aa]uthentication/);
  await logIn(next);
  expect(await cluster.checkout.pendingPlans()).toEqual({});
  expectDelivered(await after.stop());
});

const authorities = (phase: string): string =>
  `authorityVersions: { servers: { version: 2${phase} }, clients: { version: 2${phase} } },`;
const PHASES = [", former: 'signs'", ", former: 'trusted'", ''] as const;

test('the keys of both authorities are exchanged by three deployments, each killed midway, while clients follow one phase behind', async () => {
  let declared = '  reload,\n';
  for (const [index, phase] of PHASES.entries()) {
    cluster.declare(declared, `  reload,\n  ${authorities(phase)}\n`);
    declared = `  reload,\n  ${authorities(phase)}\n`;
    await deployUntilIssued();
    if (index === 0) {
      // Not everyone trusts the next one yet.
      cluster.declare(authorities(phase), authorities(PHASES[1]));
      expect(textOf(await cluster.checkout.npm('deploy'))).toContain('[CertificateNotTakenUp]');
      cluster.declare(authorities(PHASES[1]), authorities(phase));
    }
    await cluster.deploy();
    expect(await cluster.brokers()).toEqual(brokers);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    expectDelivered(await cluster.handOver({ kafkajs: `authority${index}a`, java: `authority${index}b` }));
  }
  const ca = certificatesIn(readFileSync(cluster.checkout.path('out', 'clients', 'admin', 'ca.pem'), 'utf8'));
  expect(ca.map(({ subject }) => subject)).toEqual([expect.stringContaining('cluster-ca-2')]);
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.samples).toBeGreaterThan(50);
});
