import { App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  Listener,
  Monitoring,
  Console,
  ServerImage,
  Size,
  UserLogin,
} from '../../../../constructs';
import { codesOf, LISTENERS, modelOf, propsOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

const PLAIN = Listener.published('plain', { firstHostPort: 19_292, authentication: Authentication.plain() });
const PROPS: Partial<KafkaClusterProps> = { listeners: [...LISTENERS, PLAIN] };

const clusterOf = (props: Partial<KafkaClusterProps> = {}): KafkaCluster =>
  new KafkaCluster(new TerraformStack(new App(), 'cluster'), 'Kafka', propsOf({ ...PROPS, ...props }));

describe('a user that is added after the cluster was declared', () => {
  const late = synthesize({ ...PROPS, certificateUsers: ['client'] }, (resources, cluster) => {
    resources.addTopic('orders', { partitions: 1 }).grantProduce(cluster.addUser('legacy', UserLogin.plain()));
  });
  const early = synthesize({ ...PROPS, certificateUsers: ['client'], plainUsers: ['legacy'] }, (resources) => {
    resources.addTopic('orders', { partitions: 1 }).grantProduce({ principal: 'User:legacy' });
  });

  test('is the same to every stack and to the tools as one that the props name', () => {
    expect(late).toEqual(early);
  });

  test('is among those that the brokers are configured for', () => {
    expect(JSON.stringify(late.base.resource['docker_container'])).toContain('user_legacy=');
  });
});

test('users whose names differ in upper and lower case alone are warned about, however they log in', () => {
  const { warnings } = synthesize({ ...PROPS, certificateUsers: ['client', 'Admin'] }, (declared, cluster) => {
    cluster.addUser('CLIENT', UserLogin.plain());
    declared.addUser('Client');
    declared.addUser('billing');
  });
  expect(warnings.flatMap((warning) => /^\[UserNamesAlike\] (\S+ \S+):/.exec(warning)?.[1] ?? [])).toEqual([
    'cluster/Kafka/user Admin',
    'cluster/Kafka/user CLIENT',
    'cluster/Kafka/user Client',
  ]);
});

test('KafkaResources makes a user whatever it logs in by, with its limits', () => {
  const { manifest, resources } = synthesize(PROPS, (declared) => {
    declared.addUser('billing');
    declared.addUser('metrics', { login: UserLogin.certificate(), quota: { consumePerSecond: Size.mebibytes(1) } });
    declared.addUser('legacy', { login: UserLogin.plain({ passwordVersion: 2 }) });
  });
  expect(manifest.users.map(({ name, authentication }) => [name, authentication])).toEqual([
    ['admin', 'certificate'],
    ['metrics', 'certificate'],
    ['legacy', 'plain'],
    ['billing', 'scram'],
  ]);
  expect(Object.keys(resources.resource['kafka_quota'] ?? {})).toEqual(['dev-user-metrics']);
});

test('the login of a SCRAM user says the version of its password and the iterations of its hash', () => {
  const credentials = (props: Parameters<KafkaResources['addUser']>[1]): unknown =>
    synthesize({}, (declared) => declared.addUser('billing', props)).resources.resource['kafka_user_scram_credential'];
  expect(credentials({ login: UserLogin.scram({ passwordVersion: 3, iterations: 4096 }) })).toEqual(
    credentials({ passwordVersion: 3, iterations: 4096 }),
  );
});

describe('a user fails', () => {
  test.each<readonly [string, string, (cluster: KafkaCluster) => unknown]>([
    ['UserNameIllegal', 'named like the administrator', (cluster) => cluster.addUser('admin', UserLogin.certificate())],
    ['UserNameIllegal', 'named like a path', (cluster) => cluster.addUser('../a', UserLogin.plain())],
    [
      'PasswordVersionIllegal',
      'with version 0',
      (cluster) => cluster.addUser('a', UserLogin.plain({ passwordVersion: 0 })),
    ],
    ['KerberosListenerMissing', 'without a listener', (cluster) => cluster.addUser('a', UserLogin.kerberos())],
    ['ScramUserMisplaced', 'with SCRAM, which Kafka keeps', (cluster) => cluster.addUser('a', UserLogin.scram())],
  ])('with %s when it is added %s', (code, _, add) => {
    expect(codesOf(() => add(clusterOf()))).toContain(code);
  });

  test('that is declared twice, whoever declares it and however it logs in', () => {
    const add = (props: Partial<KafkaClusterProps>, ...logins: readonly UserLogin[]): readonly string[] =>
      codesOf(() =>
        synthesize({ ...PROPS, ...props }, (resources, cluster) => {
          resources.addUser('scram');
          for (const login of logins) {
            cluster.addUser('scram', login);
          }
        }),
      );
    expect(add({}, UserLogin.certificate())).toEqual(['UserDuplicate']);
    const cluster = clusterOf({ plainUsers: ['legacy'] });
    cluster.addUser('a', UserLogin.certificate());
    expect(codesOf(() => cluster.addUser('a', UserLogin.plain()))).toEqual(['UserDuplicate']);
    expect(codesOf(() => cluster.addUser('legacy', UserLogin.certificate()))).toEqual(['UserDuplicate']);
  });

  test('whose login is said twice', () => {
    expect(
      codesOf(() =>
        synthesize({}, (resources) => resources.addUser('a', { login: UserLogin.scram(), passwordVersion: 2 })),
      ),
    ).toEqual(['UserLoginTwice']);
  });
});

test('what is wrong with users that the props name is found with everything else that is wrong', () => {
  expect(codesOf(() => modelOf({ replicationFactor: 9, plainUsers: ['a'] }))).toEqual(
    expect.arrayContaining(['ReplicationTooHigh', 'PlainListenerMissing']),
  );
});

describe('a cluster that stands already fails', () => {
  const app = new App();
  const stackOf = (id: string): TerraformStack => new TerraformStack(app, id);
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stackOf('cluster'), 'Kafka', {
    name: 'prod',
    bootstrapServers: ['kafka-1.example.org:9093'],
    brokerCount: 3,
  });
  const resources = new KafkaResources(stackOf('resources'), 'Resources', { cluster });

  test.each<readonly [string, () => unknown]>([
    ['a base', () => new KafkaBase(stackOf('base'), 'Base', { cluster })],
    [
      'monitoring',
      () =>
        new Monitoring(stackOf('monitoring'), 'Monitoring', {
          ...{ cluster, resources, images: { exporter: ServerImage.named('exporter:1') } },
        }),
    ],
    ['a console', () => new Console(stackOf('console'), 'Console', { cluster, resources })],
    ['a certificate user', () => resources.addUser('metrics', { login: UserLogin.certificate() })],
  ])('to have %s, which is made of its servers', (_, declare) => {
    expect(codesOf(declare)).toEqual(['ClusterNotDeclaredHere']);
  });
});

test('a cluster that stands already is also found by the name that its factory had before', () => {
  const former: Pick<typeof KafkaCluster, 'fromAttributes'> = KafkaCluster;
  const cluster = former.fromAttributes(new TerraformStack(new App(), 'cluster'), 'Kafka', {
    name: 'prod',
    bootstrapServers: ['kafka-1.example.org:9093'],
    brokerCount: 1,
  });
  expect(cluster.brokerCount).toBe(1);
});
