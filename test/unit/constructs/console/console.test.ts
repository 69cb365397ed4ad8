import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing, TerraformStack } from 'cdktf';
import {
  Authentication,
  Console,
  type ConsoleProps,
  Duration,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  Listener,
  ServerImage,
} from '../../../../constructs';
import type { ClusterManifest } from '../../../../model/manifest/manifest';
import { codesOf, first, LISTENERS, propsOf } from '../../fixtures/cluster';
import { givenTo, type SynthesizedStack } from '../../fixtures/synth';

const MUTUAL_TLS = Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() });

interface Options {
  readonly cluster?: Partial<KafkaClusterProps>;
  /** Whether the console is declared before the base. */
  readonly early?: boolean;
  readonly scramUser?: string;
}

interface Synthesized {
  readonly stacks: Readonly<Record<'base' | 'cluster' | 'resources' | 'console', SynthesizedStack>>;
  readonly manifest: ClusterManifest;
  readonly console: Console;
  readonly text: string;
  readonly outdir: string;
}

function synthesize(props: Partial<ConsoleProps> = {}, options: Options = {}): Synthesized {
  const outdir = mkdtempSync(path.join(tmpdir(), 'synth-'));
  const app = Testing.stubVersion(new App({ outdir, stackTraces: false }));
  const listeners = [...LISTENERS, MUTUAL_TLS];
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', {
    ...propsOf({ listeners }),
    ...options.cluster,
  });
  const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
  if (options.scramUser !== undefined) {
    resources.addUser(options.scramUser);
  }
  const addBase = (): unknown =>
    new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster, onIssued: 'fetch the files' });
  const addConsole = (): Console =>
    new Console(new TerraformStack(app, 'console'), 'Console', { cluster, resources, ...props });
  let console: Console;
  if (options.early === true) {
    console = addConsole();
    addBase();
  } else {
    addBase();
    console = addConsole();
  }
  app.synth();
  const read = (...segments: string[]): string => readFileSync(path.join(outdir, ...segments), 'utf8');
  const texts = ['base', 'cluster', 'resources', 'console'].map((name) => read('stacks', name, 'cdk.tf.json'));
  const [base, clusterStack, resourcesStack, consoleStack] = texts.map((text) => JSON.parse(text) as SynthesizedStack);
  return {
    stacks: { base, cluster: clusterStack, resources: resourcesStack, console: consoleStack } as Synthesized['stacks'],
    manifest: JSON.parse(read('kafka', first(readdirSync(path.join(outdir, 'kafka'))))) as ClusterManifest,
    console,
    text: texts.join('\n'),
    outdir,
  };
}

const containerOf = ({ stacks }: Synthesized): Readonly<Record<string, unknown>> => {
  const container = stacks.console.resource['docker_container']?.['dev-console'];
  if (container === undefined) {
    throw new Error('the stack has no such container');
  }
  return container;
};
const rulesOf = ({ stacks }: Synthesized): readonly string[] =>
  Object.values((stacks.resources.resource as SynthesizedStack['resource'] | undefined)?.['kafka_acl'] ?? {})
    .map((rule) =>
      ['acl_principal', 'acl_operation', 'resource_type', 'resource_name'].map((key) => String(rule[key])).join(' '),
    )
    .sort();
const planOf = ({ stacks }: Synthesized): string => givenTo(stacks.base, 'dev-keytool').files.get('/step/plan') ?? '';
const environmentOf = (synthesized: Synthesized): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (containerOf(synthesized)['env'] as readonly string[]).map((line) => line.split(/=(.*)/s).slice(0, 2)),
  ) as Record<string, string>;
const warningsOf = ({ outdir }: Synthesized): readonly string[] => {
  const { stacks } = JSON.parse(readFileSync(path.join(outdir, 'manifest.json'), 'utf8')) as {
    readonly stacks: Readonly<Record<string, { readonly annotations: readonly { readonly message: string }[] }>>;
  };
  return (stacks['console']?.annotations ?? []).map(({ message }) => message);
};
const quarkus = Console.quarkus(ServerImage.named('console:local'));

describe('A console', () => {
  test('runs as a user that is not root, read-only, without capabilities', () => {
    expect(containerOf(synthesize())).toMatchObject({
      user: '1000:1000',
      read_only: true,
      capabilities: { drop: ['ALL'] },
      security_opts: ['no-new-privileges:true'],
      memory: 768,
    });
  });

  test.each([
    ['Kafbat', {}],
    ['Quarkus', { kind: quarkus }],
  ])('listens on a network of its own alone, which comes before that of the clients by name: %s', (_, props) => {
    const synthesized = synthesize(props);
    const names = (containerOf(synthesized)['networks_advanced'] as readonly { readonly name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['dev-browser-console', 'dev-clients']);
    // The engine publishes ports on the first of them.
    expect([...names].sort()).toEqual(names);
    expect(Object.keys(synthesized.stacks.console.resource['docker_network'] ?? {})).toEqual(['dev-browser-console']);
    expect(containerOf(synthesized)['depends_on']).toContain('docker_network.dev-browser-console');
    expect(JSON.stringify(containerOf(synthesized))).toMatch(
      /SERVER_ADDRESS=dev-console\.dev-browser-console"|-Dquarkus\.http\.host=dev-console\.dev-browser-console"/,
    );
  });

  test('asks who one is where its program can, by a password that is made where it is used', () => {
    const synthesized = synthesize();
    expect(environmentOf(synthesized)).toMatchObject({
      AUTH_TYPE: 'LOGIN_FORM',
      SPRING_SECURITY_USER_NAME: 'admin',
      SPRING_SECURITY_USER_PASSWORD: '$${password}',
      SERVER_REACTIVE_SESSION_COOKIE_SAMESITE: 'strict',
      KAFKA_CLUSTERS_0_METRICS_PROMETHEUSEXPOSE: 'false',
      MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: 'health',
    });
    expect(planOf(synthesized)).toContain('password\t_console\t1\tdev-console-secrets\n');
    expect(synthesized.stacks.base.resource['docker_volume']).toHaveProperty('dev-console-secrets');
    const label = (props: Partial<ConsoleProps>): unknown => containerOf(synthesize(props))['labels'];
    expect(label({ passwordVersion: 2 })).not.toEqual(label({}));
  });

  test('is warned about where others reach a page to which passwords come unencrypted', () => {
    expect(warningsOf(synthesize({ bindAddress: '0.0.0.0' }))).toEqual([
      expect.stringContaining('[PageUnencrypted] console/Console: ') as string,
    ]);
    expect(warningsOf(synthesize({ bindAddress: '127.0.0.2' }))).toEqual([]);
  });

  test('goes through where others reach it and it asks nobody who they are, when the cluster says so', () => {
    const synthesized = synthesize({ bindAddress: '::', kind: quarkus }, { cluster: { allow: ['ConsoleExposed'] } });
    expect(warningsOf(synthesized)).toHaveLength(1);
  });

  test('is published on 127.0.0.1 under the port that it listens on', () => {
    const synthesized = synthesize({ hostPort: 8081 });
    expect(containerOf(synthesized)['ports']).toEqual([
      { external: 8081, internal: 8081, ip: '127.0.0.1', protocol: 'tcp' },
    ]);
    expect(synthesized.console.address).toBe('http://127.0.0.1:8081');
    expect(environmentOf(synthesized)['SERVER_PORT']).toBe('8081');
  });

  test('connects by mutual TLS to the listener for containers', () => {
    expect(environmentOf(synthesize())).toMatchObject({
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'dev-broker-1:9095,dev-broker-2:9095,dev-broker-3:9095',
      KAFKA_CLUSTERS_0_PROPERTIES_SECURITY_PROTOCOL: 'SSL',
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_KEYSTORE_LOCATION: '/etc/kafka/secrets/keystore.p12',
      KAFKA_CLUSTERS_0_READONLY: 'true',
    });
  });

  test('names its passwords and takes them from the file beside its stores', () => {
    expect(environmentOf(synthesize())).toMatchObject({
      SPRING_CONFIG_ADDITIONAL_LOCATION:
        'file:/etc/kafka/secrets/store.properties,file:/etc/console/secrets/password.properties',
      // Terraform's way to write ${keystore}.
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_KEYSTORE_PASSWORD: '$${keystore}',
    });
    expect(containerOf(synthesize({ kind: quarkus }))['entrypoint']).toEqual(
      expect.arrayContaining([
        '-Dquarkus.config.locations=/etc/kafka/secrets/store.properties',
        '-Dkafka.ssl.keystore.password=$${keystore}',
      ]),
    );
  });

  test('begins with a page about Kafka, also where there are others', () => {
    expect(synthesize({ kind: quarkus }).console.address).toBe(
      'http://127.0.0.1:8080/q/dev-ui/quarkus-kafka-client/topics',
    );
  });

  test('has a certificate in a volume that holds nothing else, and its password in another one, both read-only', () => {
    const synthesized = synthesize();
    const certificate = { container_path: '/etc/kafka/secrets', read_only: true, volume_name: 'dev-service-console' };
    expect(containerOf(synthesized)['volumes']).toEqual([
      certificate,
      { container_path: '/etc/console/secrets', read_only: true, volume_name: 'dev-console-secrets' },
    ]);
    expect(containerOf(synthesize({ kind: quarkus }))['volumes']).toEqual([certificate]);
    const line = planOf(synthesized)
      .split('\n')
      .find((each) => each.startsWith('identity\tconsole\t'));
    expect(line).toContain('\tclients\t');
    expect(line).toMatch(/\tdev-service-console$/);
    expect(synthesized.manifest.identities).toContainEqual({
      name: 'console',
      role: 'client',
      volume: 'dev-service-console',
      folder: '',
    });
  });

  test('gives the same stacks whether it is declared before the base or after it', () => {
    expect(synthesize({}, { early: true }).stacks).toEqual(synthesize().stacks);
  });

  test('changes no server: their certificates stay as they are', () => {
    const without = synthesize({ enabled: false });
    expect(synthesize().stacks.cluster).toEqual(without.stacks.cluster);
    expect(synthesize({ user: 'page' }).stacks.cluster).toEqual(without.stacks.cluster);
  });

  test('may look at everything and change nothing', () => {
    expect(rulesOf(synthesize())).toEqual([
      'User:console Describe Cluster kafka-cluster',
      'User:console Describe Group *',
      'User:console Describe Topic *',
      'User:console DescribeConfigs Cluster kafka-cluster',
      'User:console DescribeConfigs Topic *',
      'User:console Read Topic *',
    ]);
  });

  test('may not read records where it is not to show them', () => {
    expect(rulesOf(synthesize({ records: false }))).not.toContain('User:console Read Topic *');
  });

  test('may change topics and groups where it is not read-only, but no rules, users or brokers', () => {
    const synthesized = synthesize({ readOnly: false });
    const added = rulesOf(synthesized).filter((rule) => !rulesOf(synthesize()).includes(rule));
    expect(added).toEqual([
      'User:console Alter Topic *',
      'User:console AlterConfigs Topic *',
      'User:console Create Topic *',
      'User:console Delete Group *',
      'User:console Delete Topic *',
      'User:console Read Group *',
      'User:console Write Topic *',
    ]);
    expect(environmentOf(synthesized)['KAFKA_CLUSTERS_0_READONLY']).toBe('false');
  });

  test('is told of in the manifest, with its address and its memory', () => {
    const { manifest } = synthesize();
    expect(manifest.stacks.services).toEqual(['console']);
    expect(manifest.services).toEqual([
      {
        ...{ name: 'Web console', container: 'dev-console', memory: 805_306_368, address: 'http://127.0.0.1:8080' },
        login: { user: 'admin', volume: 'dev-console-secrets' },
      },
    ]);
    expect(synthesize({ kind: quarkus }).manifest.services).toMatchObject([{ name: 'Web console' }]);
    expect(synthesize({ kind: quarkus }).manifest.services[0]).not.toHaveProperty('login');
    expect(manifest.memory.needed - synthesize({ enabled: false }).manifest.memory.needed).toBe(805_306_368);
  });

  test('leaves its stack, its user and its volume, and nothing else, when it is not enabled', () => {
    const synthesized = synthesize({ enabled: false });
    expect(synthesized.stacks.console.resource).toBeUndefined();
    expect(rulesOf(synthesized)).toEqual([]);
    expect(synthesized.manifest).toMatchObject({ services: [], stacks: { services: ['console'] } });
    expect(synthesized.stacks.base.resource['docker_volume']).toHaveProperty('dev-service-console');
  });

  test('has a pinned version of its official image by default', () => {
    expect(containerOf(synthesize())['image']).toMatch(/^ghcr\.io\/kafbat\/kafka-ui:v\d+\.\d+\.\d+$/);
    expect(containerOf(synthesize({ kind: Console.kafbat(ServerImage.named('own:1')) }))['image']).toBe('own:1');
  });

  test('is made anew when its certificate is', () => {
    const digest = (cluster: Partial<KafkaClusterProps>): string =>
      /"cdktf-kafka.certificate","value":"([0-9a-f]{12})-/.exec(
        JSON.stringify(containerOf(synthesize({}, { cluster }))['labels']),
      )?.[1] ?? '';
    expect(digest({})).not.toBe('');
    expect(digest({ certificateValidity: Duration.days(30) })).not.toBe(digest({}));
  });
});

/** A case of a user by which its container would be named like another one. */
const aContainer = (user: string): [string, Partial<ConsoleProps>, Options, string] => [
  `as a user that is named like the container ${user}`,
  { user },
  {},
  'ServiceUserIllegal',
];

describe('A console fails', () => {
  test.each<[string, Partial<ConsoleProps>, Options, string]>([
    [
      'without a listener for containers with certificates',
      {},
      { cluster: { listeners: LISTENERS } },
      'ConsoleListenerMissing',
    ],
    ['on a port of a broker', { hostPort: 19093 }, {}, 'HostPortTaken'],
    ['on a port that needs privileges', { hostPort: 80 }, {}, 'HostPortIllegal'],
    ['as a certificate user that is there', {}, { cluster: { certificateUsers: ['console'] } }, 'ServiceUserTaken'],
    [
      'where others reach a page that asks nobody who they are',
      { bindAddress: '0.0.0.0', kind: quarkus },
      {},
      'ConsoleExposed',
    ],
    ['with a password of no version', { passwordVersion: 0 }, {}, 'PasswordVersionIllegal'],
    ['as the administrator', { user: 'admin' }, {}, 'ServiceUserTaken'],
    ['as a SCRAM user that is there', {}, { scramUser: 'console' }, 'ServiceUserTaken'],
    ...['broker-1', 'keytool', 'configure', 'keytabs', 'kdc', 'monitoring-configure'].map(aContainer),
    ...['grafana', 'prometheus', 'exporter', 'node-exporter', 'proof', 'rollout-turn'].map(aContainer),
  ])('%s', (_, props, options, code) => {
    expect(codesOf(() => synthesize(props, options))).toEqual([code]);
  });

  test('in the stack of the servers', () => {
    const stack = new TerraformStack(Testing.app(), 'cluster');
    const cluster = new KafkaCluster(stack, 'Kafka', propsOf({ listeners: [...LISTENERS, MUTUAL_TLS] }));
    const resources = new KafkaResources(new TerraformStack(stack, 'resources'), 'Resources', { cluster });
    expect(codesOf(() => new Console(stack, 'Console', { cluster, resources }))).toEqual(['ServiceInClusterStack']);
  });

  test('in the stack of the base, which comes before the servers', () => {
    const app = Testing.app();
    const cluster = new KafkaCluster(
      new TerraformStack(app, 'cluster'),
      'Kafka',
      propsOf({ listeners: [...LISTENERS, MUTUAL_TLS] }),
    );
    const base = new TerraformStack(app, 'base');
    const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
    new KafkaBase(base, 'Base', { cluster });
    expect(codesOf(() => new Console(base, 'Console', { cluster, resources }))).toEqual(['StacksCircular']);
  });

  test('as a user that a SCRAM user is then named like', () => {
    const app = Testing.app();
    const cluster = new KafkaCluster(
      new TerraformStack(app, 'cluster'),
      'Kafka',
      propsOf({ listeners: [...LISTENERS, MUTUAL_TLS] }),
    );
    const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
    new Console(new TerraformStack(app, 'console'), 'Console', { cluster, resources });
    expect(codesOf(() => resources.addUser('console'))).toEqual(['UserIsCertificateUser']);
  });
});
