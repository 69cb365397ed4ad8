import { Metadata } from '../../../../../constructs';
import type { ClusterModel } from '../../../../../model/cluster/cluster-model';
import type { MetadataIdentity } from '../../../../../model/cluster/metadata-store';
import { ownBrokerProperties } from '../../../../../model/files/broker-properties';
import type { MigrationPhase } from '../../../../../model/metadata/migration/migration-phase';
import { KafkaVersion } from '../../../../../model/units/version';
import { codesOf, first, modelOf } from '../../../fixtures/cluster';

const at = (phase: MigrationPhase): ClusterModel =>
  modelOf({
    metadata: Metadata.migration({ from: Metadata.zooKeeper(), to: Metadata.kraft(), phase }),
    gate: 'gate',
  });
const former = modelOf({ metadata: Metadata.zooKeeper() });
const final = modelOf({ metadata: Metadata.kraft() });
const brokerOf = (model: ClusterModel): object => ownBrokerProperties(model, first(model.brokers));
const serversOf = (model: ClusterModel): Readonly<Record<string, string>> =>
  Object.fromEntries(model.store.servers(model).map(({ node, file }) => [node.container, file.name]));

test('a broker is as in ZooKeeper before the metadata are on their way, and as in KRaft from dualWrite on', () => {
  expect(brokerOf(at('provision'))).toEqual(brokerOf(former));
  expect(brokerOf(at('withdraw'))).toEqual(brokerOf(former));
  for (const phase of ['dualWrite', 'finalize', 'retire'] as const) {
    expect(brokerOf(at(phase))).toEqual(brokerOf(final));
  }
});

test('a broker that migrates has all of what it had in ZooKeeper, and lets the controllers in', () => {
  const properties = brokerOf(at('migrate'));
  expect(properties).toMatchObject({
    'broker.id': 1,
    'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer',
    'zookeeper.metadata.migration.enable': true,
    'listener.security.protocol.map': expect.stringMatching(/,CONTROLLER:SSL$/) as string,
    'super.users': expect.stringContaining('User:CN=controllers,OU=controllers,O=dev') as string,
  });
});

test('a phase replaces brokers or controllers, never both, and ZooKeeper’s nodes never', () => {
  const phases = ['provision', 'migrate', 'dualWrite', 'finalize', 'retire'] as const;
  const files = phases.map((phase) => serversOf(at(phase)));
  for (const [index, phase] of phases.entries()) {
    const [now, before] = [files[index] ?? {}, files[index - 1] ?? serversOf(former)];
    const controllersChange = Object.keys(now).some(
      (name) => name.includes('controller') && now[name] !== before[name],
    );
    const brokersChange =
      JSON.stringify(brokerOf(at(phase))) !==
      JSON.stringify(brokerOf(index === 0 ? former : at(phases[index - 1] ?? phase)));
    expect([phase, controllersChange && brokersChange]).toEqual([phase, false]);
  }
  const nodes = (of: Readonly<Record<string, string>>): object =>
    Object.fromEntries(Object.entries(of).filter(([name]) => name.includes('zookeeper')));
  for (const each of files.slice(0, 4)) {
    expect(nodes(each)).toEqual(serversOf(former));
  }
  expect(nodes(files[4] ?? {})).toEqual({});
  expect(files[4]).toEqual(serversOf(final));
});

test('certificates of servers are the same ones for as long as these stand, and controllers come to ZooKeeper by the brokers’ name', () => {
  const identitiesAt = (model: ClusterModel): readonly MetadataIdentity[] => model.store.identities(model);
  const identities = identitiesAt(at('provision'));
  for (const phase of ['migrate', 'dualWrite', 'finalize'] as const) {
    expect(identitiesAt(at(phase))).toEqual(identities);
  }
  const shared = identities.find(({ name }) => name === 'zookeeper-client');
  expect(shared?.locations.map(({ volume }) => volume)).toEqual([
    ...['broker', 'controller'].flatMap((role) => [1, 2, 3].map((id) => `dev-${role}-${id}-secrets`)),
  ]);
  expect(identitiesAt(at('retire'))).toEqual(identities.filter(({ name }) => !/^zookeeper-\d$/.test(name)));
  expect(identitiesAt(at('withdraw'))).toEqual(identitiesAt(former));
});

test('where servers of one kind alone stand, it is called like that kind', () => {
  const phases = ['provision', 'migrate', 'dualWrite', 'finalize', 'retire', 'withdraw'] as const;
  expect(phases.map((phase) => at(phase).store.kind)).toEqual([
    ...['migration', 'migration', 'migration', 'migration', 'kraft', 'zookeeper'],
  ]);
});

test('the volumes of ZooKeeper’s brokers tell their identity, and get no format', () => {
  const formatted = (phase: MigrationPhase): readonly string[] => {
    const model = at(phase);
    return Object.entries(model.store.storage?.(model, (volume) => `/volumes/${volume}`) ?? {})
      .filter(([, properties]) => 'process.roles' in properties)
      .map(([volume]) => volume);
  };
  const controllers = [1, 2, 3].map((id) => `dev-controller-${id}-data`);
  for (const phase of ['provision', 'migrate'] as const) {
    expect(formatted(phase)).toEqual(controllers);
    expect(Object.keys(at(phase).store.storage?.(at(phase), (volume) => volume) ?? {})).toHaveLength(6);
  }
  expect(formatted('dualWrite')).toEqual([...controllers, ...[1, 2, 3].map((id) => `dev-broker-${id}-data`)]);
  expect(formatted('withdraw')).toEqual([]);
});

test('fails with a version that has no way to KRaft, and without a gate', () => {
  const metadata = Metadata.migration({ from: Metadata.zooKeeper(), to: Metadata.kraft(), phase: 'provision' });
  expect(codesOf(() => modelOf({ metadata, gate: 'gate', version: KafkaVersion.of('3.8.1') }))).toContain(
    'MigrationVersion',
  );
  expect(codesOf(() => modelOf({ metadata }))).toEqual(['MigrationUngated']);
});

test.each([
  ['back', Metadata.kraft(), Metadata.zooKeeper()],
  ['to a broker that is its own controller', Metadata.zooKeeper(), Metadata.kraft({ combined: true })],
  ['from itself', Metadata.zooKeeper(), Metadata.zooKeeper()],
])('fails to lead %s', (_, from, to) => {
  expect(codesOf(() => Metadata.migration({ from, to, phase: 'provision' }))).toEqual(['MigrationEnds']);
});
