import { Authentication, KafkaVersion, Listener, Metadata, Size } from '../../../../../constructs';
import { brokerProperties, ownBrokerProperties } from '../../../../../model/files/broker-properties';
import { brokerCommand } from '../../../../../model/files/server-command';
import { resolveCluster } from '../../../../../model/declaration/resolve-cluster';
import { brokerMetrics, configurationFiles } from '../../../../../model/files/server-files';
import { controllerProperties } from '../../../../../model/metadata/kraft/controller-properties';
import { kraftControllers } from '../../../../../model/metadata/kraft/kraft-controller';
import { controllerHealth, KraftStore } from '../../../../../model/metadata/kraft/kraft-store';
import definitions from '../../../../../model/settings/generated/definitions.json';
import { SettingDefinitions } from '../../../../../model/settings/setting-definitions';
import { serverJobs } from '../../../../../model/monitoring/scrape-configuration';
import { codesOf, first, modelOf, propsOf } from '../../../fixtures/cluster';

const model = modelOf({ metadata: Metadata.kraft({ controllers: 3 }), brokerProperties: { 'log.retention.hours': 5 } });
const fileOf = (server: string): string =>
  configurationFiles(model).find(({ name }) => name.startsWith(`${server}-`) && name.endsWith('.properties'))
    ?.content ?? '';

test('a controller votes, takes brokers and controllers alone, and has what makes topics and judges rights', () => {
  const lines = fileOf('dev-controller-2').split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'process.roles=controller',
      'node.id=1002',
      'listeners=CONTROLLER://dev-controller-2.dev-backplane:9093',
      'controller.quorum.voters=' +
        [1, 2, 3].map((id) => `${1000 + id}@dev-controller-${id}.dev-backplane:9093`).join(','),
      'listener.security.protocol.map=CONTROLLER:SSL',
      'listener.name.controller.ssl.client.auth=required',
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'allow.everyone.if.no.acl.found=false',
      'default.replication.factor=3',
      'min.insync.replicas=2',
      'unclean.leader.election.enable=false',
      'broker.session.timeout.ms=18000',
      'log.retention.hours=5',
    ]),
  );
  const principals = lines.find((line) => line.startsWith('super.users=')) ?? '';
  expect(principals).toContain('CN=controllers,OU=controllers,O=dev');
  expect(principals).toContain('CN=admin,OU=administrators,O=dev');
});

test('a controller judges what brokers hand on to it as they would, and stays a super user', () => {
  const open = modelOf({
    metadata: Metadata.kraft(),
    settings: { allowEveryoneWithoutAcl: true },
    brokerProperties: { 'super.users': 'User:root' },
    allow: ['EveryoneAllowed', 'BrokerPropertyOwned'],
  });
  const lines = first(open.store.servers(open)).file.content.split('\n');
  expect(lines).toContain('allow.everyone.if.no.acl.found=true');
  expect(lines.find((line) => line.startsWith('super.users='))).toMatch(
    /^super\.users=User:CN=brokers,.*User:CN=controllers,.*;User:root$/,
  );
});

test('a broker follows the quorum, and says nothing of ZooKeeper', () => {
  const properties = ownBrokerProperties(model, first(model.brokers));
  expect(properties).toMatchObject({
    'process.roles': 'broker',
    'node.id': 1,
    'controller.listener.names': 'CONTROLLER',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  });
  expect(properties['listener.security.protocol.map']).toMatch(/,CONTROLLER:SSL$/);
  expect(properties['listeners']).not.toContain('CONTROLLER');
  expect(Object.keys(properties).filter((key) => /^zookeeper\.|^broker\.id$/.test(key))).toEqual([]);
});

test('every volume is formatted by what its server is, without a secret', () => {
  const storage = model.store.storage?.(model, (volume) => `/volumes/${volume}`) ?? {};
  expect(Object.keys(storage)).toHaveLength(6);
  expect(storage['dev-controller-1-data']).toMatchObject({ 'node.id': 1001, 'process.roles': 'controller' });
  expect(storage['dev-broker-3-data']).toMatchObject({ 'node.id': 3, 'log.dirs': '/volumes/dev-broker-3-data' });
  expect(JSON.stringify(storage)).not.toMatch(/password|\$\{/);
});

test('a controller is healthy when it is connected to another one, and one alone when it listens', () => {
  const row = (local: string, remote: string, state: string): string =>
    `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000`;
  const matches = (controllers: number, line: string): boolean =>
    new RegExp(controllerHealth(controllers).at(-1) ?? '').test(line);
  const listening = row('0300A8C0:2385', '00000000:0000', '0A');
  expect([1, 3].map((controllers) => matches(controllers, listening))).toEqual([true, false]);
  expect(matches(3, row('0300A8C0:C001', '0400A8C0:2385', '01'))).toBe(true);
  expect(matches(3, row('0300A8C0:2385', '0400A8C0:C001', '01'))).toBe(true);
  expect(matches(3, row('0300A8C0:C001', '0400A8C0:2385', '02'))).toBe(false);
});

describe('a quorum whose members change', () => {
  const metadata = Metadata.kraft({ controllers: 3, quorum: 'dynamic' });
  const changing = modelOf({ metadata, version: KafkaVersion.V4_4_0, gate: 'gate' });

  test('names no voter to any server, and where the quorum is found', () => {
    const storage = changing.store.storage?.(changing, (volume) => volume) ?? {};
    const told = [
      ...changing.store.servers(changing).map(({ file }) => file.content),
      JSON.stringify(ownBrokerProperties(changing, first(changing.brokers))),
      JSON.stringify(storage),
    ];
    const found = [1, 2, 3].map((id) => `dev-controller-${id}.dev-backplane:9093`).join(',');
    for (const text of told) {
      expect(text).not.toContain('controller.quorum.voters');
      expect(text).toContain(found);
    }
    expect(changing.store.servers(changing).map(({ ensemble }) => ensemble)).toEqual([undefined, undefined, undefined]);
  });

  test('is a feature, at the level by which the metadata say who votes', () => {
    expect(changing.store.features?.(changing)?.levels).toMatchObject({ 'kraft.version': 1, 'metadata.version': 33 });
    expect(model.store.features?.(model)?.levels).not.toHaveProperty('kraft.version');
  });

  test('is refused of a version that can’t, of features of one, without a gate, and of a broker alone', () => {
    const codes = (props: Parameters<typeof modelOf>[0]): readonly string[] =>
      codesOf(() => modelOf({ version: KafkaVersion.V4_4_0, gate: 'gate', metadata, ...props }));
    expect(codes({ version: KafkaVersion.V3_9_2 })).toEqual(['DynamicQuorumUnsupported']);
    expect(codes({ metadata: Metadata.kraft({ quorum: 'dynamic', features: KafkaVersion.V3_9_2 }) })).toEqual([
      'DynamicQuorumUnsupported',
    ]);
    expect(codes({ gate: undefined })).toEqual(['DynamicQuorumUngated']);
    expect(codes({ brokers: 1, metadata: Metadata.kraft({ combined: true, quorum: 'dynamic' }) })).toContain(
      'CombinedWithServers',
    );
  });
});

describe('a broker that is its own controller', () => {
  const alone = modelOf({ brokers: 1, metadata: Metadata.kraft({ combined: true }) });
  const broker = first(alone.brokers);

  test('votes alone, listens as a controller for itself, and there is no other server', () => {
    expect(alone.store.servers(alone)).toEqual([]);
    const properties = ownBrokerProperties(alone, broker);
    expect(properties).toMatchObject({
      'process.roles': 'broker,controller',
      'controller.quorum.voters': '1@dev-broker-1.dev-backplane:9093',
      'listener.name.controller.ssl.client.auth': 'required',
      'listener.name.controller.ssl.principal.mapping.rules':
        'RULE:^CN=[a-zA-Z0-9._-]+,OU=brokers,O=dev$/CN=brokers,OU=brokers,O=dev/',
    });
    expect(properties['listeners']).toMatch(/,CONTROLLER:\/\/dev-broker-1\.dev-backplane:9093$/);
    expect(properties['advertised.listeners']).not.toContain('CONTROLLER');
  });

  test('is formatted as both, without a secret', () => {
    const storage = alone.store.storage?.(alone, (volume) => `/volumes/${volume}`) ?? {};
    expect(Object.keys(storage)).toEqual(['dev-broker-1-data']);
    expect(storage['dev-broker-1-data']).toMatchObject({
      'process.roles': 'broker,controller',
      'log.dirs': '/volumes/dev-broker-1-data',
      listeners: 'PLAINTEXT://:9092,CONTROLLER://dev-broker-1.dev-backplane:9093',
    });
  });

  test('serves what a controller does, and is in no job beside the brokers’', () => {
    expect(serverJobs({ ...alone, metrics: true }).map(({ job }) => job)).toEqual(['kafka']);
    const served = brokerMetrics(alone).content;
    expect(served).toContain('kafka_server_raft_metrics_current_leader');
    expect(served).toContain('FencedBrokerCount');
  });
});

test.each([
  ['no controller', { metadata: Metadata.kraft({ controllers: 0 }) }, ['ControllersMissing']],
  ['half a controller', { metadata: Metadata.kraft({ controllers: 1.5 }) }, ['CountIllegal']],
  [
    'a heap above the memory',
    { metadata: Metadata.kraft({ heap: Size.gibibytes(2), memory: Size.gibibytes(1) }) },
    ['MemoryBelowHeap'],
  ],
  [
    'three brokers, one of which is its own controller',
    { brokers: 3, metadata: Metadata.kraft({ combined: true }) },
    ['CombinedNotAlone'],
  ],
  [
    'controllers beside a broker that is its own',
    { brokers: 1, metadata: Metadata.kraft({ combined: true, controllers: 3, heap: Size.gibibytes(1) }) },
    ['CombinedWithServers'],
  ],
  [
    'a property of the quorum’s own',
    { metadata: Metadata.kraft(), brokerProperties: { 'process.roles': 'broker' } },
    ['BrokerPropertyOwned'],
  ],
  [
    'a protocol between brokers, which the version of the metadata has replaced',
    { metadata: Metadata.kraft(), brokerProperties: { 'inter.broker.protocol.version': '3.9' } },
    ['BrokerPropertyOwned'],
  ],
  [
    'a listener that is called as the controllers’ is',
    {
      metadata: Metadata.kraft(),
      listeners: [Listener.internal('controller', { port: 9094, authentication: Authentication.mutualTls() })],
    },
    ['ListenerNameDuplicate'],
  ],
])('fails with %s', (_, props, codes) => {
  expect(codesOf(() => modelOf(props))).toEqual(codes);
});

test.each([
  ['3.8.1', ['VersionUntriedWithKraft']],
  ['3.9.2', []],
  ['4.3.1', ['VersionUntriedWithKraft']],
  ['4.4.0', []],
])('runs with Kafka %s unless nobody has tried it', (version, codes) => {
  expect(codesOf(() => modelOf({ version: KafkaVersion.of(version), metadata: Metadata.kraft() }))).toEqual(codes);
});

test('the cluster uses the features of its version, or of one before, which must have been tried', () => {
  const featuresOf = (features?: KafkaVersion): unknown => {
    const four = modelOf({ version: KafkaVersion.V4_4_0, metadata: Metadata.kraft({ features }) });
    return four.store.features?.(four);
  };
  expect(featuresOf()).toMatchObject({ line: '4.4', levels: { 'metadata.version': 33 } });
  expect(featuresOf(KafkaVersion.V3_9_2)).toEqual({ line: '3.9', levels: { 'metadata.version': 21 } });
  for (const unknown of ['4.5.0', '4.3.1', '3.8.1']) {
    expect(codesOf(() => featuresOf(KafkaVersion.of(unknown)))).toEqual(['FeaturesUnknown']);
  }
});

test('its servers log by what their version reads', () => {
  const four = modelOf({ version: KafkaVersion.V4_4_0, metadata: Metadata.kraft() });
  for (const command of [
    first(four.store.servers(four)).command,
    brokerCommand(four, first(four.brokers).node, 'file'),
  ]) {
    expect(command.filter((argument) => argument.includes('log4j'))).toEqual([
      '-Dlog4j2.configurationFile=/mnt/shared/config/kafka-log4j2.properties',
    ]);
  }
  const [logging] = configurationFiles(four);
  expect(logging?.content).toContain('rootLogger.level=INFO\n');
  expect(logging?.content).toContain('logger.1.name=kafka.network.RequestChannel$\nlogger.1.level=WARN\n');
});

const newer = definitions.lines.filter((line) => line >= '3.9').map((line) => KafkaVersion.of(`${line}.0`));

test.each([...newer, KafkaVersion.V4_4_0])(
  'its servers of Kafka %s know and take every property that is written for them',
  (version) => {
    const four = modelOf({ version: KafkaVersion.V4_4_0, metadata: Metadata.kraft() });
    const quorum = kraftControllers(four.names, 3);
    const settings = SettingDefinitions.of(version);
    for (const properties of [
      brokerProperties(four, first(four.brokers)),
      controllerProperties(four, quorum, first(quorum)),
    ]) {
      expect(settings.brokerViolations('Kafka', properties)).toEqual([]);
    }
  },
);

test('an even number of controllers is unwise', () => {
  const { advice } = resolveCluster('Kafka', propsOf({ metadata: Metadata.kraft({ controllers: 2 }) }));
  expect(advice.map(({ code }) => code)).toContain('ControllersEven');
});

test('its servers run from the brokers’ image, or from one of their own', () => {
  expect(first(model.store.servers(model)).image).toBe(model.images.kafka);
  expect(new KraftStore({}).images()).toEqual({});
});
