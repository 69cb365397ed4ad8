import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Kafka } from 'kafkajs';
import type { ClusterStatus } from '../../cli/status/cluster-status';
import { CLIENT_FILES } from '../../model/names/paths';
import { certificatesIn } from '../../runtime/credentials/certificate';
import { reasonOf } from '../../proof/workload/load';
import { type Credentials, readCredentials } from '../../runtime/credentials/client-conf';
import { clientFolder, kafkaAs, kafkaWith } from '../../runtime/kafka/kafka-client';
import { endServersTomorrow, servedCertificates } from '../integ/support/certificates';
import { expectSuccess, textOf } from '../integ/support/outcome';
import { ChangingCluster, expectDelivered, expectNothingLost } from './support/changing-cluster';
import { logIn, Newcomer } from './support/newcomer';
import { isTurnedAway, type Verdicts } from './support/two-writers';

jest.setTimeout(900_000);

const NAME = 'rotation';

const cluster = new ChangingCluster();
let brokers: Readonly<Record<string, string>>;
/** Of main.ts: what others of the cluster's props stand before. */
const PROPS = '  internalTopicPartitions: 10,\n';
/** Also of main.ts: users with PLAIN log in where those with SCRAM do. */
const PASSWORD_LISTENERS = `  listeners: [
    Listener.published('scram', { firstHostPort: scramPort, authentication: Authentication.anyOf(Authentication.scram(), Authentication.plain()) }),
    Listener.published('mtls', { firstHostPort: mtlsPort, authentication: Authentication.mutualTls() }),
    Listener.internal('scram-internal', { port: 9094, authentication: Authentication.anyOf(Authentication.scram(), Authentication.plain()) }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ],
`;
const LEGACY = "const legacy = resources.addUser('legacy', { login: UserLogin.plain() });";
/** Where clients write by files of different times: each pair once. */
const TOPICS = [
  'scram1',
  'scram2',
  'scram3',
  'scram4',
  ...[0, 1, 2].flatMap((index) => ['a', 'b'].map((half) => `authority${index}${half}`)),
];

const topicsOf = (names: readonly string[], writer: string): readonly string[] =>
  names.map((name) => `resources.addTopic('${name}', { partitions: 3 }).grantProduce(${writer});`);

beforeAll(async () => {
  const user = "const user1 = resources.addUser('user1');";
  const client = "const client = resources.addUser('client', { login: UserLogin.certificate() });";
  await cluster.start(NAME, 18_392, {
    batches: 1,
    edits: [
      ['brokers: 3', 'brokers: 2'],
      [
        user,
        [
          user.replace("'user1'", "'user1', { login: UserLogin.scram({ passwordVersion: 1 }) }"),
          ...topicsOf(TOPICS, 'user1'),
        ].join('\n'),
      ],
      [
        client,
        [
          ...[client, ...topicsOf(['certificate1', 'certificate2'], 'client')],
          ...[LEGACY, ...topicsOf(['plain1', 'plain2'], 'legacy')],
        ].join('\n'),
      ],
      [
        "import { App } from 'cdktf';",
        "import { App } from 'cdktf';\nimport { Authentication, Listener } from './constructs';",
      ],
      ['...{ scramPort, mtlsPort, data', '...{ data'],
      [PROPS, `${PASSWORD_LISTENERS}${PROPS}`],
    ],
  });
  brokers = await cluster.brokers();
});
afterAll(() => cluster.remove());

/** Deploys, and kills that when certificates have been issued, and the brokers are about to be told. */
async function deployUntilIssued(): Promise<void> {
  const step = cluster.checkout.engine.getContainer(`${NAME}-keytool`);
  const { Id: before } = await step.inspect();
  await cluster.deployUntil('certificates to be issued', async () => {
    const { Id: id, State: state } = await step.inspect();
    return id !== before && state.Status === 'exited';
  });
}

/** By the files that there are now, which are read once. */
const clientAs = (user: string): Promise<Kafka> =>
  kafkaAs(user, cluster.checkout.path('out', 'clients'), { retries: 0 });

/** What they say. */
const credentialsOf = (user: string): Promise<Credentials> =>
  readCredentials(path.join(clientFolder(cluster.checkout.path('out', 'clients'), user), CLIENT_FILES.kcat));

const status = async (): Promise<ClusterStatus> =>
  (JSON.parse((await cluster.checkout.npm('status', '--json')).stdout) as { readonly data: ClusterStatus }).data;

/** Each send of both was acknowledged, or it is not known; nothing of it was lost. */
function expectEverySend(verdicts: Verdicts): void {
  expectDelivered(verdicts);
  expect([verdicts.kafkajs.failed, verdicts.java.failed]).toEqual([0, 0]);
}

/** Of the first server that keeps the metadata. */
async function nodeId(): Promise<string> {
  const [first] = cluster.checkout.manifest.metadata.servers;
  return (await cluster.checkout.engine.getContainer(first?.container ?? '').inspect()).Id;
}

/** Brokers that run read their stores again. With controllers they are replaced: what connects them to each other opens its stores once. */
async function expectTakenUp(): Promise<void> {
  const now = await cluster.brokers();
  if (cluster.checkout.manifest.metadata.controllers === undefined) {
    expect(now).toEqual(brokers);
    return;
  }
  const former = Object.values(brokers);
  expect(Object.values(now).filter((id) => former.includes(id))).toEqual([]);
  brokers = now;
}

test.each<[string, () => Promise<void>]>([
  [
    'whose version has risen',
    () => {
      cluster.declare(PROPS, `  certificateVersion: 2,\n${PROPS}`);
      return Promise.resolve();
    },
  ],
  ['that end soon', () => endServersTomorrow(cluster.checkout)],
])(
  'certificates %s are taken up by brokers, which run on but on KRaft, though the deployment was killed midway',
  async (_, begin) => {
    const [served, node] = [await servedCertificates(cluster.checkout), await nodeId()];
    const newcomer = new Newcomer(await clientAs('user1'));
    await begin();
    await deployUntilIssued();
    await cluster.deploy();
    await newcomer.expectLetIn();
    await expectTakenUp();
    expect(await nodeId()).not.toBe(node);
    const now = await servedCertificates(cluster.checkout);
    expect(now.filter((certificate) => served.includes(certificate))).toEqual([]);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
  },
);

test('a user’s own certificate is issued anew, though the deployment was killed midway, while the user writes by the former one', async () => {
  const former = await clientAs('client');
  const newcomer = new Newcomer(former);
  const writers = await cluster.startWriting({ kafkajs: 'certificate1', java: 'certificate2' }, 'client');
  cluster.declare('UserLogin.certificate()', 'UserLogin.certificate({ certificateVersion: 2 })');
  await deployUntilIssued();
  await cluster.deploy();
  expect(await cluster.brokers()).toEqual(brokers);
  await newcomer.expectLetIn();
  await logIn(await clientAs('client'));
  expect(await cluster.checkout.pendingPlans()).toEqual({});
  expectEverySend(await writers.stop());
});

describe('a SCRAM user’s password', () => {
  const passwordsFile = (): string => cluster.checkout.path('out', 'secrets', 'passwords.tfvars.json');
  const passwords = (): Readonly<Record<string, string>> =>
    (JSON.parse(readFileSync(passwordsFile(), 'utf8')) as { readonly passwords: Record<string, string> }).passwords;

  test('is changed by two deployments, each killed midway, while clients with the former one and with the next one log in and write', async () => {
    const credentials = await credentialsOf('user1');
    const former = await clientAs('user1');
    const byFormer = new Newcomer(former);
    const before = await cluster.startWriting({ kafkajs: 'scram1', java: 'scram2' }, 'user1');

    cluster.declare('passwordVersion: 1', 'passwordVersion: 2, keepFormerPassword: true');
    await cluster.deployUntil('the next password to let in', async () => {
      const sasl = { mechanism: 'SCRAM-SHA-256', username: 'user1', password: passwords()['user1#2'] ?? '' };
      await logIn(kafkaWith({ ...credentials, sasl }, { retries: 0 }));
      return true;
    });
    const made = passwords()['user1#2'];
    await cluster.deploy();
    expect(passwords()['user1#2']).toBe(made);
    const letIn = { user: 'user1', use: 'let in' };
    expect((await status()).passwords).toEqual([
      { ...letIn, version: 2, mechanism: 'SCRAM-SHA-256' },
      { ...letIn, version: 1, mechanism: 'SCRAM-SHA-512' },
    ]);
    const next = await clientAs('user1');
    const byNext = new Newcomer(next);
    await adoptWithoutFormer();
    await byFormer.expectLetIn();
    const after = await cluster.startWriting({ kafkajs: 'scram3', java: 'scram4' }, 'user1');
    expectEverySend(await before.stop());

    cluster.declare('passwordVersion: 2, keepFormerPassword: true', 'passwordVersion: 2');
    await cluster.deployUntil('the former password to be refused', () =>
      logIn(former).then(
        () => false,
        (error: unknown) => /[Aa]uthentication/.test(String(error)),
      ),
    );
    await cluster.deploy();
    await expect(logIn(former)).rejects.toThrow(/[Aa]uthentication/);
    await byNext.expectLetIn();
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    expectEverySend(await after.stop());
  });

  /** A state that was lost is taken up, by who does not know the former password any more: nothing writes that, and nothing is in the way. */
  async function adoptWithoutFormer(): Promise<void> {
    const content = readFileSync(passwordsFile(), 'utf8');
    writeFileSync(passwordsFile(), JSON.stringify({ passwords: { ...passwords(), 'user1#1': 'not-known-any-more' } }));
    const state = cluster.checkout.path(`terraform.${NAME}-resources.tfstate`);
    renameSync(state, `${state}.lost`);
    expectSuccess(await cluster.checkout.npm('adopt', '--yes'));
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    writeFileSync(passwordsFile(), content);
  }
});

describe('a PLAIN user’s password', () => {
  /** What a broker says of one password, and of the other one of two of which it takes one. */
  const OPPOSITES = { refused: 'let in', 'let in': 'refused', nothing: 'nothing' } as const;

  /** What each broker says of them. */
  const saidOf = (credentials: Credentials): Promise<readonly (keyof typeof OPPOSITES)[]> =>
    Promise.all(
      credentials.bootstrap.map((address) =>
        logIn(kafkaWith({ ...credentials, bootstrap: [address] }, { retries: 0 })).then(
          () => 'let in' as const,
          (error: unknown) => (isTurnedAway(reasonOf(error)) ? ('refused' as const) : ('nothing' as const)),
        ),
      ),
    );

  const versionSeen = async (): Promise<unknown> => (await status()).credentials;

  test('is let in beside that of a second user, by whom clients go on; a next version is taken by one broker after the other, which then refuse the former one, though the deployment was killed midway', async () => {
    const byFirst = new Newcomer(await clientAs('legacy'));
    const before = await cluster.startWriting({ kafkajs: 'plain1', java: 'plain2' }, 'legacy');
    const second = [
      "const second = resources.addUser('legacy-2', { login: UserLogin.plain() });",
      ...topicsOf(['plain3', 'plain4'], 'second'),
    ];
    cluster.declare(LEGACY, [LEGACY, ...second].join('\n'));
    await cluster.deploy();
    const bySecond = new Newcomer(await clientAs('legacy-2'));
    const after = await cluster.startWriting({ kafkajs: 'plain3', java: 'plain4' }, 'legacy-2');
    await byFirst.expectLetIn();
    expectDelivered(await before.stop());

    const former = await credentialsOf('legacy');
    expect(await saidOf(former)).toEqual(['let in', 'let in']);
    cluster.declare(LEGACY, LEGACY.replace('plain()', 'plain({ passwordVersion: 2 })'));
    await cluster.deployUntil('one broker to take the next password, and the other the former one', async () => {
      const said = await saidOf(former);
      return said.includes('refused') && said.includes('let in');
    });
    expectSuccess(await cluster.checkout.npm('clients'));
    const next = await credentialsOf('legacy');
    expect(await saidOf(next)).toEqual((await saidOf(former)).map((said) => OPPOSITES[said]));
    const others = { holder: 'legacy-2', kind: 'password', version: 1, use: 'in use' };
    expect(await versionSeen()).toEqual([
      { holder: 'legacy', kind: 'password', version: 2, use: 'not taken up' },
      others,
    ]);

    await cluster.deploy();
    expect([await saidOf(former), await saidOf(next)]).toEqual([
      ['refused', 'refused'],
      ['let in', 'let in'],
    ]);
    expect(await versionSeen()).toEqual([{ holder: 'legacy', kind: 'password', version: 2, use: 'in use' }, others]);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    await bySecond.expectLetIn();
    expectDelivered(await after.stop());
    brokers = await cluster.brokers();
  });
});

const authorities = (phase: string): string =>
  `authorityVersions: { servers: { version: 2${phase} }, clients: { version: 2${phase} } },`;
const PHASES = [", former: 'signs'", ", former: 'trusted'", ''] as const;

test('the keys of both authorities are exchanged by three deployments, each killed midway, while clients follow one phase behind', async () => {
  const { tls: former } = await credentialsOf('client');
  let declared = PROPS;
  for (const [index, phase] of PHASES.entries()) {
    const newcomers = [new Newcomer(await clientAs('user1')), new Newcomer(await clientAs('client'))];
    cluster.declare(declared, `${PROPS}  ${authorities(phase)}\n`);
    declared = `${PROPS}  ${authorities(phase)}\n`;
    await deployUntilIssued();
    if (index === 0) {
      // Not everyone trusts the next one yet.
      cluster.declare(authorities(phase), authorities(PHASES[1]));
      expect(textOf(await cluster.checkout.npm('deploy'))).toContain('[CertificateNotTakenUp]');
      // Terraform has removed the step's container for that.
      expect((await status()).certificates).not.toEqual([]);
      cluster.declare(authorities(PHASES[1]), authorities(phase));
    }
    await cluster.deploy();
    await expectTakenUp();
    expect(await cluster.checkout.pendingPlans()).toEqual({});
    expectEverySend(await cluster.handOver({ kafkajs: `authority${index}a`, java: `authority${index}b` }));
    await Promise.all(newcomers.map((newcomer) => newcomer.expectLetIn()));
  }
  const ca = certificatesIn(readFileSync(cluster.checkout.path('out', 'clients', 'admin', 'ca.pem'), 'utf8'));
  expect(ca.map(({ subject }) => subject)).toEqual([expect.stringContaining('cluster-ca-2')]);
  // It trusts the brokers: what they refuse is whom the former authority has signed.
  const now = await credentialsOf('client');
  const tls = { ca: now.tls?.ca ?? '', certificate: former?.certificate, key: former?.key };
  await logIn(kafkaWith(now, { retries: 0 }));
  await expect(logIn(kafkaWith({ ...now, tls }, { retries: 0 }))).rejects.toThrow(
    /alert (certificate unknown|unknown ca|bad certificate)/,
  );
});

test('nothing that was acknowledged was lost, nothing was refused, and never was there too little', async () => {
  await expectNothingLost(cluster);
  expect(cluster.samples).toBeGreaterThan(50);
});
