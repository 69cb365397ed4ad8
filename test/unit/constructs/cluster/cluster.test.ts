import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import {
  Duration,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaVersion,
  Metadata,
  ServerImage,
  Size,
} from '../../../../constructs';
import { KEPT_PROTOCOL } from '../../../../model/cluster/broker-settings';
import { codesOf, propsOf } from '../../fixtures/cluster';
import { commandOfStep, synthesize } from '../../fixtures/synth';

const { base, cluster } = synthesize({ certificateUsers: ['client'] });
const containers = Object.entries(cluster.resource['docker_container'] ?? {});

test('each server is one container whose address is its name', () => {
  expect(containers.map(([name]) => name).sort()).toEqual([
    'dev-broker-1',
    'dev-broker-2',
    'dev-broker-3',
    'dev-zookeeper-1',
    'dev-zookeeper-2',
    'dev-zookeeper-3',
  ]);
  expect(Object.keys(cluster.resource)).toEqual(['docker_container', 'terraform_data']);
});

test.each([
  ['a broker comes', { brokers: 4 }],
  ['a broker goes, and as many copies stay', { brokers: 2, replicationFactor: 2 }],
])('where %s, no other server is replaced: what each was told is the same', (_, props) => {
  const servers = (more: Partial<KafkaClusterProps>): ReadonlyMap<string, string> =>
    new Map(
      Object.entries(synthesize(more).cluster.resource['docker_container'] ?? {}).map(([name, container]) => [
        name,
        JSON.stringify(container),
      ]),
    );
  for (const metadata of [Metadata.zooKeeper({ nodes: 3 }), Metadata.kraft({ controllers: 3 })]) {
    const [before, after] = [{ ...props, brokers: 3 }, props].map((more) => servers({ metadata, ...more }));
    const stayed = [...(before ?? [])].filter(([name]) => after?.has(name));
    expect(stayed).toHaveLength(3 + Math.min(3, props.brokers));
    for (const [name, container] of stayed) {
      expect(after?.get(name)).toBe(container);
    }
  }
});

test.each([KafkaVersion.V3_9_2, KafkaVersion.V4_4_0])(
  'servers of Kafka %s run from the official image, whose entry script, which would format volumes by itself, is neither run nor told anything',
  (version) => {
    const official = synthesize({ version, metadata: Metadata.kraft({ controllers: 1 }) }).cluster;
    const servers = Object.values(official.resource['docker_container'] ?? {});
    expect(servers).toHaveLength(4);
    for (const server of servers) {
      expect(server['image']).toBe(`apache/kafka:${version.version}`);
      const entrypoint = server['entrypoint'] as readonly string[];
      expect(entrypoint[0]).toBe('java');
      expect(entrypoint.slice(-4, -1)).toEqual(['-cp', '/opt/kafka/libs/*', 'kafka.Kafka']);
      expect(server['command']).toEqual([]);
      expect(server['env']).toBeUndefined();
    }
  },
);

test('no server depends on, or refers to, anything else in its stack', () => {
  for (const [, container] of containers) {
    expect(JSON.stringify(container)).not.toMatch(/\$\{(docker_|module\.|data\.)|"depends_on"/);
  }
});

test.each([Metadata.zooKeeper({ nodes: 3 }), Metadata.kraft({ controllers: 3 })])(
  'who is on internal networks alone waits shortly for a name that nobody has, and nobody else is told to: %#',
  (metadata) => {
    const made = synthesize({ metadata });
    const networks = Object.values(made.base.resource['docker_network'] ?? {});
    const isInternal = (name: unknown) => networks.some((network) => network['name'] === name && network['internal']);
    const servers = Object.values(made.cluster.resource['docker_container'] ?? {});
    const alone = servers.filter((server) =>
      (server['networks_advanced'] as readonly { readonly name: string }[]).every(({ name }) => isInternal(name)),
    );
    expect(alone).toHaveLength(3);
    for (const server of servers) {
      expect(server['dns_opts']).toEqual(alone.includes(server) ? ['timeout:1'] : undefined);
    }
  },
);

test.each(containers)('%s runs hardened, bounded and stopped under control', (_, container) => {
  expect(container).toMatchObject({
    user: '1000:1000',
    read_only: true,
    capabilities: { drop: ['ALL'] },
    security_opts: ['no-new-privileges:true'],
    restart: 'unless-stopped',
    stop_timeout: 120,
    destroy_grace_seconds: 120,
    wait: true,
  });
  expect(container['memory']).toBe(container['memory_swap']);
  expect(container['log_opts']).toEqual({ 'max-size': '20m', 'max-file': '5' });
});

test.each(containers)(
  '%s is replaced for another memory limit, and for none that its engine doesn’t have',
  (_, container) => {
    expect(container['lifecycle']).toEqual({ ignore_changes: ['memory', 'memory_swap'] });
    expect(container['labels']).toContainEqual({ label: 'cdktf-kafka.memory', value: String(container['memory']) });
  },
);

test.each(containers)(
  '%s is replaced for another health test, which its engine takes from no running container',
  (_, container) => {
    const health = JSON.stringify((container['healthcheck'] as { test: string[] }).test);
    const { value } = (container['labels'] as { label: string; value: string }[]).find(
      ({ label }) => label === 'cdktf-kafka.health',
    ) ?? { value: '' };
    const [[, other] = []] = containers.filter(
      ([, { healthcheck }]) => JSON.stringify((healthcheck as { test: string[] }).test) !== health,
    );
    expect(value).toMatch(/^[0-9a-f]{12}$/);
    expect(other?.['labels']).not.toContainEqual({ label: 'cdktf-kafka.health', value });
  },
);

test.each([
  [undefined, 180],
  [Duration.seconds(45), 45],
  [Duration.hours(2), 7200],
])('a server may take its time to start, and another time replaces none: %s', (startTimeout, seconds) => {
  const { cluster: patient, manifest } = synthesize({ startTimeout });
  for (const container of Object.values(patient.resource['docker_container'] ?? {})) {
    expect(container).toMatchObject({ wait_timeout: seconds, healthcheck: { start_period: '3m0s' } });
  }
  expect(manifest.startSeconds).toBe(seconds);
});

test('ZooKeeper nodes make no database by themselves, and brokers say which version they run', () => {
  for (const [name, { entrypoint, labels }] of containers) {
    if (name.includes('zookeeper')) {
      expect(entrypoint).toEqual(
        expect.arrayContaining(['-Dzookeeper.datadir.autocreate=false', '-Dzookeeper.db.autocreate=false']),
      );
    } else {
      expect(labels).toContainEqual({ label: 'cdktf-kafka.version', value: '3.9.2' });
    }
  }
});

test('the steps look at every server’s data before anything is issued', () => {
  const steps = base.resource['docker_container'] ?? {};
  expect(steps['dev-keytool']?.['depends_on']).toContain('docker_container.dev-configure');
  const { files, command } = commandOfStep({ base }, 'dev-configure');
  expect(command.slice(0, 2)).toEqual(['sh', '/step/configure.sh']);
  expect([...files.keys()]).toContain('/step/data-volumes.sh');
  const lines = (files.get('/step/servers') ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(lines.map(([role, container]) => [role, container])).toEqual([
    ...[1, 2, 3].map((id) => ['zookeeper', `dev-zookeeper-${id}`]),
    ...[1, 2, 3].map((id) => ['broker', `dev-broker-${id}`]),
  ]);
  for (const [role, container, file, ensemble, folders] of lines) {
    expect([...files.keys()]).toContain(`/step/configuration/${file}`);
    expect([ensemble, folders]).toEqual(
      role === 'broker'
        ? ['-', `/volumes/${container}-data`]
        : ['^server\\.', `/volumes/${container}-data:version-2/ /volumes/${container}-datalog:version-2/,initialize`],
    );
  }
});

test('only brokers publish ports, and only on the loopback address', () => {
  for (const [name, container] of containers) {
    const ports = (container['ports'] ?? []) as { ip: string }[];
    expect(ports.map(({ ip }) => ip)).toEqual(name.includes('broker') ? ['127.0.0.1', '127.0.0.1'] : []);
  }
});

test('ZooKeeper nodes are on the backplane alone', () => {
  for (const [name, container] of containers) {
    expect(container['networks_advanced']).toEqual(
      name.includes('zookeeper') ? [{ name: 'dev-backplane' }] : [{ name: 'dev-backplane' }, { name: 'dev-clients' }],
    );
  }
});

test('secrets and configuration are mounted read-only, and the authorities’ keys in no server', () => {
  for (const [, container] of containers) {
    const volumes = container['volumes'] as { volume_name: string; read_only: boolean }[];
    for (const { volume_name: name, read_only: readOnly } of volumes) {
      expect(readOnly).toBe(/-(secrets|configuration)$/.test(name));
      expect(name).not.toBe('dev-authority');
    }
  }
});

test('the base makes every volume that a server mounts, and keeps it on destroy', () => {
  const made = base.resource['docker_volume'] ?? {};
  const mounted = containers.flatMap(([, { volumes }]) =>
    (volumes as { volume_name: string }[]).map(({ volume_name: name }) => name),
  );
  expect(Object.keys(made)).toEqual(expect.arrayContaining([...new Set(mounted)]));
  for (const volume of Object.values(made)) {
    expect(volume['lifecycle']).toMatchObject({ prevent_destroy: true });
  }
});

test('nothing is bind-mounted from the machine that deploys', () => {
  expect(JSON.stringify([base, cluster])).not.toContain('host_path');
});

test('both stacks ask for a provider that starts stopped containers instead of making them anew', () => {
  for (const { terraform } of [base, cluster]) {
    expect(terraform.required_providers['docker']?.version).toBe('>= 4.6.0, < 5.0.0');
  }
});

test('a base fails in the stack of its cluster', () => {
  const stack = new TerraformStack(new App(), 'one');
  const kafka = new KafkaCluster(stack, 'Kafka', propsOf());
  expect(codesOf(() => new KafkaBase(stack, 'Base', { cluster: kafka }))).toEqual(['BaseInClusterStack']);
});

test('a second base fails', () => {
  const app = new App();
  const kafka = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', propsOf());
  const addBase = (stack: string): unknown => new KafkaBase(new TerraformStack(app, stack), 'Base', { cluster: kafka });
  addBase('base');
  expect(codesOf(() => addBase('again'))).toEqual(['BaseDuplicate']);
});

test('a cluster without a base fails at synth', () => {
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'synth-')) });
  new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', propsOf());
  expect(() => {
    app.synth();
  }).toThrow('[BaseMissing] cluster/Kafka: a cluster must have a KafkaBase');
});

describe('the protocol that a deployment has brokers keep', () => {
  afterEach(() => {
    delete process.env['CDKTF_CONTEXT_JSON'];
  });
  const told = (kept: object, props: Partial<KafkaClusterProps> = {}): readonly (string | undefined)[] => {
    process.env['CDKTF_CONTEXT_JSON'] = JSON.stringify({ [KEPT_PROTOCOL]: kept });
    const { manifest } = synthesize(props);
    return [
      manifest.interBrokerProtocol,
      ...manifest.brokers.map(({ settings }) => settings['inter.broker.protocol.version']),
    ];
  };

  test('is in their files and in the manifest, above what is declared', () => {
    expect(told({ dev: '3.8' })).toEqual(['3.8', '3.8', '3.8', '3.8']);
    const brokerProperties = { 'inter.broker.protocol.version': '3.9' };
    expect(told({ dev: '3.8' }, { brokerProperties })).toEqual(['3.8', '3.8', '3.8', '3.8']);
  });

  test('is none of another cluster’s, and nowhere else written', () => {
    expect(told({ other: '3.8' })).toEqual([undefined, undefined, undefined, undefined]);
    expect(told({ dev: 3.8 })).toEqual([undefined, undefined, undefined, undefined]);
  });
});

describe('what is asked of the containers', () => {
  const asked = synthesize({
    cpus: 1.5,
    restart: 'on-failure',
    labels: { team: 'data' },
    engine: 'tcp://docker.example.org:2376',
    heap: Size.gibibytes(2),
    images: {
      kafka: ServerImage.named('registry.example.org/kafka:1', {
        classDataArchive: '/opt/kafka.jsa',
        metricsAgent: '/opt/agent.jar',
      }),
    },
    metadata: Metadata.zooKeeper({
      image: ServerImage.named('registry.example.org/zookeeper:1', { metricsAgent: '/opt/agent.jar' }),
    }),
  });
  const containerOf = (name: string): Readonly<Record<string, unknown>> =>
    asked.cluster.resource['docker_container']?.[name] ?? {};
  const commandOf = (name: string): readonly string[] => containerOf(name)['entrypoint'] as readonly string[];

  test('goes to the engine that is named, from both stacks, whatever context the environment names', () => {
    for (const stack of [asked.base, asked.cluster]) {
      expect(stack.provider?.['docker']).toEqual([{ host: 'tcp://docker.example.org:2376', context: '' }]);
    }
    const here = synthesize({ engine: 'unix:///run/other.sock' }).cluster.provider?.['docker'];
    expect(here).toEqual([{ host: 'unix:///run/other.sock', context: '', cert_path: '' }]);
  });

  test('is in each of them', () => {
    for (const name of ['dev-broker-1', 'dev-zookeeper-1']) {
      expect(containerOf(name)).toMatchObject({
        cpus: '1.5',
        restart: 'on-failure',
        labels: expect.arrayContaining([
          { label: 'team', value: 'data' },
          { label: 'cdktf-kafka.cluster', value: 'dev' },
        ]) as unknown,
      });
    }
    expect(containerOf('dev-broker-1')['image']).toBe('registry.example.org/kafka:1');
    expect(containerOf('dev-zookeeper-1')['image']).toBe('registry.example.org/zookeeper:1');
  });

  test.each([undefined, 'ssh://ops@docker.example.org'])(
    'goes to an engine that is reached by SSH only where its host shows a known key: %s',
    (engine) => {
      const { provider } = synthesize({ engine }).cluster;
      expect(provider?.['docker']).toMatchObject([
        { ssh_opts: ['-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes'] },
      ]);
    },
  );

  test('shapes the Java machine: a large heap is collected concurrently, a small one started quickly', () => {
    expect(commandOf('dev-broker-1')).toEqual(
      expect.arrayContaining(['-Xmx2048m', '-XX:+UseG1GC', '-XX:SharedArchiveFile=/opt/kafka.jsa']),
    );
    expect(commandOf('dev-zookeeper-1')).toEqual(expect.arrayContaining(['-Xmx256m', '-XX:+UseSerialGC']));
    expect(commandOf('dev-zookeeper-1').join(' ')).not.toContain('SharedArchiveFile');
  });

  test('has metrics served where both images bring the agent, on a network that no listener is bound to', () => {
    expect(commandOf('dev-broker-1').join(' ')).toContain(
      '-javaagent:/opt/agent.jar=dev-broker-1.dev-monitoring:7071:',
    );
    expect(containerOf('dev-zookeeper-1')['networks_advanced']).toEqual([
      { name: 'dev-backplane' },
      { name: 'dev-monitoring' },
    ]);
    expect(Object.keys(asked.base.resource['docker_network'] ?? {})).toContain('dev-monitoring');
  });
});

test('volumes go with everything else when their data may be destroyed', () => {
  const { base: disposable } = synthesize({}, undefined, undefined, { data: 'destroy' });
  for (const volume of Object.values(disposable.resource['docker_volume'] ?? {})) {
    expect(volume['lifecycle']).toMatchObject({ prevent_destroy: false });
  }
});

describe('with a gate', () => {
  const gated = synthesize({ gate: 'may-go' }).cluster.resource;
  const destroying = (question: string): unknown => {
    const command = `[ "$KAFKA_SERVERS" = killed ] || { ${question} --terraform "$PPID"\n}`;
    return [{ 'local-exec': { command, when: 'destroy' } }];
  };

  test('each server asks it before it is taken away, with Terraform’s own process, and is the same otherwise', () => {
    for (const [name, container] of Object.entries(gated['docker_container'] ?? {})) {
      const { provisioner, ...rest } = container;
      expect(provisioner).toEqual(destroying(`may-go --server ${name}`));
      expect(rest).toEqual(synthesize({}).cluster.resource['docker_container']?.[name]);
    }
  });

  test('it is opened first when everything is destroyed', () => {
    const { depends_on: dependsOn, provisioner } = gated['terraform_data']?.['dev-gates'] ?? {};
    expect(new Set(dependsOn as string[])).toEqual(new Set(containers.map(([name]) => `docker_container.${name}`)));
    expect(provisioner).toEqual(destroying('may-go --open'));
  });

  test('it is asked, and may refuse, unless all servers are killed', () => {
    const { resource } = synthesize({ gate: 'cd / && sh -c \'echo "$@"; exit 3\' asked' }).cluster;
    const { provisioner } = resource['docker_container']?.['dev-broker-1'] ?? {};
    const [{ 'local-exec': gate }] = provisioner as [{ 'local-exec': { command: string } }];
    const ask = (env: NodeJS.ProcessEnv): unknown => {
      const { stdout, status } = spawnSync('sh', ['-c', gate.command], { env, encoding: 'utf8' });
      return [stdout, status];
    };
    expect(ask({})).toEqual([`--server dev-broker-1 --terraform ${process.pid}\n`, 3]);
    expect(ask({ KAFKA_GATE: 'open' })).toEqual([`--server dev-broker-1 --terraform ${process.pid}\n`, 3]);
    expect(ask({ KAFKA_SERVERS: 'killed' })).toEqual(['', 0]);
  });
});

describe('certificates that are issued anew', () => {
  const labelsOf = (props: Parameters<typeof synthesize>[0], container: string): unknown =>
    synthesize(props).cluster.resource['docker_container']?.[container]?.['labels'];

  test('replace no broker with ZooKeeper that reads them again, and ZooKeeper’s nodes all the same', () => {
    const reload = 'reload';
    expect(labelsOf({ reload, certificateVersion: 2 }, 'dev-broker-1')).toEqual(labelsOf({}, 'dev-broker-1'));
    expect(labelsOf({ certificateVersion: 2 }, 'dev-broker-1')).not.toEqual(labelsOf({}, 'dev-broker-1'));
    expect(labelsOf({ reload, certificateVersion: 2 }, 'dev-zookeeper-1')).not.toEqual(labelsOf({}, 'dev-zookeeper-1'));
  });

  test('have brokers told by the base, after the administrator’s were fetched, whenever the step has run', () => {
    const { base: stack, manifest } = synthesize({ reload: 'reload' }, undefined, undefined, { onIssued: 'fetch' });
    expect(stack.resource['terraform_data']?.['dev-issued']).toMatchObject({
      triggers_replace: { run: '${docker_container.dev-keytool.id}' },
      provisioner: [{ 'local-exec': { command: 'fetch' } }, { 'local-exec': { command: 'reload' } }],
    });
    expect(manifest.renewal).toEqual({ beforeDays: 30, step: 'dev-keytool', reload: true });
  });

  test('by another authority await that all servers have taken up what was issued before, which each phase asks for', () => {
    const exchanging = (former?: 'signs' | 'trusted'): ReturnType<typeof synthesize> =>
      synthesize({ reload: 'reload', authorityVersions: { servers: { version: 2, former } } });
    const { base: stack, manifest } = exchanging('signs');
    expect(stack.resource['terraform_data']?.['dev-taken-up']).toMatchObject({
      triggers_replace: { cluster: '2.signs', clients: '1' },
      provisioner: [{ 'local-exec': { command: 'reload --taken-up' } }],
    });
    expect(stack.resource['docker_container']?.['dev-keytool']?.['depends_on']).toContain(
      'terraform_data.dev-taken-up-confirmed',
    );
    expect(manifest.renewal?.authorities).toEqual([{ name: 'cluster', version: 2, former: 'signs' }]);
    expect(exchanging().base.resource['terraform_data']?.['dev-taken-up']).toMatchObject({
      triggers_replace: { cluster: '2', clients: '1' },
    });
    expect(synthesize({ reload: 'reload' }).base.resource['terraform_data']?.['dev-taken-up']).toBeUndefined();
    // An exchange may be undone by it.
    const first = synthesize({ reload: 'reload', authorityVersions: { servers: { version: 1 } } });
    expect(first.base.resource['terraform_data']?.['dev-taken-up']).toMatchObject({
      triggers_replace: { cluster: '1', clients: '1' },
    });
    expect(first.manifest.renewal?.authorities).toBeUndefined();
  });

  test('have each command that Terraform runs on the way run by a second resource, too, which is made when the first is done', () => {
    const props = { reload: 'reload', gate: 'may-go', authorityVersions: { servers: { version: 2 } } };
    const { base: first, cluster } = synthesize(props, undefined, undefined, { onIssued: 'fetch' });
    const all = [first, cluster].flatMap(({ resource }) =>
      Object.values(resource).flatMap((each) => Object.entries(each)),
    );
    const running = all.filter(([, { provisioner = [] }]) =>
      (provisioner as readonly { readonly 'local-exec': object }[]).some((each) => !('when' in each['local-exec'])),
    );
    const commands = ['dev-issued', 'dev-taken-up'];
    expect(running.map(([name]) => name).sort()).toEqual(
      commands.flatMap((name) => [name, `${name}-confirmed`]).sort(),
    );
    const of = Object.fromEntries(running);
    for (const name of commands) {
      expect(of[`${name}-confirmed`]).toMatchObject({
        triggers_replace: { of: `\${terraform_data.${name}.id}` },
        provisioner: of[name]?.['provisioner'],
      });
    }
  });

  test.each<[string, Parameters<typeof synthesize>[0]]>([
    ['with KRaft', { reload: 'reload', metadata: Metadata.kraft() }],
    ['without a command', {}],
  ])('replace brokers %s, who are told nothing', (_, props) => {
    const { base: stack, manifest } = synthesize(props);
    expect(stack.resource['terraform_data']?.['dev-issued']).toBeUndefined();
    expect(manifest.renewal?.reload).toBe(false);
    expect(labelsOf({ ...props, certificateVersion: 2 }, 'dev-broker-1')).not.toEqual(labelsOf(props, 'dev-broker-1'));
  });

  test('are asked for by a variable, which is no reason to run the step', () => {
    const { base: stack } = synthesize({});
    expect(stack.variable?.['dev-renew']).toMatchObject({ type: 'string', default: '' });
    expect(stack.resource['docker_container']?.['dev-keytool']).toMatchObject({
      env: ['OWNER=1000:1000', 'RENEW=${var.dev-renew}'],
      lifecycle: { ignore_changes: ['env'] },
    });
  });
});
