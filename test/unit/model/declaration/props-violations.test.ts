import {
  Authentication,
  Duration,
  type KafkaClusterProps,
  Listener,
  Metadata,
  type PublishedListenerProps,
  Size,
} from '../../../../constructs';
import type { SessionTimeouts } from '../../../../model/declaration/former-props';
import { resolveCluster } from '../../../../model/declaration/resolve-cluster';
import { codesOf, modelOf, propsOf } from '../../fixtures/cluster';

/** A prop by its former name. */
const FORMER: SessionTimeouts = { zookeeperSessionTimeout: Duration.seconds(9) };

/** What a program makes that leaves something out. */
const NOTHING = {
  settings: { ioThreads: 4 },
  brokerProperties: { 'num.io.threads': undefined, 'log.roll.ms': undefined },
  labels: { team: undefined },
} as unknown as Partial<KafkaClusterProps>;

const published = (props: Partial<PublishedListenerProps>): Pick<KafkaClusterProps, 'listeners'> => ({
  listeners: [Listener.published('a', { firstHostPort: 19092, authentication: Authentication.mutualTls(), ...props })],
});

describe('a cluster fails', () => {
  test.each<[string, Partial<KafkaClusterProps>]>([
    ['CountIllegal', { brokers: 2.5 }],
    ['CountIllegal', { internalTopicPartitions: 0 }],
    ['BrokerUnknown', { racks: { 4: 'd' } }],
    ['BrokerUnknown', published({ hostPorts: { 7: 30000 } })],
    ['BrokerUnknown', { racks: Object.fromEntries([['01', 'd']]) }],
    ['BrokerUnknown', published({ hostPorts: Object.fromEntries([['1.0', 30000]]) })],
    ['RackIllegal', { racks: { 1: ' ' } }],
    ['RackIllegal', { racks: { 1: 'a${file:/etc/passwd:root}' } }],
    ['CpusIllegal', { cpus: 0 }],
    ['CpusIllegal', { cpus: Number.NaN }],
    ['LabelOwned', { labels: { 'cdktf-kafka.cluster': 'other' } }],
    ['ValidityIllegal', { certificateValidity: Duration.days(3651) }],
    ['ValidityIllegal', { certificateValidity: Duration.days(0) }],
    ['CertificateVersionIllegal', { certificateVersion: 0 }],
    ['CertificateVersionIllegal', { certificateVersion: 1.5 }],
    ['RenewBeforeIllegal', { renewBefore: Duration.hours(36) }],
    ['RenewBeforeIllegal', { renewBefore: Duration.days(365) }],
    ['RenewBeforeIllegal', { certificateValidity: Duration.days(7), renewBefore: Duration.days(7) }],
    ['ValidityIllegal', { certificateValidity: Duration.hours(1) }],
    ['ValidityIllegal', { certificateValidity: Duration.hours(36) }],
    ['ValidityIllegal', { authorityValidity: Duration.hours(10_001) }],
    ['StartTimeoutIllegal', { startTimeout: Duration.milliseconds(1500) }],
    ['StartTimeoutIllegal', { startTimeout: Duration.seconds(0) }],
    ['StartTimeoutIllegal', { startTimeout: Duration.hours(25) }],
    ['SizeOutOfRange', { moveThrottle: Size.bytes(1023) }],
    ['SessionTimeoutTooLong', { brokerSessionTimeout: Duration.seconds(41) }],
    ['SessionTimeoutTwice', { brokerSessionTimeout: Duration.seconds(9), ...FORMER }],
    ['SettingOutOfRange', { settings: { maxMessageSize: Size.gibibytes(2) } }],
    ['SettingOutOfRange', { settings: { ioThreads: 0 } }],
    ['BrokerPropertyTwice', { settings: { ioThreads: 4 }, brokerProperties: { 'num.io.threads': 8 } }],
    ['SettingOutOfRange', { settings: { partitions: 1.5 } }],
    ['SettingOutOfRange', { settings: { retention: Duration.milliseconds(0) } }],
    ['SettingOutOfRange', { settings: { groupInitialRebalanceDelay: Duration.days(25) } }],
    ['SettingOutOfRange', { brokerProperties: { 'log.roll.ms': 0 } }],
    ['SettingOutOfRange', { brokerProperties: { 'offsets.commit.required.acks': 4 } }],
    ['SettingMalformed', { brokerProperties: { 'log.roll.ms': '7d' } }],
    ['SettingValueUnknown', { brokerProperties: { 'log.message.timestamp.type': 'Now' } }],
    ['SettingInexact', { brokerProperties: { 'log.retention.bytes': 2 ** 63 } }],
    ['SettingOutOfRange', { settings: { replicaLagTimeMax: Duration.milliseconds(499) } }],
    [
      'InternalTopicFactorTooHigh',
      { allow: ['BrokerPropertyOwned'], brokerProperties: { 'offsets.topic.replication.factor': 4 } },
    ],
    ['BindAddressIllegal', published({ bindAddress: 'localhost' })],
    ['ListenerUncovered', published({ bindAddress: '0.0.0.0' })],
    ['ListenerUncovered', published({ bindAddress: '::' })],
    ['ListenerUncovered', published({ advertisedHost: 'https://kafka.example.org' })],
    ['ListenerUncovered', published({ advertisedHost: 'kafka_1' })],
    ['ListenerUncovered', published({ advertisedHost: '' })],
    ['EngineAddressIllegal', { engine: 'docker.example.org' }],
    ['EngineAddressIllegal', { engine: 'tcp://docker.example.org' }],
  ])('with %s for %j', (code, props) => {
    expect(codesOf(() => modelOf(props))).toContain(code);
  });

  test.each([
    ['CountIllegal', 'two and a half', { nodes: 2.5 }],
    ['MemoryBelowHeap', 'less memory than heap', { heap: Size.gibibytes(1), memory: Size.mebibytes(512) }],
    ['MemoryBelowHeap', 'no more memory than heap', { heap: Size.gibibytes(1), memory: Size.gibibytes(1) }],
  ])('with %s for ZooKeeper nodes of %s', (code, _, props) => {
    expect(codesOf(() => modelOf({ metadata: Metadata.zooKeeper(props) }))).toContain(code);
  });
});

describe('a cluster', () => {
  test.each<[string, Partial<KafkaClusterProps>]>([
    ['a session by its former name', FORMER],
    ['a server that may take a day to start', { startTimeout: Duration.hours(24) }],
    ['the longest session that ZooKeeper grants', { brokerSessionTimeout: Duration.seconds(40) }],
    ['an advertised host name', published({ bindAddress: '0.0.0.0', advertisedHost: 'kafka-1.example.org' })],
    ['an advertised IPv6 address', published({ bindAddress: '::', advertisedHost: '2001:db8::1' })],
    ['a host port of its own for a broker', published({ hostPorts: { 3: 30000 } })],
    ['another socket', { engine: 'unix:///run/user/1000/docker.sock' }],
    ['labels of one’s own', { labels: { team: 'data' } }],
    ['names with nothing behind them', NOTHING],
    ['records that are kept for ever', { brokerProperties: { 'log.retention.ms': -1 } }],
    ['as many bytes as Kafka can count', { brokerProperties: { 'log.retention.bytes': 2n ** 63n - 1n } }],
  ])('takes %s, without a warning', (_, props) => {
    expect(resolveCluster('Kafka', propsOf(props)).advice).toEqual([]);
  });

  const adviceOf = (props: Partial<KafkaClusterProps>): readonly string[] =>
    resolveCluster('Kafka', propsOf(props)).advice.map(({ code }) => code);

  test('says nothing of what is left out', () => {
    const { brokerProperties, labels } = modelOf(NOTHING);
    expect({ brokerProperties, labels }).toEqual({ brokerProperties: { 'num.io.threads': 4 }, labels: {} });
  });

  test('warns of a listener’s property where there is no such listener, though all of them are let through', () => {
    const props = (listener: string): Partial<KafkaClusterProps> => ({
      allow: ['BrokerPropertyOwned'],
      brokerProperties: { [`listener.name.${listener}.max.connections`]: 5 },
    });
    expect(adviceOf(props('apps'))).toEqual(['BrokerPropertyOwned']);
    expect(adviceOf(props('APPS'))).toEqual(['BrokerPropertyOwned', 'BrokerPropertyUnknown']);
  });

  test('warns of a property that nobody reads', () => {
    expect(adviceOf({ brokerProperties: { 'log.retension.ms': 1 } })).toEqual(['BrokerPropertyUnknown']);
  });

  test.each(['ssh://ops@docker.example.org', 'tcp://docker.example.org:2376'])(
    'on the engine %s warns of listeners that only that machine reaches',
    (engine) => {
      expect(adviceOf({ ...published({}), engine })).toEqual(['ListenerOnRemoteLoopback']);
      const advertised = published({ bindAddress: '0.0.0.0', advertisedHost: 'docker.example.org' });
      expect(adviceOf({ ...advertised, engine })).toEqual([]);
      expect(adviceOf({ ...published({ bindAddress: '0.0.0.0' }), engine })).toEqual([]);
      expect(adviceOf({ ...published({ advertisedHost: 'docker.example.org' }), engine })).toEqual([
        'ListenerOnRemoteLoopback',
      ]);
    },
  );
});

test.each<[Partial<KafkaClusterProps>, number]>([
  [{}, 30],
  [{ certificateValidity: Duration.days(30) }, 10],
  [{ certificateValidity: Duration.days(2) }, 0],
  [{ renewBefore: Duration.days(0) }, 0],
  [{ renewBefore: Duration.days(364) }, 364],
])(
  'certificates are renewed a month before their end, or a third of their life, unless it is said: %#',
  (props, days) => {
    expect(modelOf(props).renewBefore.days).toBe(days);
  },
);
