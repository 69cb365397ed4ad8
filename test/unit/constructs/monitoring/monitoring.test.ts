import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing, TerraformStack } from 'cdktf';
import {
  Authentication,
  Duration,
  type GrafanaProps,
  Host,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  Listener,
  Monitoring,
  type MonitoringProps,
  ServerImage,
} from '../../../../constructs';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { ClusterNames } from '../../../../model/names/names';
import { codesOf, LISTENERS, propsOf } from '../../fixtures/cluster';
import { givenTo, type SynthesizedStack } from '../../fixtures/synth';

const MUTUAL_TLS = Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() });

interface Synthesized {
  readonly base: SynthesizedStack;
  readonly monitoring: SynthesizedStack;
  readonly cluster: SynthesizedStack;
  readonly manifest: ClusterManifest;
  readonly outdir: string;
  readonly text: string;
}

interface Options {
  /** Whether it is declared before the base. */
  readonly early?: boolean;
  /** What the cluster lets through. */
  readonly allow?: KafkaClusterProps['allow'];
  /** What else is said of the cluster. */
  readonly on?: Partial<KafkaClusterProps>;
}

function synthesize(props: Partial<MonitoringProps> = {}, { early = false, allow, on }: Options = {}): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'synth-'));
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  const cluster = new KafkaCluster(
    new TerraformStack(app, 'cluster'),
    'Kafka',
    propsOf({
      listeners: [...LISTENERS, MUTUAL_TLS],
      allow,
      images: {
        kafka: ServerImage.named('kafka:1', { metricsAgent: '/agent.jar' }),
        zookeeper: ServerImage.named('zookeeper:1', { metricsAgent: '/agent.jar' }),
      },
      ...on,
    }),
  );
  const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
  const addBase = (): unknown =>
    new KafkaBase(new TerraformStack(app, 'base'), 'Base', {
      ...{ cluster, handover: on?.hosts === undefined ? undefined : 'hand over' },
    });
  if (!early) {
    addBase();
  }
  new Monitoring(new TerraformStack(app, 'monitoring'), 'Monitoring', {
    cluster,
    resources,
    images: { exporter: ServerImage.named('exporter:1') },
    ...props,
  });
  if (early) {
    addBase();
  }
  app.synth();
  const read = (...segments: string[]): string => readFileSync(path.join(outdir, ...segments), 'utf8');
  const [base, clusterStack, monitoring] = ['base', 'cluster', 'monitoring'].map((name) =>
    read('stacks', name, 'cdk.tf.json'),
  );
  return {
    base: JSON.parse(base ?? '') as SynthesizedStack,
    cluster: JSON.parse(clusterStack ?? '') as SynthesizedStack,
    monitoring: JSON.parse(monitoring ?? '') as SynthesizedStack,
    manifest: JSON.parse(read('kafka', 'dev.json')) as ClusterManifest,
    outdir,
    text: monitoring ?? '',
  };
}

const grafana = (props: GrafanaProps = {}, early?: boolean): Synthesized => synthesize({ grafana: props }, { early });

const containerOf = ({ monitoring }: Synthesized, name = 'dev-grafana'): Readonly<Record<string, unknown>> => {
  const container = monitoring.resource['docker_container']?.[name];
  if (container === undefined) {
    throw new Error(`the stack has no container ${name}`);
  }
  return container;
};

/** Grafana's files by their paths, as the configuration step gets them. */
function filesOf(synthesized: Synthesized): ReadonlyMap<string, string> {
  const { files } = givenTo(synthesized.monitoring, 'dev-monitoring-configure');
  return new Map(
    [...files].flatMap(([file, content]) => {
      const [, name] = /^\/step\/configuration\/grafana-[0-9a-f]{12}\/(.+)$/.exec(file) ?? [];
      return name === undefined ? [] : [[name, content] as const];
    }),
  );
}

describe('Grafana', () => {
  test('is left out unless it is asked for', () => {
    const synthesized = synthesize();
    expect(synthesized.monitoring.resource['docker_container']).not.toHaveProperty('dev-grafana');
    expect(synthesized.base.resource['docker_volume']).not.toHaveProperty('dev-grafana-secrets');
    expect(synthesized.manifest.services.map(({ name }) => name)).toEqual([
      'Prometheus',
      'Disks',
      'Lag and certificates',
    ]);
  });

  test('runs as a user that is not root, read-only, without capabilities, away from the servers', () => {
    expect(containerOf(grafana())).toMatchObject({
      image: 'grafana/grafana:12.4.5',
      user: '1000:1000',
      read_only: true,
      capabilities: { drop: ['ALL'] },
      security_opts: ['no-new-privileges:true'],
      memory: 512,
      networks_advanced: [{ name: 'dev-dashboards' }],
      ports: [{ external: 3000, internal: 3000, ip: '127.0.0.1', protocol: 'tcp' }],
    });
  });

  test('is started with the settings in its configuration, and keeps nothing but in memory', () => {
    const container = containerOf(grafana());
    expect(container['entrypoint']).toEqual([
      '/usr/share/grafana/bin/grafana',
      'server',
      '--homepath=/usr/share/grafana',
      expect.stringMatching(/^--config=\/mnt\/shared\/config\/grafana-[0-9a-f]{12}\/grafana\.ini$/),
      '--packaging=docker',
    ]);
    expect(Object.keys(container['tmpfs'] as object)).toEqual(['/tmp', '/var/lib/grafana']);
    expect((container['volumes'] as readonly { readonly read_only: boolean }[]).every((each) => each.read_only)).toBe(
      true,
    );
  });

  test('lets nobody in but its administrator, calls nobody and installs nothing', () => {
    const settings = filesOf(grafana()).get('grafana.ini') ?? '';
    expect(settings.split('\n')).toEqual(
      expect.arrayContaining([
        '[auth.anonymous]',
        'enabled = false',
        'allow_sign_up = false',
        'reporting_enabled = false',
        'check_for_updates = false',
        'check_for_plugin_updates = false',
        'news_feed_enabled = false',
        'preinstall_disabled = true',
        'plugin_admin_enabled = false',
        'public_key_retrieval_disabled = true',
        'external_enabled = false',
      ]),
    );
  });

  test('reads its password from a file that the keytool step makes', () => {
    const synthesized = grafana();
    expect(filesOf(synthesized).get('grafana.ini')).toContain(
      'admin_password = $__file{/etc/grafana/secrets/password}\n',
    );
    expect(givenTo(synthesized.base, 'dev-keytool').files.get('/step/plan')?.split('\n')).toContain(
      'password\t_grafana\t1\tdev-grafana-secrets',
    );
    expect(synthesized.base.resource['docker_volume']).toHaveProperty('dev-grafana-secrets');
    expect(synthesized.manifest.identities.map(({ volume }) => volume)).not.toContain('dev-grafana-secrets');
  });

  test('is made anew when its password is', () => {
    expect(containerOf(grafana({ passwordVersion: 2 }))['labels']).not.toEqual(containerOf(grafana())['labels']);
  });

  test('has Prometheus as its data source, and every dashboard in a folder that it is told', () => {
    const synthesized = grafana();
    const files = filesOf(synthesized);
    expect(JSON.parse(files.get('provisioning/datasources/prometheus.yml') ?? '')).toMatchObject({
      datasources: [{ type: 'prometheus', url: 'http://dev-prometheus.dev-dashboards:9090', isDefault: true }],
    });
    const { providers } = JSON.parse(files.get('provisioning/dashboards/kafka.yml') ?? '') as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    expect(providers[0]?.options.path).toMatch(/^\/mnt\/shared\/config\/grafana-[0-9a-f]{12}\/dashboards$/);
    const settings = containerOf(synthesized)['entrypoint'] as readonly string[];
    expect(settings[3]?.replace('--config=', '').replace('grafana.ini', 'dashboards')).toBe(providers[0]?.options.path);
    expect([...files.keys()].filter((file) => file.startsWith('dashboards/'))).toHaveLength(5);
    // Terraform's way to write ${datasource}.
    expect(files.get('dashboards/cluster.json')).toContain('"uid":"$${datasource}"');
  });

  test('is told of in the manifest, with who logs in and where the password lies', () => {
    const { manifest } = grafana({ hostPort: 3001 });
    expect(manifest.services).toContainEqual({
      name: 'Grafana',
      container: 'dev-grafana',
      memory: 536_870_912,
      address: 'http://127.0.0.1:3001',
      login: { user: 'admin', volume: 'dev-grafana-secrets' },
    });
  });

  test('changes no server, and gives the same stacks whether it is declared before the base or after it', () => {
    expect(grafana().cluster).toEqual(synthesize().cluster);
    const [early, late] = [grafana({}, true), grafana({}, false)];
    expect([early.base, early.monitoring]).toEqual([late.base, late.monitoring]);
  });
});

describe('Grafana fails', () => {
  test.each<[string, GrafanaProps, string]>([
    ['on the port of Prometheus', { hostPort: 9090 }, 'HostPortTaken'],
    ['on a port that needs privileges', { hostPort: 80 }, 'HostPortIllegal'],
    ['with a version of its password that is none', { passwordVersion: 0 }, 'PasswordVersionIllegal'],
  ])('%s', (_, props, code) => {
    expect(codesOf(() => grafana(props))).toEqual([code]);
  });
});

test('every companion service’s container is one that the package names, so that no console is called like it', () => {
  const { base, monitoring } = grafana();
  const names = new ClusterNames('dev');
  const containers = [base, monitoring].flatMap(({ resource }) => Object.values(resource['docker_container'] ?? {}));
  expect(containers).toHaveLength(7);
  expect(containers.filter(({ name }) => !names.ownsContainer(String(name)))).toEqual([]);
});

describe('Monitoring', () => {
  test.each([
    ['0.0.0.0', '0.0.0.0', ['Monitoring', 'Monitoring/Grafana']],
    ['127.0.0.1', '0.0.0.0', ['Monitoring/Grafana']],
    ['192.0.2.1', '::1', ['Monitoring']],
    [undefined, undefined, []],
  ])(
    'warns of pages that others may reach, where they may: Prometheus on %s, Grafana on %s',
    (prometheus, page, warned) => {
      const { outdir } = synthesize(
        { bindAddress: prometheus, grafana: { bindAddress: page } },
        { allow: ['MonitoringExposed'] },
      );
      const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
        readonly stacks: Readonly<Record<string, { readonly annotations: readonly { readonly message: string }[] }>>;
      };
      const messages = stacks['monitoring']?.annotations.map(({ message }) => message) ?? [];
      expect(
        messages.map((message) => /^\[(?:MonitoringExposed|PageUnencrypted)\] monitoring\/(\S+): /.exec(message)?.[1]),
      ).toEqual(warned);
    },
  );

  test.each(['0.0.0.0', '::', '192.0.2.1'])(
    'fails with Prometheus, which asks nobody who they are, on %s',
    (bindAddress) => {
      expect(codesOf(() => synthesize({ bindAddress }))).toEqual(['MonitoringExposed']);
    },
  );

  test('has Prometheus listen on the network of the dashboards alone, and tell pages of other origins nothing', () => {
    const command = containerOf(synthesize({ hostPort: 9191 }), 'dev-prometheus')['entrypoint'] as readonly string[];
    expect(command).toContain('--web.listen-address=dev-prometheus.dev-dashboards:9090');
    const [, pattern = ''] =
      /^--web\.cors\.origin=(.+)$/.exec(command.find((each) => each.includes('cors')) ?? '') ?? [];
    const answered = (origin: string): boolean => new RegExp(`^(?:${pattern})$`).test(origin);
    expect(answered('http://127.0.0.1:9191')).toBe(true);
    for (const origin of ['http://evil.example', 'http://127.0.0.1:9190', 'http://127a0.0.1:9191', 'null', '*', '']) {
      expect([origin, answered(origin)]).toEqual([origin, false]);
    }
  });

  test.each([Duration.milliseconds(999), Duration.milliseconds(120_001)])(
    'fails with an interval of %s',
    (interval) => {
      expect(codesOf(() => synthesize({ interval }))).toEqual(['ScrapeIntervalIllegal']);
    },
  );

  test('measures as seldom as every 2 minutes, with rates over 8', () => {
    expect(synthesize({ interval: Duration.minutes(2) }).text).toContain('kafka_messages_in:rate8m');
  });
});

test('the exporter is made anew when its certificate is', () => {
  const digest = (props: Partial<MonitoringProps>): string =>
    /"cdktf-kafka.certificate","value":"([0-9a-f]{12})"/.exec(
      JSON.stringify(containerOf(synthesize(props), 'dev-exporter')['labels']),
    )?.[1] ?? '';
  expect(digest({})).not.toBe('');
  expect(digest({ user: 'watcher' })).not.toBe(digest({}));
});

test('synth writes the files for a Prometheus and a Grafana of one’s own, with the targets of what is declared', () => {
  const folder = path.join(synthesize().outdir, 'monitoring', 'dev');
  const targets = (job: string): unknown =>
    JSON.parse(readFileSync(path.join(folder, 'targets', `${job}.json`), 'utf8')) as unknown;
  expect(targets('kafka')).toHaveLength(3);
  expect(targets('node')).toEqual([
    { targets: ['dev-node-exporter.dev-monitoring:9100'], labels: { cluster: 'dev', instance: 'dev-node-exporter' } },
  ]);
  expect(existsSync(path.join(folder, 'dashboards', 'topic.json'))).toBe(true);
});

describe('On several hosts', () => {
  const listeners = [
    Listener.published('mtls', {
      ...{ firstHostPort: 19192, authentication: Authentication.mutualTls(), bindAddress: '0.0.0.0' },
    }),
    MUTUAL_TLS,
  ];
  const named = ['a', 'b', 'c'].map((name, index) =>
    Host.of(`ssh://ops@kafka-${name}`, {
      ...{ address: `10.0.0.${index + 1}`, brokers: [index + 1], metadataServers: [index + 1] },
    }),
  );
  const on = { hosts: named, listeners };
  const synthesized = synthesize({ grafana: {} }, { on });
  const { base, cluster, monitoring, manifest } = synthesized;
  const exporters = ['dev-node-exporter', 'dev-node-exporter-on-kafka-b', 'dev-node-exporter-on-kafka-c'];

  test('node_exporter is on each, and mounts the volumes of the servers there alone', () => {
    for (const [index, name] of exporters.entries()) {
      const { name: container, provider, volumes } = containerOf(synthesized, name);
      // By that address it is known to be declared, or to be taken away.
      expect(container).toBe(name);
      expect(provider).toBe([undefined, 'docker.docker-kafka-b', 'docker.docker-kafka-c'][index]);
      expect((volumes as readonly { readonly volume_name: string }[]).map(({ volume_name: volume }) => volume)).toEqual(
        [`dev-broker-${index + 1}-data`, `dev-zookeeper-${index + 1}-data`],
      );
    }
  });

  test('all else is on the first, with its page on a network of that host', () => {
    const all = ['docker_container', 'docker_volume', 'docker_network'].flatMap((type) =>
      Object.entries(monitoring.resource[type] ?? {}),
    );
    const elsewhere = all.filter(([, { provider }]) => provider !== undefined).map(([name]) => name);
    expect(elsewhere).toEqual(exporters.slice(1));
    expect(monitoring.resource['docker_network']?.['dev-dashboards']?.['driver']).toBeUndefined();
  });

  test('servers and services meet on an overlay, which is encrypted where that is asked for', () => {
    const network = base.resource['docker_network']?.['dev-monitoring'];
    expect(network).toMatchObject({ driver: 'overlay', attachable: true, internal: true });
    expect(network?.['options']).toBeUndefined();
    const { base: secret } = synthesize({}, { on: { ...on, encryptNetworks: true } });
    expect(secret.resource['docker_network']?.['dev-monitoring']?.['options']).toEqual({ encrypted: 'true' });
    for (const name of ['dev-broker-3', 'dev-zookeeper-2']) {
      expect(JSON.stringify(cluster.resource['docker_container']?.[name]?.['networks_advanced'])).toContain(
        'dev-monitoring',
      );
    }
  });

  test('each target bears the name of its host', () => {
    const { files } = givenTo(monitoring, 'dev-monitoring-configure');
    const [, configuration = ''] = [...files].find(([file]) => file.includes('/prometheus-')) ?? [];
    const { scrape_configs: jobs } = JSON.parse(configuration) as {
      readonly scrape_configs: readonly {
        readonly static_configs: readonly { readonly labels: Readonly<Record<string, string>> }[];
      }[];
    };
    const found = jobs.flatMap(({ static_configs: groups }) =>
      groups.map(({ labels: { instance, host } }) => `${instance ?? ''} on ${host ?? ''}`),
    );
    expect(found).toEqual([
      ...['a', 'b', 'c'].map((name, index) => `dev-broker-${index + 1} on kafka-${name}`),
      ...['a', 'b', 'c'].map((name, index) => `dev-zookeeper-${index + 1} on kafka-${name}`),
      ...['a', 'b', 'c'].map((name, index) => `${exporters[index] ?? ''} on kafka-${name}`),
      ...['dev-exporter on kafka-a', 'dev-prometheus on kafka-a'],
    ]);
  });

  test('rules and dashboards tell hosts apart', () => {
    const { files } = givenTo(monitoring, 'dev-monitoring-configure');
    const [, rules] = [...files].find(([file]) => file.includes('/rules-')) ?? [];
    expect(rules).toContain('KafkaHostDown');
    expect(filesOf(synthesized).get('dashboards/cluster.json')).toContain('processors {{host}}');
  });

  test('the tools are told where each is, and each host needs the image of what runs there', () => {
    const disks = manifest.services.filter(({ name }) => name.startsWith('Disks'));
    expect(disks.map(({ name, container }) => [name, container])).toEqual(
      ['a', 'b', 'c'].map((host, index) => [`Disks of kafka-${host}`, exporters[index]]),
    );
    expect(exporters.map((name) => manifest.placements?.[name]?.host)).toEqual([undefined, 'kafka-b', 'kafka-c']);
    const images = Object.values(monitoring.resource['docker_image'] ?? {});
    expect(images.filter(({ provider }) => provider !== undefined).map(({ name }) => name)).toEqual([
      'prom/node-exporter:v1.9.1',
      'prom/node-exporter:v1.9.1',
    ]);
  });

  test('one without servers has nothing, and its provider stays for what the state knows there', () => {
    const idle = Host.of('ssh://ops@kafka-d', { address: '10.0.0.4' });
    const { monitoring: four } = synthesize({}, { on: { ...on, hosts: [...named, idle] } });
    expect(JSON.stringify(four.provider)).toContain('docker-kafka-d');
    expect(JSON.stringify(four.resource)).not.toContain('kafka-d');
  });

  test('one that has everything alone is the same as its engine, to the letter', () => {
    const [engine, host] = [{ engine: 'ssh://ops@kafka-a' }, { hosts: [Host.of('ssh://ops@kafka-a')] }].map((where) => {
      const made = synthesize({ grafana: {} }, { on: where });
      return [made.base, made.cluster, made.monitoring, made.manifest];
    });
    expect(host).toEqual(engine);
  });
});

test('node_exporter of a host has a name that DNS takes, however long the host’s is', () => {
  const names = new ClusterNames('dev');
  const [one, other] = ['x', 'y'].map((end) => names.nodeExporterOn('a'.repeat(63) + end));
  expect(names.nodeExporterOn('kafka-b')).toBe('dev-node-exporter-on-kafka-b');
  expect([one?.length, other?.length]).toEqual([63, 63]);
  expect(one).not.toBe(other);
  expect([one, other].every((name) => names.ownsContainer(name ?? ''))).toBe(true);
});
