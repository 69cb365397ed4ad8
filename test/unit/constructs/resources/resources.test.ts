import { App, TerraformStack } from 'cdktf';
import {
  Authentication,
  Duration,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  Listener,
  Principal,
  Size,
  UserLogin,
} from '../../../../constructs';
import { codesOf, LISTENERS, propsOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

/** Listeners at which each SCRAM mechanism is taken. */
const BOTH_SCRAM = LISTENERS.filter(({ name }) => name !== 'APPS');

function resourcesOf(...listeners: Listener[]): KafkaResources {
  const app = new App();
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', {
    ...propsOf(),
    ...(listeners.length > 0 && { listeners }),
  });
  return new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster });
}

describe('a topic', () => {
  test('always has min.insync.replicas written out', () => {
    const { resources } = synthesize({}, (declared) => {
      declared.addTopic('three', { partitions: 1 });
      declared.addTopic('two', { partitions: 1, replicationFactor: 2 });
    });
    expect(resources.resource['kafka_topic']).toMatchObject({
      'dev-three': { replication_factor: 3, config: { 'min.insync.replicas': '2' } },
      'dev-two': { replication_factor: 2, config: { 'min.insync.replicas': '1' } },
    });
  });

  test('writes units as the numbers that Kafka wants', () => {
    const { manifest } = synthesize({}, (declared) => {
      declared.addTopic('a', { partitions: 1, retention: Duration.days(7), segmentSize: Size.mebibytes(64) });
    });
    expect(manifest.topics[0]?.config).toEqual({
      'min.insync.replicas': '2',
      'retention.ms': '604800000',
      'segment.bytes': '67108864',
    });
  });

  test('keeps its address when the construct that declares it is renamed or another one is declared before it', () => {
    const addresses = (id: string, ...names: string[]): readonly string[] => {
      const { resources } = synthesize(
        {},
        (declared) => {
          for (const name of names) {
            declared.addTopic(name, { partitions: 1 });
          }
        },
        id,
      );
      return Object.keys(resources.resource['kafka_topic'] ?? {});
    };
    expect(addresses('Renamed', 'first', 'orders')).toEqual(
      expect.arrayContaining([...addresses('Resources', 'orders')]),
    );
  });

  test('keeps its address apart from one whose name differs in punctuation alone', () => {
    const { resources } = synthesize({}, (declared) => {
      declared.addTopic('a.b', { partitions: 1 });
      declared.addTopic('ab', { partitions: 1 });
      declared.addTopic('a_b', { partitions: 1 });
    });
    expect(Object.keys(resources.resource['kafka_topic'] ?? {})).toHaveLength(3);
  });

  test.each([
    ['TopicNameIllegal', 'a b', { partitions: 1 }],
    ['TopicNameIllegal', '..', { partitions: 1 }],
    ['TopicNameReserved', '__consumer_offsets', { partitions: 1 }],
    ['SettingOutOfRange', 'a', { partitions: 1, maxMessageSize: Size.gibibytes(2) }],
    ['SettingOutOfRange', 'a', { partitions: 1, segmentSize: Size.bytes(13) }],
    ['FormerAddressIllegal', 'a', { partitions: 1, movedFrom: 'orders' }],
    ['AddressTaken', 'a', { partitions: 1, movedFrom: 'kafka_topic.dev-a' }],
    ['RemoteStorageIllegal', 'a', { partitions: 1, config: { 'remote.storage.enable': true } }],
    ['RemoteStorageIllegal', 'a', { partitions: 1, config: { 'remote.storage.enable': ' TRUE ' } }],
    ['PartitionsIllegal', 'a', { partitions: 0 }],
    ['ReplicationTooHigh', 'a', { partitions: 1, replicationFactor: 4 }],
    ['MinInsyncReplicasTooHigh', 'a', { partitions: 1, minInsyncReplicas: 4 }],
    ['MinInsyncReplicasEqualsFactor', 'a', { partitions: 1, minInsyncReplicas: 3 }],
    ['TopicConfigUnknown', 'a', { partitions: 1, config: { 'log.retention.ms': 1 } }],
    ['SettingInexact', 'a', { partitions: 1, config: { 'retention.ms': Number('9223372036854775807') } }],
    ['SettingMalformed', 'a', { partitions: 1, config: { 'segment.ms': '1h' } }],
    ['SettingValueUnknown', 'a', { partitions: 1, config: { 'message.timestamp.type': 'Now' } }],
    ['TopicConfigTwice', 'a', { partitions: 1, config: { 'min.insync.replicas': 1 } }],
  ])('fails with %s', (code, name, props) => {
    expect(codesOf(() => resourcesOf().addTopic(name, props))).toContain(code);
  });

  test.each([
    [true, {}],
    [true, { 'local.retention.ms': 604_800_000 }],
    [true, { 'local.retention.ms': -2, 'local.retention.bytes': 2 ** 40 }],
    [true, { 'retention.ms': -1, 'local.retention.ms': -1 }],
    [false, { 'local.retention.ms': 604_800_001 }],
    [false, { 'local.retention.ms': -1 }],
    [false, { 'retention.ms': 5, 'local.retention.ms': 6 }],
    [false, { 'retention.bytes': 5, 'local.retention.bytes': 6 }],
    [false, { 'retention.bytes': 5, 'local.retention.bytes': -1 }],
    [false, { 'cleanup.policy': 'delete,compact' }],
  ])('with a remote storage goes through (%s) with %j', (goes, config) => {
    const storage = { 'remote.log.storage.system.enable': true };
    const call = (): unknown =>
      synthesize({ brokerProperties: storage }, (declared) => {
        declared.addTopic('a', { partitions: 1, config: { 'remote.storage.enable': true, ...config } });
      });
    expect(codesOf(call)).toEqual(goes ? [] : ['RemoteStorageIllegal']);
  });

  test('with a remote storage is held against what brokers keep and compact by default', () => {
    const codes = (brokerProperties: Readonly<Record<string, string>>, config: object): readonly string[] =>
      codesOf(() =>
        synthesize(
          { brokerProperties: { 'remote.log.storage.system.enable': 'true', ...brokerProperties } },
          (declared) => {
            declared.addTopic('a', { partitions: 1, config: { 'remote.storage.enable': true, ...config } });
          },
        ),
      );
    expect(codes({ 'log.cleanup.policy': 'compact' }, {})).toEqual(['RemoteStorageIllegal']);
    expect(codes({ 'log.retention.minutes': '10' }, { 'local.retention.ms': 600_000 })).toEqual([]);
    expect(codes({ 'log.retention.minutes': '10' }, { 'local.retention.ms': 600_001 })).toEqual([
      'RemoteStorageIllegal',
    ]);
    expect(codes({ 'log.local.retention.ms': '7200001', 'log.retention.hours': '2' }, {})).toEqual([
      'RemoteStorageIllegal',
    ]);
  });

  test('with a remote storage is held against nothing that is not known: what brokers look up', () => {
    const storage = { 'remote.log.storage.system.enable': true, 'log.retention.ms': '${file:/etc/kafka/kept:all}' };
    const call = (): unknown =>
      synthesize({ brokerProperties: storage }, (declared) => {
        declared.addTopic('a', {
          partitions: 1,
          config: { 'remote.storage.enable': true, 'local.retention.ms': 604_800_001 },
        });
      });
    expect(codesOf(call)).toEqual([]);
  });

  test('takes a number that JavaScript does not hold, as a bigint or a text', () => {
    const { resources } = synthesize({}, (declared) => {
      declared.addTopic('a', { partitions: 1, config: { 'retention.ms': 9_223_372_036_854_775_807n } });
      declared.addTopic('b', { partitions: 1, config: { 'retention.ms': '9223372036854775807' } });
    });
    for (const name of ['a', 'b']) {
      expect(resources.resource['kafka_topic']?.[`dev-${name}`]).toMatchObject({
        config: { 'retention.ms': '9223372036854775807' },
      });
    }
  });

  test('takes a configuration that only some brokers know when it is let through', () => {
    const { resources } = synthesize({}, (declared) => {
      declared.addTopic('a', { partitions: 1, config: { 'vendor.tier': 'cold' }, allow: ['TopicConfigUnknown'] });
    });
    expect(resources.resource['kafka_topic']?.['dev-a']).toMatchObject({ config: { 'vendor.tier': 'cold' } });
  });

  test.each([
    ['TopicElectionUnclean', { partitions: 1, config: { 'unclean.leader.election.enable': true } }],
    [
      'TopicElectionUnclean',
      { partitions: 1, replicationFactor: 2, config: { 'unclean.leader.election.enable': 'TRUE' } },
    ],
    ['TopicElectionUnclean', { partitions: 1, config: { 'unclean.leader.election.enable': ' true ' } }],
    ['MinInsyncReplicasLow', { partitions: 1, minInsyncReplicas: 1 }],
  ] as const)('%s is warned about: it loses records that were acknowledged', (code, props) => {
    const resources = resourcesOf();
    const warned = (): readonly string[] =>
      resources.node.findAll().flatMap(({ node }) => node.metadata.map(({ data }) => String(data)));
    resources.addTopic('safe', { partitions: 1 });
    expect(warned().join()).not.toContain(code);
    resources.addTopic('unsafe', { ...props, allow: [code] });
    expect(warned().join()).toContain(`[${code}]`);
  });

  test('takes what it lets through into the manifest, for the proof', () => {
    const { manifest } = synthesize({}, (declared) => {
      declared.addTopic('cache', { partitions: 1, replicationFactor: 1, allow: ['SingleReplica'] });
      declared.addTopic('orders', { partitions: 1 });
    });
    expect(manifest.topics).toMatchObject([{ allowed: ['SingleReplica'] }, { allowed: [] }]);
  });

  test('is moved by Terraform from where the state had it before', () => {
    const { resources } = synthesize({}, (declared) => {
      declared.addTopic('orders', { partitions: 1, movedFrom: 'kafka_topic.legacy' });
    });
    expect(resources.moved).toEqual([{ from: 'kafka_topic.legacy', to: 'kafka_topic.dev-orders' }]);
  });

  test('fails when it is declared twice', () => {
    const resources = resourcesOf();
    resources.addTopic('a', { partitions: 1 });
    expect(codesOf(() => resources.addTopic('a', { partitions: 1 }))).toEqual(['TopicDuplicate']);
  });
});

describe('a user', () => {
  const { resources, manifest } = synthesize({ certificateUsers: ['client'] }, (declared) => {
    declared.addUser('user1', { passwordVersion: 2 });
  });

  test('gets a credential for each SCRAM mechanism of the listeners, by a write-only password with its version', () => {
    expect(resources.resource['kafka_user_scram_credential']).toMatchObject({
      'dev-user1-SCRAM-SHA-256': {
        password_wo: '${try(var.passwords["user1#2"], var.passwords["user1"])}',
        password_wo_version: '2',
      },
      'dev-user1-SCRAM-SHA-512': { scram_iterations: 8192 },
    });
  });

  test('whose former password is kept gets the next one by the other mechanism, and the former stays as it is', () => {
    const { resources: changing, manifest: changed } = synthesize({ listeners: BOTH_SCRAM }, (declared) => {
      declared.addUser('user1', { login: UserLogin.scram({ passwordVersion: 2, keepFormerPassword: true }) });
    });
    const credentials = changing.resource['kafka_user_scram_credential'];
    expect(credentials).toMatchObject({
      'dev-user1-SCRAM-SHA-256': { password_wo: '${var.passwords["user1#2"]}', password_wo_version: '2' },
      'dev-user1-SCRAM-SHA-512': {
        password_wo: '${var.passwords["user1#1"]}',
        password_wo_version: '1',
        lifecycle: {
          ignore_changes: ['password_wo_version'],
          postcondition: [{ condition: '${self.password_wo_version == "1"}' }],
        },
      },
    });
    expect(changed.users.find(({ name }) => name === 'user1')).toMatchObject({
      mechanisms: ['SCRAM-SHA-256'],
      preferred: 'SCRAM-SHA-256',
      former: 'SCRAM-SHA-512',
      passwordVersion: 2,
    });
  });

  test('fails with a former password where the first is the only one, or a listener takes one mechanism alone', () => {
    const keeping = (passwordVersion?: number): readonly string[] =>
      codesOf(() =>
        resourcesOf().addUser('user1', { login: UserLogin.scram({ passwordVersion, keepFormerPassword: true }) }),
      );
    expect(keeping()).toEqual(['FormerPasswordMissing', 'ScramMechanismSingle']);
    expect(keeping(2)).toEqual(['ScramMechanismSingle']);
  });

  test('has its password from an ephemeral, sensitive variable', () => {
    expect(resources.variable?.['passwords']).toMatchObject({ ephemeral: true, sensitive: true });
  });

  test('is in the manifest beside the administrator and the certificate users', () => {
    expect(manifest.users.map(({ principal, superUser }) => [principal, superUser])).toEqual([
      ['User:CN=admin,OU=administrators,O=dev', true],
      ['User:client', false],
      ['User:user1', false],
    ]);
  });

  test('fails when its name reads like a distinguished name', () => {
    expect(codesOf(() => resourcesOf().addUser('CN=admin,OU=administrators,O=dev'))).toEqual(['UserNameIllegal']);
  });

  test.each(['.', '..', '-x', 'a b', 'a/b', ''])(
    'fails with the name %j, which could name no folder of its own',
    (name) => {
      expect(codesOf(() => resourcesOf().addUser(name))).toEqual(['UserNameIllegal']);
    },
  );

  test('fails when it is named like clients that do not log in', () => {
    expect(codesOf(() => resourcesOf().addUser('ANONYMOUS'))).toEqual(['UserNameTaken']);
  });

  test('fails when it is named like a broker', () => {
    expect(codesOf(() => resourcesOf().addUser('dev-broker-1'))).toEqual(['UserNameTaken']);
  });

  test('fails with everything that is wrong with it at once', () => {
    expect(codesOf(() => resourcesOf().addUser('a b', { iterations: 1, passwordVersion: -1 }))).toEqual([
      'UserNameIllegal',
      'ScramIterationsIllegal',
      'PasswordVersionIllegal',
    ]);
  });

  test('fails when its name is the administrator’s', () => {
    expect(codesOf(() => resourcesOf().addUser('admin'))).toEqual(['UserIsCertificateUser']);
  });

  test('fails when no listener takes SCRAM', () => {
    const resources = resourcesOf(
      Listener.published('mtls', { firstHostPort: 1000, authentication: Authentication.mutualTls() }),
    );
    expect(codesOf(() => resources.addUser('a'))).toEqual(['ScramListenerMissing']);
  });
});

describe('grants', () => {
  const declare = (reversed: boolean): ReturnType<typeof synthesize> =>
    synthesize({}, (declared) => {
      const topic = declared.addTopic('orders', { partitions: 1 });
      const user = Principal.external('billing');
      const steps = [
        (): void => {
          topic.grantProduce(user);
        },
        (): void => {
          topic.grantConsume(user, { group: 'billing' });
        },
        (): void => {
          topic.grantConsume(user, { group: 'billing' });
        },
      ];
      for (const step of reversed ? steps.reverse() : steps) {
        step();
      }
    });

  test('become one rule for each operation, however often they are declared', () => {
    const acls = declare(false).resources.resource['kafka_acl'] ?? {};
    const rights = Object.values(acls).map((acl) => `${String(acl['acl_operation'])} ${String(acl['resource_type'])}`);
    expect(rights.sort()).toEqual(['Read Group', 'Read Topic', 'Write Topic']);
  });

  test('have addresses that do not depend on the order of their declaration', () => {
    const names = (reversed: boolean): string[] =>
      Object.keys(declare(reversed).resources.resource['kafka_acl'] ?? {}).sort();
    expect(names(true)).toEqual(names(false));
  });

  test('fail with an operation that the resource does not know', () => {
    expect(
      codesOf(() => {
        resourcesOf().addAcl({
          resourceType: 'Group',
          resourceName: 'g',
          principal: Principal.external('a'),
          operation: 'Write',
        });
      }),
    ).toEqual(['AclOperationUnknown']);
  });
});

test('resources fail in the stack of their cluster, which has to run before anything is declared on it', () => {
  const stack = new TerraformStack(new App(), 'one');
  const cluster = new KafkaCluster(stack, 'Kafka', propsOf());
  expect(codesOf(() => new KafkaResources(stack, 'Resources', { cluster }))).toEqual(['ResourcesInClusterStack']);
});

test('resources fail in the stack of their cluster’s base', () => {
  const app = new App();
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', propsOf());
  const base = new TerraformStack(app, 'base');
  new KafkaBase(base, 'Base', { cluster });
  expect(codesOf(() => new KafkaResources(base, 'Resources', { cluster }))).toEqual(['ResourcesInClusterStack']);
});

test('a base fails in the stack of its cluster’s resources, also when they were declared before it', () => {
  const app = new App();
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', propsOf());
  const stack = new TerraformStack(app, 'both');
  new KafkaResources(stack, 'Resources', { cluster });
  expect(codesOf(() => new KafkaBase(stack, 'Base', { cluster }))).toEqual(['ResourcesInClusterStack']);
});

test('resources of one cluster and stack fail with another folder of the administrator', () => {
  const app = new App();
  const cluster = new KafkaCluster(new TerraformStack(app, 'cluster'), 'Kafka', propsOf());
  const stack = new TerraformStack(app, 'resources');
  const declare = (id: string, administratorFolder: string): readonly string[] =>
    codesOf(() => new KafkaResources(stack, id, { cluster, administratorFolder }));
  expect([declare('A', '/secrets/a'), declare('B', '/secrets/a'), declare('C', '/secrets/c')]).toEqual([
    [],
    [],
    ['AdministratorFoldersDiffer'],
  ]);
});

test('a name that is empty is shown as such', () => {
  expect(() => {
    resourcesOf().topicsWithPrefix('').grantProduce(Principal.external('a'));
  }).toThrow('got ""; rename the topic');
});

test('every stack with resources of a cluster is in the manifest, once', () => {
  const { manifest } = synthesize({}, (_, cluster) => {
    const team = new TerraformStack(App.of(cluster), 'team');
    new KafkaResources(team, 'Orders', { cluster });
    new KafkaResources(team, 'Billing', { cluster });
  });
  expect(manifest.stacks.resources).toEqual(['resources', 'team']);
});

test('resources fail on a cluster whose administrator could not connect', () => {
  expect(
    codesOf(() => resourcesOf(Listener.internal('a', { port: 9094, authentication: Authentication.mutualTls() }))),
  ).toEqual(['AdministratorUnreachable']);
});
