import path from 'node:path';
import { settings } from '../../settings';

test('the default cluster has the ports that the documents name', () => {
  const { name, scramPort, mtlsPort, console, data } = settings({});
  expect({ name, scramPort, mtlsPort, port: console.hostPort, enabled: console.enabled, data }).toEqual({
    name: 'kafka',
    scramPort: 19_092,
    mtlsPort: 19_192,
    port: 8080,
    enabled: true,
    data: 'retain',
  });
});

test('hosts are read from one line, with the address and the rack that they are given', () => {
  expect(settings({}).hosts).toBeUndefined();
  const { hosts = [] } = settings({
    KAFKA_HOSTS: 'ssh://ops@kafka-a unix:///run/b.sock,10.0.0.2,left  tcp://kafka-c:2376,,right',
  });
  expect(hosts.map(({ engine, address, rack }) => [engine, address, rack])).toEqual([
    ['ssh://ops@kafka-a', 'kafka-a', 'kafka-a'],
    ['unix:///run/b.sock', '10.0.0.2', 'left'],
    ['tcp://kafka-c:2376', 'kafka-c', 'right'],
  ]);
  expect(() => settings({ KAFKA_HOSTS: 'ssh://kafka-a,10.0.0.1,left,more' })).toThrow('[SettingIllegal] KAFKA_HOSTS');
});

test('Kafka’s version is the proven one, or the one that is asked for', () => {
  expect(settings({}).version.version).toBe('3.9.2');
  expect(settings({ KAFKA_VERSION: '3.8.1' }).version.version).toBe('3.8.1');
  expect(() => settings({ KAFKA_VERSION: '2.8.0' })).toThrow('[VersionTooOld]');
});

test('ZooKeeper’s version is left to the package, or the one that is asked for', () => {
  expect(settings({}).zooKeeperVersion).toBeUndefined();
  expect(settings({ KAFKA_METADATA_VERSION: '3.9.6' }).zooKeeperVersion?.version).toBe('3.9.6');
  expect(() => settings({ KAFKA_METADATA_VERSION: '3.9.4' })).toThrow('[VersionTooOld]');
});

test('metadata are in one store, or on their way at a phase', () => {
  expect(settings({})).toMatchObject({ metadata: 'zookeeper' });
  expect(settings({ KAFKA_METADATA: 'kraft' })).toMatchObject({ metadata: 'kraft' });
  expect(settings({ KAFKA_METADATA: 'migration:dualWrite' })).toMatchObject({
    metadata: 'migration',
    phase: 'dualWrite',
  });
  expect(() => settings({ KAFKA_METADATA: 'migration:all' })).toThrow('[SettingIllegal] KAFKA_METADATA: ');
});

test('a cluster of another name has its console below its first port, unless that is given', () => {
  expect(settings({ KAFKA_CLUSTER: 'dev2', KAFKA_SCRAM_PORT: '29092' }).console.hostPort).toBe(29_091);
  expect(settings({ KAFKA_CLUSTER: 'dev2', KAFKA_CONSOLE_PORT: '1234' }).console.hostPort).toBe(1234);
});

test('the gate and the fetching of certificates are called for this cluster', () => {
  const { gate, onIssued, reload } = settings({ KAFKA_CLUSTER: 'dev2' });
  expect(gate).toMatch(/^KAFKA_CLUSTER=dev2 node \S+run\.mjs gate$/);
  expect(onIssued).toMatch(
    /^\[ "\$KAFKA_CLIENTS" = later \] \|\| KAFKA_CLUSTER=dev2 node \S+run\.mjs clients --user admin$/,
  );
  expect(reload).toMatch(/^\[ "\$KAFKA_BROKERS" = none \] \|\| KAFKA_CLUSTER=dev2 node \S+run\.mjs reload$/);
});

test('the gate is found from the folder of a stack, wherever the project lies, so that a plan of one checkout is applied in another', () => {
  expect(settings({}).gate).toMatch(/^KAFKA_CLUSTER=kafka node \.\.\/\.\.\/\.\.\/cli\/run\.mjs gate$/);
  const out = path.join(process.cwd(), 'out');
  expect(settings({ CDKTF_OUTDIR: '/elsewhere' }).gate).toMatch(
    new RegExp(
      `^KAFKA_CLUSTER=kafka node /\\S+/cli/run\\.mjs gate --manifest /elsewhere/kafka/kafka\\.json --clients ${out}/clients --out ${out}$`,
    ),
  );
});

test('states are where the environment says, or in files', () => {
  expect([settings({}).state, settings({ KAFKA_STATE: 's3://states/teams' }).state]).toEqual([
    'local',
    's3://states/teams',
  ]);
});

test.each(['postgres://terraform:secret@db/states', 's3://', 's3://Bucket', 's3://states/', 's3://states/a b', ''])(
  'fails for a place of states that is none: %j',
  (state) => {
    expect(() => settings({ KAFKA_STATE: state })).toThrow(
      '[SettingIllegal] KAFKA_STATE: must be local, pg or s3://BUCKET/PREFIX',
    );
  },
);

test('fails for an address of states without telling what logs in by it', () => {
  const declare = (): unknown => settings({ KAFKA_STATE: 'postgres://terraform:secret@db/states' });
  expect(declare).toThrow('got postgres://***@db/states');
  expect(declare).not.toThrow('secret');
});

test('what was asked to be left out or removed is', () => {
  const { monitoring, console, data } = settings({
    KAFKA_MONITORING: 'off',
    KAFKA_CONSOLE: 'off',
    KAFKA_DATA: 'destroy',
  });
  expect({ monitoring, enabled: console.enabled, data }).toEqual({
    monitoring: undefined,
    enabled: false,
    data: 'destroy',
  });
});

test('fails for words that mean nothing, all at once', () => {
  expect(() => settings({ KAFKA_CONSOLE: 'false', KAFKA_DATA: 'keep' })).toThrow(
    /\[SettingIllegal\] KAFKA_CONSOLE: .*\n\[SettingIllegal\] KAFKA_DATA: /,
  );
});
