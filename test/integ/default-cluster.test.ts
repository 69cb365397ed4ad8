import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LABELS } from '../../model/names/names';
import type { Report } from '../../proof/report/report';
import { allStacks } from '../../runtime/files/manifest-file';
import { FILES } from '../../runtime/credentials/client-files';
import { until } from '../../runtime/wait';
import { AFTER_CHANGES } from '../../cli/commands/prove';
import { ensurePackages, machine } from '../../bootstrap/packages';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome, textOf } from './support/outcome';
import { consoleTests } from './default-cluster/console';
import { engineSecrets } from './support/engine-secrets';
import { weaknesses } from './support/hardening';
import { findLeaks, type Secrets, unpackPlan } from './support/leaks';
import { runTool } from './support/tool';

const MINUTE = 60_000;
jest.setTimeout(10 * MINUTE);

/** Name of the stack of topics, users and rules. */
const RESOURCES = 'itest-resources';

let checkout: Checkout;
const password = `canary-${randomBytes(12).toString('hex')}`;

beforeAll(async () => {
  await ensurePackages([{ command: 'kcat', package: 'kcat', purpose: 'it judges beside the other clients' }], {
    machine: machine(),
  });
  checkout = await Checkout.make('itest', 29092);
  mkdirSync(checkout.path('out', 'secrets'), { recursive: true, mode: 0o700 });
  writeFileSync(
    checkout.path('out', 'secrets', 'passwords.tfvars.json'),
    JSON.stringify({ passwords: { user1: password } }),
    { mode: 0o600 },
  );
});

afterAll(() => checkout.remove());

const folderOf = (user: string): string => checkout.path('out', 'clients', user);

describe('bad input', () => {
  test('fails before anything is made when a host port is taken, and names the port and the way out', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(29093, '127.0.0.1', resolve));
    try {
      const outcome = await checkout.npm('deploy');
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toContain('[PortInUse] itest-broker-2: host port 29093 on 127.0.0.1 must be free');
      expect(textOf(outcome)).toContain('KAFKA_SCRAM_PORT=');
      expect(await checkout.containers()).toEqual([]);
      expect(await checkout.volumes()).toEqual([]);
    } finally {
      server.close();
    }
  });

  test('fails when a given passwords file lacks a user, and names the user', async () => {
    const file = checkout.path('out', 'secrets', 'empty.tfvars.json');
    writeFileSync(file, '{"passwords": {}}');
    const outcome = await checkout.npm('deploy', '--passwords', file);
    expect(outcome.code).toBe(1);
    expect(textOf(outcome)).toContain('[PasswordMissing] user user1: must have a password in');
    expect(await checkout.volumes()).toEqual([]);
  });
});

describe('npm start in a fresh clone', () => {
  let started: Outcome;

  test('ends with a running and proven cluster', async () => {
    started = await checkout.run('npm', ['start', '--silent']);
    expect(textOf(started)).toContain('expires on');
    const { checks, notUndone } = JSON.parse(
      readFileSync(checkout.path('out', 'proof', 'report.json'), 'utf8'),
    ) as Report;
    expect(
      checks.flatMap(({ name, verdict, violations }) => (verdict === 'pass' ? [] : [{ name, verdict, violations }])),
    ).toEqual([]);
    expect(notUndone).toEqual([]);
    expect(started.code).toBe(0);
  });

  test('says where Prometheus and the web console are, and why there is no Grafana where its image can’t be had', () => {
    const addresses = new Map(checkout.manifest.services.map(({ name, address }) => [name, address]));
    for (const name of ['Prometheus', 'Web console', ...(addresses.has('Grafana') ? ['Grafana'] : [])]) {
      expect(textOf(started)).toContain(`${name}: ${String(addresses.get(name))}`);
    }
    expect(textOf(started).includes('Grafana: left out, as no registry has answered')).toBe(!addresses.has('Grafana'));
    expect(existsSync(checkout.path('out', 'monitoring', 'prometheus.yml'))).toBe(true);
  });

  test('changes nothing when it is run again', async () => {
    const before = (await checkout.containers()).map(({ Id, Created }) => [Id, Created]);
    const outcome = await checkout.run('npm', ['start', '--silent']);
    expect(outcome.code).toBe(0);
    expect(textOf(outcome)).toContain('nothing to change');
    expect((await checkout.containers()).map(({ Id, Created }) => [Id, Created])).toEqual(before);
  });

  test('leaves plans that are empty in every stack', async () => {
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('publishes ports on the loopback address alone', async () => {
    const ports = (await checkout.containers()).flatMap(({ Ports }) => Ports.filter((port) => port.PublicPort > 0));
    // Two of each broker, Prometheus' and the web console's.
    expect(ports).toHaveLength(8);
    expect(new Set(ports.map(({ IP }) => IP))).toEqual(new Set(['127.0.0.1']));
  });
});

/** Kafka's own tools, one after the other, as the administrator. */
const asAdministrator = (...tools: readonly string[]): Promise<Outcome> => {
  const brokers = BROKERS.map((index) => addressOf('MTLS_INTERNAL', index)).join(',');
  const connected = `--bootstrap-server ${brokers} --command-config /etc/kafka/client/internal/${FILES.properties}`;
  return runTool(checkout, {
    network: checkout.manifest.networks.clients,
    clientFolder: folderOf('admin'),
    command: ['sh', '-ec', tools.map((tool) => `/opt/kafka/bin/${tool} ${connected}`).join('\n')],
  });
};

describe('a rule that somebody added by hand', () => {
  const RULE = '--allow-principal User:user1 --operation Write --topic my-topic';

  const ends = async (): Promise<string> => (await asAdministrator('kafka-get-offsets.sh --topic my-topic')).stdout;

  test('fails the proof, and is named with what it lets its user do, of which nothing stays in the topic', async () => {
    const before = await ends();
    expect(before).toMatch(/^my-topic:0:\d+$/m);
    expect((await asAdministrator(`kafka-acls.sh --add ${RULE}`)).code).toBe(0);
    try {
      const outcome = await checkout.npm('proof', '--only', 'access');
      expect(outcome.code).toBe(1);
      const report = JSON.parse(readFileSync(checkout.path('out', 'proof', 'report.json'), 'utf8')) as Report;
      const [access] = report.checks;
      expect(access?.violations.map(({ code, subject }) => ({ code, subject }))).toEqual([
        { code: 'RuleUndeclared', subject: 'rule User:user1 ALLOW WRITE on TOPIC LITERAL my-topic from *' },
        { code: 'AccessTooWide', subject: 'user1 on topic my-topic' },
      ]);
      expect(access?.evidence).toContain('client writes my-topic: allowed');
    } finally {
      expect((await asAdministrator(`kafka-acls.sh --remove --force ${RULE}`)).code).toBe(0);
    }
    expect(await ends()).toBe(before);
  });
});

describe('a proof that ends early', () => {
  /** Where the servers stand in their networks, and what is declared on the cluster. */
  const surroundings = async (): Promise<unknown> => {
    const names = [...checkout.manifest.brokers, ...checkout.manifest.zookeepers].map(({ container }) => container);
    const inspected = await Promise.all(names.map((name) => checkout.engine.getContainer(name).inspect()));
    const listed = await asAdministrator(
      'kafka-topics.sh --list',
      'kafka-acls.sh --list',
      'kafka-configs.sh --describe --entity-type users',
    );
    // A broker that has just come back is warned about on standard error.
    expectSuccess(listed);
    return {
      // In whatever order the tools list them.
      listed: listed.stdout
        .split('\n')
        .map((line) => line.trim())
        .sort(),
      containers: (await checkout.containers()).map(({ Names }) => Names).sort(),
      servers: inspected.map(({ State: { Running, Paused }, NetworkSettings: { Networks } }) => ({
        ...{ Running, Paused },
        networks: Object.entries(Networks).map(([network, { Aliases, IPAddress }]) => ({
          ...{ network, address: IPAddress },
          aliases: Aliases as unknown,
        })),
      })),
    };
  };

  /** Starts a proof, and waits until it has killed a broker. */
  const amidFault = async (): Promise<ReturnType<Checkout['start']>> => {
    // npm itself would end with 130 by Ctrl-C, whatever the proof ends with.
    const running = checkout.start('node', ['cli/run.mjs', 'proof', '--only', 'failover']);
    const containers = checkout.manifest.brokers.map(({ container }) => checkout.engine.getContainer(container));
    await until(
      async () => (await Promise.all(containers.map((c) => c.inspect()))).some(({ State }) => !State.Running),
      {
        within: '120s',
        awaiting: 'a broker that the proof has killed',
        every: '50ms',
      },
    );
    return running;
  };

  test.each([
    [
      'Ctrl-C',
      ({ interrupt }: ReturnType<Checkout['start']>): Promise<void> => {
        interrupt();
        return Promise.resolve();
      },
    ],
    [
      'the loss of its own tools',
      async (): Promise<void> => {
        const helpers = (await checkout.containers()).filter(({ Labels }) => Labels[LABELS.role] === 'proof');
        expect(helpers).not.toEqual([]);
        await Promise.all(helpers.map(({ Id }) => checkout.engine.getContainer(Id).remove({ force: true, v: true })));
      },
    ],
  ])('by %s amid a violation is not judged, and leaves everything as it was', async (_, end) => {
    const before = await surroundings();
    const running = await amidFault();
    await end(running);
    const outcome = await running.ended;
    expect({ code: outcome.code, text: outcome.code === 2 ? '' : textOf(outcome) }).toEqual({ code: 2, text: '' });
    // A broker that comes back before its old session has ended starts once more, and has no address meanwhile.
    let since: unknown;
    await until(
      async () => {
        since = await surroundings();
        return isDeepStrictEqual(since, before);
      },
      { within: '90s', awaiting: 'everything to be as it was' },
    ).catch(() => undefined);
    expect(since).toEqual(before);
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test(
    'is followed by one that proves all that npm start has not',
    async () => {
      expectSuccess(await checkout.npm('proof', '--skip', AFTER_CHANGES.join(',')));
      expect(await checkout.pendingPlans()).toEqual({});
    },
    20 * MINUTE,
  );
});

describe('from outside', () => {
  const servers = (): readonly { container: string; secrets: string }[] => [
    ...checkout.manifest.brokers.map(({ container }) => ({ container, secrets: '/etc/kafka/secrets' })),
    ...checkout.manifest.zookeepers.map(({ container }) => ({ container, secrets: '/etc/zookeeper/secrets' })),
  ];

  test('the containers of every server and service are as hardened as SECURITY.md says', async () => {
    const running = (await checkout.containers()).filter(({ State }) => State === 'running');
    const names = running.map(({ Names }) => (Names[0] ?? '').slice(1));
    expect(names).toEqual(
      expect.arrayContaining([
        ...servers().map(({ container }) => container),
        ...checkout.manifest.services.map(({ container }) => container),
      ]),
    );
    const withoutSecrets = ['itest-prometheus', 'itest-node-exporter'];
    for (const name of names) {
      const inspected = await checkout.engine.getContainer(name).inspect();
      expect({ name, weaknesses: weaknesses(inspected, !withoutSecrets.includes(name)) }).toEqual({
        name,
        weaknesses: [],
      });
    }
  });

  test('every server’s secrets are readable by its own user alone', async () => {
    for (const { container, secrets } of servers()) {
      const find = ['exec', container, 'find', secrets, '-type', 'f', '-perm', '/0077'];
      expect({ container, ...(await checkout.run('docker', find)) }).toEqual({
        container,
        code: 0,
        stdout: '',
        stderr: '',
      });
    }
  });

  test('no other container than the servers is on the network of the brokers and ZooKeeper', async () => {
    const network = (await checkout.engine.getNetwork(checkout.manifest.networks.backplane).inspect()) as {
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

  test.each(['SCRAM', 'MTLS'])(
    'fails TLS 1.0 and 1.1, and ciphers without forward secrecy, at %s',
    async (listener) => {
      const address = addressOf(listener, 0);
      const handshake = (...options: string[]): Promise<Outcome> =>
        checkout.run('openssl', ['s_client', '-connect', address, ...options]);
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

describe('the users’ files', () => {
  test('are readable by their owner alone', () => {
    for (const user of ['admin', 'client', 'user1']) {
      for (const file of [FILES.properties, FILES.kcat, FILES.ca]) {
        expect(statSync(path.join(folderOf(user), file)).mode & 0o777).toBe(0o600);
      }
      expect(statSync(folderOf(user)).mode & 0o777).toBe(0o700);
    }
  });

  test('are fetched again on a machine that has lost them', async () => {
    rmSync(checkout.path('out', 'clients'), { recursive: true });
    expect((await checkout.npm('clients')).code).toBe(0);
    expect(existsSync(path.join(folderOf('client'), FILES.key))).toBe(true);
  });
});

/** Each user with the published listener and the internal one that its files are for. */
const ACCESSES = [
  ['user1', 'SCRAM', 'SCRAM_INTERNAL'],
  ['client', 'MTLS', 'MTLS_INTERNAL'],
  ['admin', 'MTLS', 'MTLS_INTERNAL'],
] as const;

const BROKERS = [0, 1, 2];

function addressOf(listener: string, index: number): string {
  return checkout.manifest.brokers[index]?.advertised[listener] ?? 'none';
}

describe.each(ACCESSES)('%s', (user, outside, inside) => {
  test.each(BROKERS)('lists all brokers with kcat from outside at broker %#', async (index) => {
    const outcome = await checkout.run('kcat', [
      '-F',
      path.join(folderOf(user), FILES.kcat),
      '-X',
      `bootstrap.servers=${addressOf(outside, index)}`,
      '-L',
    ]);
    expect(textOf(outcome)).toContain('3 brokers:');
  });

  test.each(BROKERS)('lists all brokers with kcat from inside at broker %#', async (index) => {
    const outcome = await runTool(checkout, {
      network: checkout.manifest.networks.clients,
      clientFolder: folderOf(user),
      kcat: true,
      command: [
        '/opt/kcat/kcat',
        '-F',
        `/etc/kafka/client/internal/${FILES.kcat}`,
        '-X',
        `bootstrap.servers=${addressOf(inside, index)}`,
        '-L',
      ],
    });
    expect(textOf(outcome)).toContain('3 brokers:');
  });

  test.each([
    ['outside', 'host', outside, (folder: string): string => path.join(folder, FILES.properties)],
    ['inside', 'clients', inside, (): string => `/etc/kafka/client/internal/${FILES.properties}`],
  ] as const)('is known at every broker to Kafka’s own tools from %s', async (_, network, listener, properties) => {
    const outcome = await runTool(checkout, {
      network: network === 'host' ? 'host' : checkout.manifest.networks.clients,
      clientFolder: folderOf(user),
      command: [
        '/opt/kafka/bin/kafka-broker-api-versions.sh',
        '--bootstrap-server',
        BROKERS.map((index) => addressOf(listener, index)).join(','),
        '--command-config',
        properties(folderOf(user)),
      ],
    });
    for (const index of BROKERS) {
      expect(textOf(outcome)).toContain(`${addressOf(listener, index)} (id: ${index + 1}`);
    }
  });
});

describe('rights', () => {
  const consoleTool = (name: string, user: string, args: readonly string[], input?: string): Promise<Outcome> =>
    runTool(checkout, {
      network: checkout.manifest.networks.clients,
      clientFolder: folderOf(user),
      command: [`/opt/kafka/bin/kafka-console-${name}.sh`, ...args],
      input,
    });
  const bootstrap = (user: string): string => addressOf(user === 'user1' ? 'SCRAM_INTERNAL' : 'MTLS_INTERNAL', 0);
  const produce = (user: string, topic: string, value: string): Promise<Outcome> =>
    consoleTool(
      'producer',
      user,
      [
        '--bootstrap-server',
        bootstrap(user),
        '--producer.config',
        `/etc/kafka/client/internal/${FILES.properties}`,
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
      `/etc/kafka/client/internal/${FILES.properties}`,
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

describe('the web console', () => {
  consoleTests(() => checkout);
});

describe('secrets', () => {
  let secrets: Secrets;

  beforeAll(async () => {
    secrets = { 'password of user1': password, ...(await engineSecrets(checkout)) };
    const plan = checkout.path('out', 'secrets.plan');
    const outcome = await checkout.terraform(
      RESOURCES,
      'plan',
      '-refresh=false',
      `-var-file=${checkout.path('out', 'secrets', 'passwords.tfvars.json')}`,
      `-out=${plan}`,
    );
    expect(outcome.code).toBe(0);
    await unpackPlan(plan);
  });

  test('are in no state, plan, synthesized file, output, inspection, command line, environment or log', async () => {
    // The user’s password; a key and a password of 6 servers, what brokers show ZooKeeper, 2 authorities, and each certificate user.
    expect(Object.keys(secrets).length).toBeGreaterThanOrEqual(1 + 2 * (6 + 1 + 2 + 2));
    expect(Object.values(secrets).every((secret) => secret.length > 20)).toBe(true);
    expect(await findLeaks(checkout, secrets)).toEqual([]);
  });

  test.each([
    ['a state', 'terraform.itest-base.tfstate'],
    ['a state’s backup', 'terraform.itest-base.tfstate.backup'],
    ['a plan', 'out/planted.plan.parts/tfplan'],
    ['a synthesized file', 'cdktf.out/stacks/itest-base/planted.tf.json'],
    ['a report', 'out/proof/report.json'],
    ['a page of a report', 'out/proof/report.html'],
    ['a report for other programs', 'out/proof/junit.xml'],
    ['the manifest', 'cdktf.out/kafka/itest.json'],
    ['a log', 'planted.log'],
  ])('are found when one is planted in %s', async (_, file) => {
    const target = checkout.path(file);
    const original = existsSync(target) ? readFileSync(target) : undefined;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, `${original?.toString('utf8') ?? ''}${password}`);
    try {
      expect(await findLeaks(checkout, secrets)).toContainEqual({ secret: 'password of user1', place: file });
    } finally {
      if (original === undefined) {
        rmSync(target);
      } else {
        writeFileSync(target, original);
      }
    }
  });

  test('are found when one is planted in a container’s environment, command line and log', async () => {
    const planted = await checkout.engine.createContainer({
      name: 'itest-planted',
      Image: checkout.manifest.images.kafka,
      Entrypoint: ['sh', '-c', `echo ${password}; exec sleep 60`],
      Env: [`PASSWORD=${password}`],
      Labels: { 'cdktf-kafka.cluster': 'itest' },
    });
    try {
      await planted.start();
      const places = (await findLeaks(checkout, secrets)).map(({ place }) => place);
      expect(places).toEqual(expect.arrayContaining(['inspect /itest-planted', 'logs /itest-planted']));
      expect(places.filter((place) => /\/proc\/\d+\/environ/.test(place))).not.toEqual([]);
    } finally {
      await planted.remove({ force: true, v: true });
    }
  });

  test('are found when one is planted in a container’s label', async () => {
    const planted = await checkout.engine.createContainer({
      name: 'itest-planted',
      Image: checkout.manifest.images.kafka,
      Labels: { 'cdktf-kafka.cluster': 'itest', planted: password },
    });
    try {
      expect(await findLeaks(checkout, secrets)).toEqual([
        { secret: 'password of user1', place: 'inspect /itest-planted' },
      ]);
    } finally {
      await planted.remove({ force: true, v: true });
    }
  });

  test('are found when one is planted in what a command prints', async () => {
    await checkout.run('npm', ['exec', '-c', 'echo "$PLANTED"'], { environment: { PLANTED: password } });
    try {
      expect(await findLeaks(checkout, secrets)).toEqual([
        { secret: 'password of user1', place: 'output of npm exec -c echo "$PLANTED"' },
      ]);
    } finally {
      checkout.printed.pop();
    }
  });

  test('are found when one is planted in the environment of a process of this machine', async () => {
    const planted = spawn('sleep', ['60'], { env: { PLANTED: password } });
    try {
      expect(await findLeaks(checkout, secrets)).toEqual([
        { secret: 'password of user1', place: `/proc/${planted.pid}/environ` },
      ]);
    } finally {
      planted.kill();
    }
  });

  test('are found when one is planted in a command line', async () => {
    const planted = await checkout.engine.createContainer({
      Image: checkout.manifest.images.kafka,
      Entrypoint: ['sh', '-c', 'while :; do sleep 1; done', password],
      Labels: { 'cdktf-kafka.role': 'test', 'cdktf-kafka.cluster': 'itest' },
    });
    try {
      await planted.start();
      const places = (await findLeaks(checkout, secrets)).map(({ place }) => place);
      expect(places.filter((place) => /\/proc\/\d+\/cmdline/.test(place))).not.toEqual([]);
    } finally {
      await planted.remove({ force: true, v: true });
    }
  });
});

describe('the keytool step', () => {
  const issued = async (): Promise<string> => {
    const container = checkout.engine.getContainer('itest-keytool');
    return (await container.logs({ stdout: true, stderr: true, follow: false })).toString('utf8');
  };
  const deploy = async (): Promise<void> => {
    expectSuccess(await checkout.npm('deploy'));
  };

  test('issues nothing anew when it runs again, and only the new one when a user is added', async () => {
    const key = readFileSync(path.join(folderOf('client'), FILES.key), 'utf8');
    const main = readFileSync(checkout.path('main.ts'), 'utf8');
    writeFileSync(checkout.path('main.ts'), main.replace("['client']", "['client', 'second']"));
    await deploy();
    expect((await issued()).match(/issued \S+/g)).toEqual(['issued second']);
    expect(readFileSync(path.join(folderOf('client'), FILES.key), 'utf8')).toBe(key);
    writeFileSync(checkout.path('main.ts'), main);
    await deploy();
    expect((await issued()).match(/issued \S+/g)).toBeNull();
  });
});

describe('a cluster of the same name', () => {
  test('fails from another checkout and is left as it is', async () => {
    const stranger = await Checkout.copyOf(checkout);
    try {
      const outcome = await stranger.npm('deploy');
      expect(outcome.code).toBe(1);
      expect(textOf(outcome)).toContain('[ClusterOfAnotherCheckout] cluster itest');
      expect(await checkout.pendingPlans()).toEqual({});
    } finally {
      stranger.removeFolder();
    }
  });
});

describe('repair', () => {
  test('one deployment brings back a broker whose container was removed', async () => {
    await checkout.engine.getContainer('itest-broker-2').remove({ force: true, v: true });
    expect((await checkout.npm('deploy')).code).toBe(0);
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('one deployment starts a broker that was stopped', async () => {
    await checkout.engine.getContainer('itest-broker-3').stop();
    expect((await checkout.npm('deploy')).code).toBe(0);
    const { State: state } = await checkout.engine.getContainer('itest-broker-3').inspect();
    expect(state.Running).toBe(true);
  });
});

describe('a password', () => {
  test('is rotated by its version through a saved plan, which holds neither', async () => {
    const next = `canary-${randomBytes(12).toString('hex')}`;
    const file = checkout.path('out', 'secrets', 'passwords.tfvars.json');
    writeFileSync(file, JSON.stringify({ passwords: { user1: next } }));
    const main = readFileSync(checkout.path('main.ts'), 'utf8');
    writeFileSync(
      checkout.path('main.ts'),
      main.replace("addUser('user1')", "addUser('user1', { passwordVersion: 2 })"),
    );
    expect((await checkout.npm('synth')).code).toBe(0);
    const plan = checkout.path('out', 'rotation.plan');
    expect((await checkout.terraform(RESOURCES, 'plan', `-var-file=${file}`, `-out=${plan}`)).code).toBe(0);
    await unpackPlan(plan);
    expect(await findLeaks(checkout, { old: password, new: next })).toEqual([]);
    const applied = await checkout.terraform(RESOURCES, 'apply', `-var-file=${file}`, plan);
    expectSuccess(applied);
    expect((await checkout.npm('clients')).code).toBe(0);
    const listed = await checkout.run('kcat', ['-F', path.join(folderOf('user1'), FILES.kcat), '-L']);
    expect(textOf(listed)).toContain('3 brokers:');
    expect(await findLeaks(checkout, { old: password, new: next })).toEqual([]);
  });
});

describe('npm run destroy', () => {
  test('keeps volumes, and the next deployment finds the old records with the same certificates', async () => {
    const key = readFileSync(path.join(folderOf('client'), FILES.key), 'utf8');
    const volumes = [...(await checkout.volumes())].sort();
    expect((await checkout.npm('destroy')).code).toBe(0);
    expect(await checkout.containers()).toEqual([]);
    expect([...(await checkout.volumes())].sort()).toEqual(volumes);
    const again = await checkout.npm('deploy');
    expectSuccess(again);
    expect(readFileSync(path.join(folderOf('client'), FILES.key), 'utf8')).toBe(key);
    const outcome = await checkout.run('kcat', [
      '-F',
      path.join(folderOf('admin'), FILES.kcat),
      '-C',
      '-e',
      '-q',
      '-t',
      'topic1',
    ]);
    expect(outcome.stdout).toContain('hello');
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('can be followed by Terraform alone in the synthesized folders', async () => {
    expect((await checkout.npm('destroy', '--volumes')).code).toBe(0);
    expect((await checkout.npm('synth')).code).toBe(0);
    for (const stack of allStacks(checkout.manifest)) {
      expect((await checkout.terraform(stack, 'init', '-input=false')).code).toBe(0);
      const file = checkout.path('out', 'secrets', 'passwords.tfvars.json');
      expectSuccess(await checkout.terraform(stack, 'apply', '-auto-approve', `-var-file=${file}`));
    }
    expect(await checkout.pendingPlans()).toEqual({});
  });

  test('takes everything away with --volumes', async () => {
    expectSuccess(await checkout.npm('destroy', '--volumes'));
    expect(await checkout.containers()).toEqual([]);
    expect(await checkout.volumes()).toEqual([]);
  });
});
