import {
  Authentication,
  Duration,
  type KafkaClusterProps,
  KafkaVersion,
  Listener,
  Metadata,
  ServerImage,
  Size,
} from '../../../../constructs';
import { resolveCluster } from '../../../../model/declaration/resolve-cluster';
import { safeMinInsyncReplicas } from '../../../../model/resources/topic-safety';
import { codesOf, LISTENERS, modelOf, propsOf } from '../../fixtures/cluster';

describe('the defaults', () => {
  test('are three brokers, factor 3, two in-sync replicas and the official images', () => {
    const model = modelOf();
    expect(model.brokers.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(model).toMatchObject({ replicationFactor: 3, minInsyncReplicas: 2 });
    expect(model.images.kafka.name).toBe('apache/kafka:3.9.2');
    expect(model.store.servers(model).map(({ image }) => image.name)).toEqual(Array(3).fill('zookeeper:3.8.6'));
  });

  test('follow the number of brokers', () => {
    expect(modelOf({ brokers: 2 })).toMatchObject({ replicationFactor: 2, minInsyncReplicas: 1 });
    expect(modelOf({ brokers: 1 })).toMatchObject({ replicationFactor: 1, minInsyncReplicas: 1 });
    expect(modelOf({ brokers: 5 })).toMatchObject({ replicationFactor: 3, minInsyncReplicas: 2 });
  });

  test('give each broker a rack of its own', () => {
    expect(modelOf({ racks: { 2: 'b' } }).brokers.map(({ rack }) => rack)).toEqual(['rack-1', 'b', 'rack-3']);
  });

  test('keep ports and names of a broker when the ids are listed in another order', () => {
    const [ascending, mixed] = [modelOf({ brokerIds: [1, 2, 7] }), modelOf({ brokerIds: [7, 1, 2] })];
    expect(mixed.brokers).toEqual(ascending.brokers);
  });

  test('take a list of ids for the number of brokers, as they did before', () => {
    expect(modelOf({ brokers: [7, 1, 2] }).brokers).toEqual(modelOf({ brokerIds: [1, 2, 7] }).brokers);
  });
});

test.each([
  [1, 1],
  [2, 1],
  [3, 2],
  [5, 2],
])('with factor %i, min.insync.replicas is %i', (factor, minimum) => {
  expect(safeMinInsyncReplicas(factor)).toBe(minimum);
});

describe('a cluster fails', () => {
  test.each([
    ['ClusterNameIllegal', { name: 'Dev' }],
    ['ClusterNameIllegal', { name: 'x' }],
    ['BrokersMissing', { brokers: 0, replicationFactor: 0 }],
    ['BrokersTwice', { brokers: 3, brokerIds: [1, 2, 3] }],
    ['BrokerIdDuplicate', { brokerIds: [1, 1, 2], replicationFactor: 1 }],
    ['BrokerIdIllegal', { brokerIds: [1, 1000], replicationFactor: 1 }],
    ['VersionWithoutZooKeeper', { version: KafkaVersion.of('4.1.0') }],
    ['ZooKeeperMissing', { metadata: Metadata.zooKeeper({ nodes: 0 }) }],
    ['SessionTimeoutTooShort', { brokerSessionTimeout: Duration.seconds(3) }],
    ['ReplicationTooHigh', { replicationFactor: 4 }],
    ['MinInsyncReplicasEqualsFactor', { minInsyncReplicas: 3 }],
    ['MinInsyncReplicasTooHigh', { minInsyncReplicas: 4 }],
    [
      'ImageVersionDiffers',
      { images: { kafka: ServerImage.named('registry:5000/kafka:3.8.1-own@sha256:' + '0'.repeat(64)) } },
    ],
    [
      'ImageVersionDiffers',
      { version: KafkaVersion.of('3.8.1'), images: { kafka: ServerImage.officialKafka(KafkaVersion.V3_9_2) } },
    ],
    ['ImageVersionDiffers', { metadata: Metadata.zooKeeper({ image: ServerImage.named('zookeeper:3.9.5') }) }],
    ['MemoryBelowHeap', { heap: Size.gibibytes(1), memory: Size.mebibytes(512) }],
    ['MemoryBelowHeap', { heap: Size.gibibytes(1), memory: Size.gibibytes(1) }],
    ['ListenersMissing', { listeners: [] }],
    ['AuthorityVersionIllegal', { reload: 'reload', authorityVersions: { servers: { version: 0 } } }],
    [
      'AuthorityVersionIllegal',
      { reload: 'reload', authorityVersions: { clients: { version: 1, former: 'signs' as const } } },
    ],
    ['AuthorityReloadMissing', { authorityVersions: { clients: { version: 2, former: 'signs' as const } } }],
    ['UserNameIllegal', { certificateUsers: ['admin'] }],
    ['UserNameIllegal', { certificateUsers: ['ANONYMOUS'] }],
    ['UserDuplicate', { certificateUsers: ['a', 'a'] }],
    ['BrokerPropertyOwned', { brokerProperties: { 'min.insync.replicas': 1 } }],
    ['BrokerPropertyOwned', { brokerProperties: { 'zookeeper.set.acl': false } }],
    ['BrokerPropertyOwned', { brokerProperties: { 'security.inter.broker.protocol': 'SSL' } }],
    ['BrokerPropertyOwned', { brokerProperties: { 'process.roles': 'broker' } }],
    ['BrokerPropertyOwned', { brokerProperties: { 'node.id': 1 } }],
    ['BrokerPropertyOwned', { brokerProperties: { 'controller.quorum.voters': '1@controller:9093' } }],
    [
      'PortDuplicate',
      { listeners: [...LISTENERS, Listener.internal('b', { port: 9091, authentication: Authentication.mutualTls() })] },
    ],
    [
      'HostPortDuplicate',
      {
        listeners: [
          Listener.published('a', { firstHostPort: 19092, authentication: Authentication.mutualTls() }),
          Listener.published('b', { firstHostPort: 19094, authentication: Authentication.mutualTls() }),
        ],
      },
    ],
    [
      'ListenerNameDuplicate',
      {
        listeners: [
          ...LISTENERS,
          Listener.published('replication', { firstHostPort: 29092, authentication: Authentication.mutualTls() }),
        ],
      },
    ],
  ])('with %s, case %#', (code, props) => {
    expect(codesOf(() => modelOf(props))).toContain(code);
  });

  test('with every violation of one pass at once', () => {
    expect(codesOf(() => modelOf({ name: 'Dev', minInsyncReplicas: 3, listeners: [] }))).toEqual([
      'ClusterNameIllegal',
      'MinInsyncReplicasEqualsFactor',
      'ListenersMissing',
    ]);
  });

  test('with a message that names subject, rule, value and remedy', () => {
    expect(() => modelOf({ replicationFactor: 4 })).toThrow(
      '[ReplicationTooHigh] Kafka: replicationFactor must be a whole number from 1 to 3 (brokers), got 4; ' +
        'lower it or add brokers',
    );
  });
});

test.each(['kafka', 'kafka:mine', 'kafka:3.9', 'registry:5000/kafka:3.9.2-7', 'kafka:3.9.2.1', 'a1.2.3/kafka:latest'])(
  'an image is taken by a tag that says no other version: %s',
  (name) => {
    expect(codesOf(() => modelOf({ images: { kafka: ServerImage.named(name) } }))).toEqual([]);
  },
);

test('an image whose tag means something else is let through by name', () => {
  const images = { kafka: ServerImage.named('kafka:1.2.3') };
  expect(codesOf(() => modelOf({ images, allow: ['ImageVersionDiffers'] }))).toEqual([]);
});

test('a listener on the brokers’ own port fails with whose it is', () => {
  const listener = Listener.internal('b', { port: 9091, authentication: Authentication.mutualTls() });
  expect(() => modelOf({ listeners: [listener] })).toThrow('(9091 is the brokers’ own) must be unique, got 9091');
});

describe('what is unwise', () => {
  const adviceOf = (props: Partial<KafkaClusterProps>): readonly string[] =>
    resolveCluster('Kafka', propsOf(props)).advice.map(({ code }) => code);

  test('is advised against and goes through', () => {
    expect(adviceOf({ metadata: Metadata.zooKeeper({ nodes: 2 }) })).toEqual(['ZooKeeperEven']);
    const open = (authentication: Authentication): readonly string[] =>
      adviceOf({ listeners: [...LISTENERS, Listener.internal('open', { port: 9096, authentication })] });
    expect(open(Authentication.none())).toEqual(['ListenerOpen']);
    expect(open(Authentication.oneWayTls())).toEqual(['ListenerOpen']);
    expect(open(Authentication.oneWayTls({ certificates: 'requested' }))).toEqual(['ListenerOpen']);
    expect(open(Authentication.mutualTls())).toEqual([]);
    expect(adviceOf({ settings: { autoCreateTopics: true } })).toEqual(['TopicsAutoCreated']);
    expect(adviceOf({ settings: { allowEveryoneWithoutAcl: true } })).toEqual(['EveryoneAllowed']);
    expect(adviceOf({ settings: { autoCreateTopics: false, allowEveryoneWithoutAcl: false } })).toEqual([]);
    expect(open(Authentication.scramSha256().withoutTls())).toEqual(['ListenerUnencrypted']);
  });

  test('is also what is let through by name', () => {
    expect(adviceOf({ minInsyncReplicas: 3, allow: ['MinInsyncReplicasEqualsFactor'] })).toEqual([
      'MinInsyncReplicasEqualsFactor',
    ]);
  });

  test('is nothing by default', () => {
    expect(adviceOf({})).toEqual([]);
  });
});

test('a broker’s memory limit leaves room beside the heap', () => {
  expect(modelOf({ heap: Size.gibibytes(2) }).brokerMemory.mebibytes).toBe(4096);
  expect(modelOf({ heap: Size.mebibytes(256) }).brokerMemory.mebibytes).toBe(768);
});
