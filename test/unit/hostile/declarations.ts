import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Testing, TerraformStack } from 'cdktf';
import {
  Authentication,
  CertificateAuthority,
  Console,
  ContainerLogs,
  DriftIgnore,
  Duration,
  Host,
  KafkaBase,
  type KafkaBaseProps,
  KafkaCluster,
  type KafkaClusterAttributes,
  type KafkaClusterProps,
  KafkaPlatform,
  type KafkaPlatformProps,
  KafkaResources,
  type KafkaResourcesProps,
  KafkaVersion,
  KerberosRealm,
  Listener,
  Metadata,
  type MigrationProps,
  Monitoring,
  Principal,
  ProjectTools,
  QuotaEntity,
  ServerImage,
  Size,
  type TopicProps,
  TokenIssuer,
  UserLogin,
  ZooKeeperVersion,
} from '../../../constructs';
import { AUTHORITY, JWKS, online } from '../fixtures/token-issuer';
import type { Callable } from '../../../model/arguments/check-arguments';
import { SIGNATURES } from '../../../model/arguments/generated/signatures';
import type { Path } from './hostile-values';

/** Props of a cluster on two hosts, with a server on the second one, too. */
const ON_TWO_HOSTS: Partial<KafkaClusterProps> = {
  hosts: [Host.of('ssh://kafka-a'), Host.of('ssh://kafka-b', { brokers: [1] })],
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', {
      ...{ firstHostPort: 19192, authentication: Authentication.mutualTls(), bindAddress: '0.0.0.0' },
    }),
  ],
};

/** What stands in an app beside what is tried. */
interface Stage {
  readonly app: App;
  readonly cluster: KafkaCluster;
  readonly resources: KafkaResources;
}

/** What stands in an app with resources alone, which takes a fraction of the time. */
type Resources = Pick<Stage, 'resources'>;

/** A callable as a declaration uses it: arguments that are as they should be, and an app that takes others. */
export interface Declaration {
  /** Without those of the construct tree. */
  readonly args: () => readonly unknown[];
  readonly declare: (args: readonly unknown[]) => Output;
}

/** What an app was rendered to: every file of Terraform and of the tools, by its path. */
export type Output = Readonly<Record<string, string>>;

type Called<F> = F extends (...args: never[]) => infer R ? R : never;

/** Whatever the arguments are, they are handed over as a program in JavaScript does. */
function call<C extends object, K extends keyof C>(owner: C, name: K, args: readonly unknown[]): Called<C[K]> {
  return Reflect.apply(owner[name] as (...args: never[]) => unknown, owner, args) as Called<C[K]>;
}

const construct = (type: new (...args: never[]) => object, args: readonly unknown[]): object =>
  Reflect.construct(type, args) as object;

const AGENT = { metricsAgent: '/opt/agent.jar' };
/** A cluster with metrics; the others do without, for the dashboards' sake. */
const WATCHED = {
  kafka: ServerImage.named('registry.example.org/kafka:1', AGENT),
  zookeeper: ServerImage.named('registry.example.org/zookeeper:1', AGENT),
};
const MTLS = Listener.published('mtls', { firstHostPort: 19192, authentication: Authentication.mutualTls() });

const clusterProps = (more: Partial<KafkaClusterProps> = {}): KafkaClusterProps => ({
  name: 'dev',
  brokers: 1,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    MTLS,
    Listener.published('scram', { firstHostPort: 19092, authentication: Authentication.scram() }),
    Listener.internal('apps', { port: 9094, authentication: Authentication.mutualTls() }),
  ],
  ...more,
});

/** One folder for all: a synthesis takes away what was there. */
const outdir = mkdtempSync(path.join(tmpdir(), 'hostile-'));
process.once('exit', () => {
  rmSync(outdir, { recursive: true, force: true });
});

/** cdktf's register of tokens. It keeps each that was ever made, and by it the app that it was made in. */
const tokens = (): readonly Map<unknown, unknown>[] => {
  const { __cdktfTokenMap: register } = globalThis as { readonly __cdktfTokenMap?: object };
  return Object.values(register ?? {}).filter((each) => each instanceof Map);
};
/** Those of no app. */
const shared = new Set(tokens().flatMap((each) => [...each.keys()]));

/** The next app. Those before it go: of thousands, the collection of garbage would take most of the time. */
function newApp(): App {
  for (const each of tokens()) {
    for (const token of each.keys()) {
      if (!shared.has(token)) {
        each.delete(token);
      }
    }
  }
  return Testing.stubVersion(new App({ outdir, stackTraces: false }));
}

interface Parts {
  readonly cluster?: unknown;
  readonly base?: unknown;
  readonly resources?: unknown;
  readonly declare?: (stage: Stage) => void;
}

/** Renders an app. */
function render(parts: Parts): Output {
  const {
    cluster: given,
    base,
    resources: more,
    declare,
  } = { cluster: clusterProps(), base: {}, resources: {}, ...parts };
  return renderApp((app) => {
    const cluster = construct(KafkaCluster, [new TerraformStack(app, 'cluster'), 'Kafka', given]) as KafkaCluster;
    construct(KafkaBase, [new TerraformStack(app, 'base'), 'Base', withCluster(base, cluster)]);
    const resources = construct(KafkaResources, [
      new TerraformStack(app, 'resources'),
      'Resources',
      withCluster(more, cluster),
    ]) as KafkaResources;
    declare?.({ app, cluster, resources });
  });
}

function renderApp(declare: (app: App) => void): Output {
  const app = newApp();
  declare(app);
  app.synth();
  return Object.fromEntries(
    readdirSync(outdir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json') && file !== 'manifest.json')
      .map((file) => [file, readFileSync(path.join(outdir, file), 'utf8')]),
  );
}

/** What isn't even an object stays what it is. */
const withCluster = (props: unknown, cluster: KafkaCluster): unknown => addTo(props, { cluster });

const renderWith = (more: Partial<KafkaClusterProps>): Output => render({ cluster: clusterProps(more) });

/** For what makes one value of a cluster's props. */
const valued = <C extends object, K extends keyof C>(
  owner: C,
  name: K,
  args: () => readonly unknown[],
  use: (value: Called<C[K]>) => Output,
): Declaration => ({
  args,
  declare: (given) => use(call(owner, name, given)),
});

/** For a method of the cluster. */
const clusterMethod = (
  args: () => readonly unknown[],
  declare: (stage: Stage, args: readonly unknown[]) => void,
): Declaration => ({
  args,
  declare: (given) =>
    render({
      declare: (stage) => {
        declare(stage, given);
      },
    }),
});

/** For a method of the resources, or of a topic. */
const method = (
  args: () => readonly unknown[],
  declare: (stage: Resources, args: readonly unknown[]) => void,
): Declaration => ({
  args,
  declare: (given) =>
    existing(ATTRIBUTES, (resources) => {
      resources.addUser('alice');
      declare({ resources }, given);
    }),
});

const ALICE = { principal: 'User:alice' };
const topicOf = ({ resources }: Resources): ReturnType<KafkaResources['addTopic']> =>
  resources.addTopic('orders', { partitions: 1 });

const duration = (unit: 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days'): Declaration =>
  valued(
    Duration,
    unit,
    () => [10_000],
    (retention) => renderWith({ settings: { retention } }),
  );
const size = (unit: 'bytes' | 'kibibytes' | 'mebibytes' | 'gibibytes'): Declaration =>
  valued(
    Size,
    unit,
    () => [2 ** 20],
    (retentionSize) => renderWith({ settings: { retentionSize } }),
  );
const listener = (made: Listener): Output => renderWith({ listeners: [MTLS, made] });
const realm = (made: KerberosRealm): Output =>
  render({
    cluster: clusterProps({
      listeners: [MTLS, Listener.internal('tickets', { port: 9095, authentication: Authentication.gssapi(made) })],
    }),
    declare: ({ cluster }) => cluster.addUser('alice', UserLogin.kerberos()),
  });
const REALM = KerberosRealm.managed({ realm: 'EXAMPLE.ORG', hostPort: 18088 });
const issuer = (made: TokenIssuer): Output =>
  render({
    cluster: clusterProps({
      listeners: [MTLS, Listener.internal('tokens', { port: 9095, authentication: Authentication.oauthBearer(made) })],
    }),
    declare: ({ cluster }) => cluster.addUser('carol', UserLogin.oauthBearer()),
  });
const ISSUED = { issuer: 'https://login.example.org', audiences: ['kafka'], principalClaim: 'azp', scope: 'kafka' };
const login = (made: UserLogin, listeners: readonly Listener[] = [MTLS]): Output =>
  render({
    cluster: clusterProps({ listeners: [...clusterProps().listeners, ...listeners.filter((each) => each !== MTLS)] }),
    declare: ({ resources }) => resources.addUser('bob', { login: made }),
  });
const kafkaImage = (kafka: ServerImage): Output => renderWith({ images: { ...WATCHED, kafka } });
/** Resources on a cluster that stands already. */
function existing(attributes: unknown, declare: (resources: KafkaResources) => void): Output {
  const app = newApp();
  const stack = new TerraformStack(app, 'resources');
  const cluster = call(KafkaCluster, 'fromKafkaClusterAttributes', [stack, 'Kafka', attributes]);
  declare(new KafkaResources(stack, 'Resources', { cluster }));
  app.synth();
  return { 'cdk.tf.json': readFileSync(path.join(outdir, 'stacks', 'resources', 'cdk.tf.json'), 'utf8') };
}
const external = (attributes: unknown): Output =>
  existing(attributes, (resources) => resources.addTopic('orders', { partitions: 1 }));
const ATTRIBUTES: KafkaClusterAttributes = {
  name: 'dev',
  bootstrapServers: ['kafka-1.example.org:9093'],
  brokerCount: 3,
};

/** What a platform hands on as it is, to what is tried by itself. */
const { KafkaClusterProps: ofCluster, MonitoringProps: ofMonitoring, ConsoleProps: ofConsole } = SIGNATURES.interfaces;
const HANDED_ON: readonly Path[] = [
  ...Object.keys(ofCluster).map((prop) => [prop]),
  ...Object.keys(ofMonitoring).map((prop) => ['monitoring', prop]),
  ...Object.keys(ofConsole).map((prop) => ['console', prop]),
];
export const isHandedOn = (name: Callable, path: Path): boolean =>
  name === 'KafkaPlatform' && HANDED_ON.some((steps) => steps.every((step, index) => path[index] === step));

/** What is no declaration: errors are for those who catch them. */
export const NO_DECLARATIONS: readonly Callable[] = ['CodedError'];

/** Every callable of the public API, by its name. */
export const DECLARATIONS: Readonly<Partial<Record<Callable, Declaration>>> = {
  KafkaCluster: { args: () => [clusterProps()], declare: ([cluster]) => render({ cluster }) },
  KafkaPlatform: {
    args: () => [{ brokers: 1, metadata: Metadata.zooKeeper({ nodes: 1 }) } satisfies KafkaPlatformProps],
    declare: ([props]) => renderApp((app) => construct(KafkaPlatform, [app, 'dev', props])),
  },
  'ProjectTools.forCluster': {
    args: () => [],
    declare: () => renderApp((app) => call(ProjectTools, 'forCluster', [app, 'dev'])),
  },
  KafkaBase: {
    args: () => [{} satisfies Partial<KafkaBaseProps>],
    // What hands certificates over is called where there is a host to hand them to.
    declare: ([base]) =>
      render({
        base,
        ...(typeof base === 'object' && base !== null && 'handover' in base && { cluster: clusterProps(ON_TWO_HOSTS) }),
      }),
  },
  KafkaResources: {
    args: () => [{} satisfies Partial<KafkaResourcesProps>],
    declare: ([resources]) => render({ resources }),
  },
  Console: {
    args: () => [{}],
    declare: ([props]) =>
      render({
        declare: ({ app, cluster, resources }) => {
          construct(Console, [new TerraformStack(app, 'console'), 'Console', addTo(props, { cluster, resources })]);
        },
      }),
  },
  Monitoring: {
    args: () => [{ images: { exporter: ServerImage.named('registry.example.org/exporter:1') } }],
    declare: ([props]) =>
      render({
        cluster: clusterProps({ images: WATCHED }),
        declare: ({ app, cluster, resources }) => {
          construct(Monitoring, [new TerraformStack(app, 'monitoring'), 'Watch', addTo(props, { cluster, resources })]);
        },
      }),
  },
  'KafkaCluster.fromKafkaClusterAttributes': { args: () => [ATTRIBUTES], declare: ([given]) => external(given) },
  'KafkaCluster.fromAttributes': { args: () => [ATTRIBUTES], declare: ([given]) => external(given) },
  'KafkaCluster#addUser': clusterMethod(
    () => ['bob', UserLogin.certificate()],
    ({ cluster }, args) => call(cluster, 'addUser', args),
  ),
  ...Object.fromEntries(
    (['certificateUser', 'plainUser', 'kerberosUser'] as const).map((name) => [
      `KafkaCluster#${name}`,
      clusterMethod(
        () => ['bob'],
        ({ cluster }, args) => call(cluster, name, args),
      ),
    ]),
  ),
  'KafkaResources#addTopic': method(
    () => ['orders', { partitions: 1 } satisfies TopicProps],
    ({ resources }, args) => call(resources, 'addTopic', args),
  ),
  'KafkaResources#addUser': method(
    () => ['bob', {}],
    ({ resources }, args) => call(resources, 'addUser', args),
  ),
  'KafkaResources#addAcl': method(
    () => [{ resourceType: 'Group', resourceName: 'billing', principal: ALICE, operation: 'Read' }],
    ({ resources }, args) => {
      call(resources, 'addAcl', args);
    },
  ),
  'KafkaResources#addQuota': method(
    () => [QuotaEntity.everyUser(), { producePerSecond: Size.mebibytes(1) }],
    ({ resources }, args) => {
      call(resources, 'addQuota', args);
    },
  ),
  'KafkaResources#grant': method(
    () => [ALICE, 'administer', { topic: 'orders', group: 'billing', transactionalId: 'billing-', cluster: true }],
    ({ resources }, args) => call(resources, 'grant', args),
  ),
  'KafkaResources#grantAdmin': method(
    () => [ALICE],
    ({ resources }, args) => call(resources, 'grantAdmin', args),
  ),
  'KafkaResources#grantTransactions': method(
    () => [ALICE, 'billing-'],
    ({ resources }, args) => call(resources, 'grantTransactions', args),
  ),
  'KafkaResources#topicsWithPrefix': method(
    () => ['orders-'],
    ({ resources }, args) => call(resources, 'topicsWithPrefix', args).grantProduce(ALICE),
  ),
  'Topic#grant': method(
    () => [ALICE, ['Read']],
    (stage, [grantee, operations]) => {
      const topic = topicOf(stage);
      // The operations are the rest of the parameters.
      call(topic, 'grant', [grantee, ...(Array.isArray(operations) ? (operations as unknown[]) : [operations])]);
    },
  ),
  'Topic#grantConsume': method(
    () => [ALICE, { group: 'billing' }],
    (stage, args) => {
      const topic = topicOf(stage);
      call(topic, 'grantConsume', args);
    },
  ),
  ...Object.fromEntries(
    (['grantAdmin', 'grantDescribe', 'grantProduce'] as const).map((name) => [
      `Topic#${name}`,
      method(
        () => [ALICE],
        (stage, args) => {
          const topic = topicOf(stage);
          call(topic, name, args);
        },
      ),
    ]),
  ),
  'Authentication.anyOf': {
    args: () => [Authentication.scramSha256(), [Authentication.scramSha512()]],
    declare: ([one, others]) =>
      listener(
        Listener.internal('any', {
          port: 9096,
          authentication: call(Authentication, 'anyOf', [
            one,
            ...(Array.isArray(others) ? (others as unknown[]) : [others]),
          ]),
        }),
      ),
  },
  'Authentication.oauthBearer': valued(
    Authentication,
    'oauthBearer',
    () => [online()],
    (authentication) => listener(Listener.internal('tokens', { port: 9095, authentication })),
  ),
  'Authentication.gssapi': valued(
    Authentication,
    'gssapi',
    () => [REALM],
    (authentication) =>
      render({
        cluster: clusterProps({ listeners: [MTLS, Listener.internal('tickets', { port: 9095, authentication })] }),
        declare: ({ cluster }) => cluster.addUser('alice', UserLogin.kerberos()),
      }),
  ),
  'Authentication.oneWayTls': valued(
    Authentication,
    'oneWayTls',
    () => [{}],
    (authentication) => listener(Listener.internal('encrypted', { port: 9096, authentication })),
  ),
  'CertificateAuthority.existing': valued(
    CertificateAuthority,
    'existing',
    () => [{ keystore: '/nowhere/ca.p12', passwordFile: '/nowhere/password' }],
    (servers) => renderWith({ authorities: { servers } }),
  ),
  'Console.kafbat': valued(
    Console,
    'kafbat',
    () => [ServerImage.named('registry.example.org/console:1')],
    (kind) =>
      render({
        declare: ({ app, cluster, resources }) => {
          new Console(new TerraformStack(app, 'console'), 'Console', { cluster, resources, kind });
        },
      }),
  ),
  'Console.quarkus': valued(
    Console,
    'quarkus',
    () => [ServerImage.named('registry.example.org/console:1')],
    (kind) =>
      render({
        declare: ({ app, cluster, resources }) => {
          new Console(new TerraformStack(app, 'console'), 'Console', { cluster, resources, kind });
        },
      }),
  ),
  'ContainerLogs.rotated': valued(
    ContainerLogs,
    'rotated',
    () => [{ maxSize: Size.mebibytes(1), maxFiles: 2 }],
    (logs) => renderWith({ logs }),
  ),
  'ContainerLogs.driver': valued(
    ContainerLogs,
    'driver',
    () => ['journald', { tag: 'kafka' }],
    (logs) => renderWith({ logs }),
  ),
  ...Object.fromEntries(
    (
      [
        ...(['user', 'usersWithPrefix', 'topic', 'topicsWithPrefix'] as const),
        ...(['topicSetting', 'brokerSetting', 'clientId', 'ipAddress'] as const),
      ] as const
    ).map((name) => [
      `DriftIgnore.${name}`,
      valued(
        DriftIgnore,
        name,
        () => [name === 'ipAddress' ? '10.0.0.1' : 'somebody'],
        (ignored) => renderWith({ driftIgnore: [ignored] }),
      ),
    ]),
  ),
  'Duration.milliseconds': duration('milliseconds'),
  'Duration.seconds': duration('seconds'),
  'Duration.minutes': duration('minutes'),
  'Duration.hours': duration('hours'),
  'Duration.days': duration('days'),
  'Size.bytes': size('bytes'),
  'Size.kibibytes': size('kibibytes'),
  'Size.mebibytes': size('mebibytes'),
  'Size.gibibytes': size('gibibytes'),
  'KafkaVersion.of': valued(
    KafkaVersion,
    'of',
    () => ['3.9.2'],
    (version) => renderWith({ version }),
  ),
  'ZooKeeperVersion.of': valued(
    ZooKeeperVersion,
    'of',
    () => ['3.8.6'],
    (version) => renderWith({ metadata: Metadata.zooKeeper({ nodes: 1, version }) }),
  ),
  'KerberosRealm.managed': valued(KerberosRealm, 'managed', () => [{ realm: 'EXAMPLE.ORG', hostPort: 18088 }], realm),
  'KerberosRealm.existing': valued(
    KerberosRealm,
    'existing',
    () => [{ realm: 'EXAMPLE.ORG', kdcs: ['kdc.example.org:88'], keytabs: 'keytabs' }],
    realm,
  ),
  'TokenIssuer.online': valued(
    TokenIssuer,
    'online',
    () => [{ ...ISSUED, jwksUrl: 'https://login.example.org/jwks', tokenUrl: 'https://login.example.org/token' }],
    issuer,
  ),
  'TokenIssuer.offline': valued(
    TokenIssuer,
    'offline',
    () => [{ ...ISSUED, jwks: JWKS, authority: AUTHORITY }],
    issuer,
  ),
  'Host.of': valued(
    Host,
    'of',
    () => ['ssh://kafka-a', { address: '10.0.0.1', name: 'a', rack: 'left', brokers: [1], metadataServers: [1] }],
    (host) => renderWith({ hosts: [host], metadata: Metadata.zooKeeper({ nodes: 1 }) }),
  ),
  'Listener.internal': valued(
    Listener,
    'internal',
    () => ['inside', { port: 9097, authentication: Authentication.scram() }],
    listener,
  ),
  'Listener.published': valued(
    Listener,
    'published',
    () => ['outside', { firstHostPort: 19292, authentication: Authentication.scram() }],
    listener,
  ),
  'Metadata.kraft': valued(
    Metadata,
    'kraft',
    () => [{ controllers: 1, features: KafkaVersion.V3_9_2 }],
    (metadata) => renderWith({ metadata }),
  ),
  'Metadata.migration': valued(
    Metadata,
    'migration',
    () => [
      {
        from: Metadata.zooKeeper({ nodes: 1 }),
        to: Metadata.kraft({ controllers: 1 }),
        phase: 'provision',
      } satisfies MigrationProps,
    ],
    (metadata) => renderWith({ metadata, gate: 'gate' }),
  ),
  'Metadata.zooKeeper': valued(
    Metadata,
    'zooKeeper',
    () => [{ nodes: 1 }],
    (metadata) => renderWith({ metadata }),
  ),
  'Principal.external': valued(
    Principal,
    'external',
    () => ['somebody'],
    (principal) =>
      render({ declare: ({ resources }) => resources.topicsWithPrefix('orders-').grantProduce(principal) }),
  ),
  'QuotaEntity.clientId': valued(
    QuotaEntity,
    'clientId',
    () => ['loader'],
    (entity) =>
      existing(ATTRIBUTES, (resources) => {
        resources.addQuota(entity, { producePerSecond: Size.mebibytes(1) });
      }),
  ),
  'QuotaEntity.user': valued(
    QuotaEntity,
    'user',
    () => [Principal.external('somebody')],
    (entity) =>
      existing(ATTRIBUTES, (resources) => {
        resources.addQuota(entity, { producePerSecond: Size.mebibytes(1) });
      }),
  ),
  'ServerImage.named': valued(ServerImage, 'named', () => ['registry.example.org/kafka:1', AGENT], kafkaImage),
  'ServerImage.official': valued(
    ServerImage,
    'official',
    () => ['registry.example.org/kafka', '3.9.2', {}],
    (kafka) => renderWith({ images: { kafka } }),
  ),
  'ServerImage.officialKafka': valued(
    ServerImage,
    'officialKafka',
    () => [KafkaVersion.V3_9_2, {}],
    (kafka) => renderWith({ images: { kafka } }),
  ),
  'ServerImage.officialZooKeeper': valued(
    ServerImage,
    'officialZooKeeper',
    () => [ZooKeeperVersion.V3_8_6, {}],
    (zookeeper) => renderWith({ metadata: Metadata.zooKeeper({ nodes: 1, image: zookeeper }) }),
  ),
  'UserLogin.scram': valued(
    UserLogin,
    'scram',
    () => [{}],
    (made) => login(made),
  ),
  'UserLogin.certificate': valued(
    UserLogin,
    'certificate',
    () => [{}],
    (made) => login(made),
  ),
  'UserLogin.plain': valued(
    UserLogin,
    'plain',
    () => [{}],
    (made) => login(made, [Listener.internal('plain', { port: 9098, authentication: Authentication.plain() })]),
  ),
  'UserLogin.kerberos': valued(
    UserLogin,
    'kerberos',
    () => [{}],
    (made) => login(made, [Listener.internal('tickets', { port: 9095, authentication: Authentication.gssapi(REALM) })]),
  ),
};

const addTo = (props: unknown, more: object): unknown =>
  typeof props === 'object' && props !== null && !Array.isArray(props)
    ? Object.assign(
        // Reads what the props have, however they have it.
        Object.create(props) as object,
        Object.fromEntries(Object.entries(more).filter(([name]) => !(name in props))),
      )
    : props;

/** What the props of an interface need beside the one that is tried, wherever one stands inside another. */
export const EXAMPLES: Readonly<Record<string, object>> = {
  PlainUserProps: { name: 'bob' },
  KerberosUserProps: { name: 'bob' },
  MonitoringImages: { exporter: ServerImage.named('registry.example.org/exporter:1') },
  IPrincipal: {},
};
