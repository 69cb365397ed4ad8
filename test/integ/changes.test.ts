import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { OPERATIONS } from '../../model/resources/acl-violations';
import { TOPIC_CONFIGURATION } from '../../model/resources/topic-configuration';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { judge } from '../../proof/verification/delivery-verifier';
import { Load } from '../../proof/workload/load';
import { administrator } from '../../runtime/kafka/kafka-admin';
import { until } from '../../runtime/wait';
import { FILES } from '../../runtime/credentials/client-files';
import { Checkout } from './support/checkout';
import { expectSuccess, textOf } from './support/outcome';
import { recordsOf, write } from './support/records';
import { runTool } from './support/tool';

/** A small cluster of three brokers on one ZooKeeper node, whose servers, topics, users and rights change. */
const NAME = 'iroll';
const RESOURCES = `${NAME}-resources`;
const TOPIC = 'roll';
const PARTITIONS = 3;

jest.setTimeout(900_000);

let checkout: Checkout;
let kafka: Kafka;
let admin: Admin;

const declare = (change: (main: string) => string): void => {
  const file = checkout.path('main.ts');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
};
const deploy = async (): Promise<void> => {
  expectSuccess(await checkout.npm('deploy'));
};

beforeAll(async () => {
  checkout = await Checkout.make(NAME, 27_092);
  // What watches, and what shows, is not of the servers' stack.
  checkout.environment['KAFKA_MONITORING'] = 'off';
  checkout.environment['KAFKA_CONSOLE'] = 'off';
  mkdirSync(checkout.path('out'), { recursive: true });
  declare((main) => main.replace('nodes: 3', 'nodes: 1'));
  await deploy();
  kafka = await administrator(checkout.manifest, checkout.path('out', 'clients'));
  admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      {
        topic: TOPIC,
        numPartitions: PARTITIONS,
        replicationFactor: 3,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
});

afterAll(async () => {
  await admin.disconnect();
  await checkout.removeEverything();
  checkout.removeFolder();
});

/** SHA-256 of the certificate that each broker serves. */
const certificates = (): Promise<readonly string[]> =>
  Promise.all(
    checkout.manifest.brokers.map(async ({ advertised }) => {
      const { hostname: host, port } = new URL(`tls://${advertised['MTLS'] ?? ''}`);
      const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    }),
  );

test('a change of every server and its certificate replaces them one at a time, ZooKeeper first, and loses no acknowledged record', async () => {
  const before = await checkout.containers();
  const served = await certificates();
  const load = new Load(kafka, TOPIC, PARTITIONS);
  const inSync: number[] = [];
  const watching = new AbortController();
  const watched = (async (): Promise<void> => {
    while (!watching.signal.aborted) {
      const views = await until(() => viewPartitions(admin, [TOPIC]), { within: '30s', awaiting: 'an answer' });
      inSync.push(...views.map(({ isr }) => isr.length));
    }
  })();
  try {
    declare((main) =>
      main.replace('  brokers: 3,', "  brokers: 3,\n  labels: { generation: '2' },\n  certificateVersion: 2,"),
    );
    await deploy();
  } finally {
    watching.abort();
    await watched;
    await load.stop();
  }

  const after = (await checkout.containers()).filter(({ Labels }) => Labels['generation'] === '2');
  const made = [...after].sort((a, b) => a.Created - b.Created).map(({ Names }) => Names[0]?.slice(1));
  expect(made[0]).toBe(`${NAME}-zookeeper-1`);
  expect(made).toHaveLength(4);
  expect(after.filter(({ Id }) => before.some((old) => old.Id === Id))).toEqual([]);
  expect(Math.min(...inSync)).toBeGreaterThanOrEqual(2);
  expect((await certificates()).filter((certificate) => served.includes(certificate))).toEqual([]);

  const reads = await recordsOf(kafka, TOPIC);
  const judgement = judge(load.sends, reads);
  expect(judgement.acknowledged).toBeGreaterThan(1_000);
  expect(judgement.offences).toEqual([]);
});

/** Changes that Terraform plans for the declared resources, and addresses that it moves; it must be synthesized already. */
async function planned(): Promise<{ readonly changes: readonly string[]; readonly moves: readonly string[] }> {
  const file = checkout.path('out', 'resources.plan');
  const passwords = `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
  const { code, stderr } = await checkout.terraform(RESOURCES, 'plan', `-out=${file}`, passwords);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { stdout } = await checkout.terraform(RESOURCES, 'show', '-json', file);
  const { resource_changes: all = [] } = JSON.parse(stdout) as { readonly resource_changes?: readonly PlannedChange[] };
  return {
    changes: all
      .filter(({ change }) => change.actions.join() !== 'no-op')
      .map(({ address, change }) => `${change.actions.join()} ${address}`),
    moves: all.flatMap(({ address, previous_address: from }) => (from === undefined ? [] : [`${from} to ${address}`])),
  };
}

interface PlannedChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly change: { readonly actions: readonly string[] };
}

async function synthesize(): Promise<void> {
  expectSuccess(await checkout.npm('synth'));
}

describe('a topic with records in it', () => {
  const VALUES = Array.from({ length: 300 }, (_, index) => `before ${index}`);
  const valuesIn = async (topic: string): Promise<readonly string[]> =>
    (await recordsOf(kafka, topic)).map(({ value }) => value).sort();

  beforeAll(() => write(kafka, 'my-topic', VALUES));

  test('is not touched when its construct is renamed, stands elsewhere in the file, and another one is declared before it', async () => {
    declare((main) =>
      main
        .replace("'Resources', { cluster: kafka }", "'Renamed', { cluster: kafka }")
        .replace(
          /(const myTopic = .*\n)(const topic1 = .*\n)/,
          "resources.addTopic('a-first', { partitions: 1 });\n$2resources.addTopic('between', { partitions: 1 });\n$1",
        ),
    );
    await synthesize();
    expect(await planned()).toEqual({
      changes: [`create kafka_topic.${NAME}-a-first`, `create kafka_topic.${NAME}-between`],
      moves: [],
    });
  });

  test('is destroyed when the state has it at another address, and is moved instead when its declaration says from where', async () => {
    const mine = `kafka_topic.${NAME}-my-topic`;
    expect((await checkout.terraform(RESOURCES, 'state', 'mv', mine, 'kafka_topic.legacy')).code).toBe(0);
    expect((await planned()).changes).toEqual(
      expect.arrayContaining([`create ${mine}`, `delete kafka_topic.legacy`]) as unknown,
    );

    declare((main) =>
      main.replace('replicationFactor: 2 }', "replicationFactor: 2, movedFrom: 'kafka_topic.legacy' }"),
    );
    await synthesize();
    expect(await planned()).toEqual({
      changes: [`create kafka_topic.${NAME}-a-first`, `create kafka_topic.${NAME}-between`],
      moves: [`kafka_topic.legacy to ${mine}`],
    });
    await deploy();
  });

  test('is not made anew for fewer partitions: the plan ends in an error, and nothing has changed', async () => {
    const partitions = (count: number) => (main: string) =>
      main.replace(/('my-topic', \{ partitions: )\d+/, `$1${count}`);
    declare(partitions(2));
    await synthesize();
    const passwords = `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`;
    const outcome = await checkout.terraform(RESOURCES, 'plan', passwords);
    expect(outcome.code).toBe(1);
    expect(textOf(outcome)).toContain('prevent_destroy');
    // The reason is also in what a failed deployment says, which is cut from a long output.
    const deployment = await checkout.npm('deploy');
    expect(deployment.code).toBe(1);
    expect(textOf(deployment)).toMatch(
      /Terraform’s errors:\n.*\| kafka_topic\.\S*my-topic: Instance cannot be destroyed\n/,
    );
    declare(partitions(3));
    await synthesize();
  });

  test('has all of them afterwards', async () => {
    expect(await valuesIn('my-topic')).toEqual([...VALUES].sort());
    expect(await planned()).toEqual({ changes: [], moves: [] });
  });
});

/** Kafka's own tool as a user, who is found in `$1` and the brokers in `$2`; what it printed. */
async function tool(user: string, listener: string, script: string): Promise<string> {
  const folder = checkout.path('out', 'clients', user);
  const outcome = await runTool(checkout, {
    network: 'host',
    clientFolder: folder,
    command: [
      ...['env', 'PATH=/opt/kafka/bin:/opt/java/openjdk/bin:/usr/bin:/bin', 'sh', '-c', script, 'sh'],
      path.join(folder, FILES.properties),
      checkout.manifest.brokers.map(({ advertised }) => advertised[listener]).join(','),
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
    declare((main) =>
      main
        .replace(
          /^import \{\n/m,
          `import { OPERATIONS } from './model/resources/acl-violations';
import { type AclResourceType, Principal, QuotaEntity, Size } from './constructs';
import {
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
    await deploy();
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
    const oneRight = { user: 'one-right', name: 'team-', pattern: 'PREFIXED', permission: 'DENY', right: 'GROUP READ' };
    // As Kafka compares an address: by Java's text of it.
    const hosts = ['192.0.2.7', '2001:db8:0:0:0:0:0:7'];
    expect(
      rules.filter(({ user }) => user === 'one-right').sort((one, other) => (one.host < other.host ? -1 : 1)),
    ).toEqual(hosts.map((host) => ({ ...oneRight, host })));
    expect([...shown.matchAll(/^ {2}([\w.]+)=\S* sensitive=/gm)].map(([, name]) => name).sort()).toEqual(
      [...TOPIC_CONFIGURATION].sort(),
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
    expect(await checkout.pendingPlans()).toEqual({});
  });
});

describe('a cluster that stands already, for an app that declares no server', () => {
  const PASSWORD = randomBytes(18).toString('base64url');
  const stack = (): string => checkout.path('existing.out', 'stacks', 'resources');
  const variables = (): string => `-var-file=${checkout.path('out', 'secrets', 'existing.tfvars.json')}`;
  const existing = async (...args: string[]): Promise<void> => {
    expectSuccess(await checkout.terraformIn(stack(), ...args));
  };
  const synthesizeExisting = async (): Promise<void> => {
    expect(await checkout.run('node', ['--import', 'tsx', 'existing.ts'])).toMatchObject({ code: 0 });
  };
  const servers = (listener: string): readonly string[] =>
    checkout.manifest.brokers.flatMap(({ advertised }) => advertised[listener] ?? []);

  beforeAll(async () => {
    const options = {
      bootstrapServers: servers('MTLS'),
      administratorFolder: checkout.path('out', 'clients', 'admin'),
    };
    writeFileSync(
      checkout.path('existing.ts'),
      `
import { App } from 'cdktf';
import { existingCluster } from './examples/existing-cluster';

const app = new App({ outdir: 'existing.out' });
existingCluster(app, ${JSON.stringify(options)});
app.synth();
`,
    );
    writeFileSync(
      checkout.path('out', 'secrets', 'existing.tfvars.json'),
      JSON.stringify({ passwords: { billing: PASSWORD } }),
      { mode: 0o600 },
    );
    await synthesizeExisting();
    await existing('init', '-input=false');
    await existing('apply', '-auto-approve', variables());
  });

  test('gets a topic and a user, who logs in and reads what is written to it', async () => {
    await write(kafka, 'orders', ['an order']);
    const ca = readFileSync(checkout.path('out', 'clients', 'admin', FILES.ca), 'utf8');
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
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('keeps the servers when what the app declares is destroyed, and a topic until it says that this is meant', async () => {
    const refused = await checkout.terraformIn(stack(), 'destroy', '-auto-approve', variables());
    expect(refused.code).toBe(1);
    expect(textOf(refused)).toContain('prevent_destroy');
    expect(await admin.listTopics()).toContain('orders');

    const file = checkout.path('examples', 'existing-cluster.ts');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace("addTopic('orders', {", "addTopic('orders', { data: 'destroy',"),
    );
    await synthesizeExisting();
    await existing('destroy', '-auto-approve', variables());
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(['my-topic', 'topic1']) as unknown);
    expect(await admin.listTopics()).not.toContain('orders');
  });
});

test('everything is destroyed without anyone waiting for anyone to come back', async () => {
  expectSuccess(await checkout.npm('destroy', '--volumes'));
  expect(await checkout.containers()).toEqual([]);
});
