import { App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, type KafkaClusterProps, Listener } from '../../../../constructs';
import { declarationsOf } from '../../../../constructs/cluster/declaration-registry';
import { reserveHostPort } from '../../../../constructs/cluster/cluster-registry';
import { hostAndPort, isHostAndPort, namesHost, spelledOut } from '../../../../model/names/host-endpoint';
import { codesOf, modelOf, propsOf } from '../../fixtures/cluster';

/** A listener of every broker from that port on, on that address. */
const listenerOn = (name: string, bindAddress: string, firstHostPort: number): Listener =>
  Listener.published(name, {
    firstHostPort,
    bindAddress,
    advertisedHost: 'kafka.example.org',
    authentication: Authentication.mutualTls(),
  });
/** Two listeners of which the second's first port is the first's second one. */
const overlapping = (one: string, other: string): Partial<KafkaClusterProps> => ({
  brokers: 2,
  listeners: [listenerOn('a', one, 19092), listenerOn('b', other, 19093)],
});

describe('the same host port', () => {
  test('goes through on two addresses', () => {
    expect(codesOf(() => modelOf(overlapping('127.0.0.1', '192.0.2.1')))).toEqual([]);
  });

  test.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['127.0.0.1', '0.0.0.0'],
    ['192.0.2.1', '::'],
    ['2001:db8::1', '2001:DB8:0:0::1'],
    ['192.0.2.1', '0:0:0:0:0:0:0:0'],
  ])('fails on %s and %s', (one, other) => {
    expect(codesOf(() => modelOf(overlapping(one, other)))).toEqual(['HostPortDuplicate']);
  });

  test('fails by its address and number', () => {
    expect(() => modelOf(overlapping('127.0.0.1', '127.0.0.1'))).toThrow('got 127.0.0.1:19093; change one of them');
  });
});

describe('clusters on one engine', () => {
  const clusterOn =
    (app: App) =>
    (name: string, bindAddress: string): KafkaCluster =>
      new KafkaCluster(new TerraformStack(app, name), 'Kafka', {
        ...propsOf({ name, listeners: [listenerOn('a', bindAddress, 19092)] }),
      });

  test('share host ports where each has an address of its own', () => {
    const declare = clusterOn(new App());
    declare('blue', '192.0.2.1');
    expect(codesOf(() => declare('green', '192.0.2.2'))).toEqual([]);
  });

  test('fail to share them where one of them is on every address', () => {
    const declare = clusterOn(new App());
    declare('blue', '192.0.2.1');
    expect(codesOf(() => declare('green', '0.0.0.0'))).toEqual(Array(3).fill('HostPortOfOtherCluster'));
  });

  test('share them with a service on another address, and fail with one on theirs', () => {
    const cluster = clusterOn(new App())('blue', '192.0.2.1');
    const reserve = (hostAddress: string): readonly string[] =>
      codesOf(() => {
        reserveHostPort(cluster, declarationsOf(cluster, 'a service').model, { hostAddress, hostPort: 19092 });
      });
    expect([reserve('127.0.0.1'), reserve('192.0.2.1'), reserve('127.0.0.1')]).toEqual([
      [],
      ['HostPortTaken'],
      ['HostPortTaken'],
    ]);
  });

  test('fail with a service before them on their port', () => {
    const app = new App();
    const declare = clusterOn(app);
    const cluster = declare('blue', '192.0.2.1');
    reserveHostPort(cluster, declarationsOf(cluster, 'a service').model, { hostAddress: '192.0.2.2', hostPort: 19094 });
    expect(codesOf(() => declare('green', '192.0.2.2'))).toEqual(['HostPortTaken']);
  });

  test('share ports where each has an engine of its own', () => {
    const app = new App();
    const declare = (name: string, engine?: string): readonly string[] =>
      codesOf(() => new KafkaCluster(new TerraformStack(app, name), 'Kafka', propsOf({ name, engine })));
    expect([declare('here'), declare('there', 'ssh://ops@docker.example.org'), declare('again')]).toEqual([
      [],
      [],
      Array<string>(6).fill('HostPortOfOtherCluster'),
    ]);
  });
});

describe('clusters of one app', () => {
  const REMOTE = 'ssh://ops@docker.example.org';
  const declareIn = (stack: TerraformStack, name: string, engine?: string): readonly string[] =>
    codesOf(
      () =>
        new KafkaCluster(
          stack,
          name,
          propsOf({ name, engine, listeners: [listenerOn('a', `192.0.2.${name.length}`, 19092)] }),
        ),
    );

  test('fail with the same name, also on two engines: the tools find them by it', () => {
    const app = new App();
    expect([
      declareIn(new TerraformStack(app, 'here'), 'dev'),
      declareIn(new TerraformStack(app, 'there'), 'dev', REMOTE),
    ]).toEqual([[], ['ClusterNameDuplicate']]);
  });

  test('fail in one stack on different engines, of which the second would be left unused', () => {
    const stack = new TerraformStack(new App(), 'clusters');
    expect([declareIn(stack, 'blue', REMOTE), declareIn(stack, 'black', REMOTE), declareIn(stack, 'yellow')]).toEqual([
      [],
      [],
      ['EnginesDiffer'],
    ]);
  });

  test('fail with bases in one stack on different engines', () => {
    const app = new App();
    const base = new TerraformStack(app, 'base');
    const declare = (name: string, engine?: string): readonly string[] =>
      codesOf(() => {
        const cluster = new KafkaCluster(new TerraformStack(app, name), 'Kafka', propsOf({ name, engine }));
        new KafkaBase(base, name, { cluster });
      });
    expect([declare('here'), declare('there', REMOTE)]).toEqual([[], ['EnginesDiffer']]);
  });
});

test('an endpoint has one spelling, whatever it was written like', () => {
  expect(spelledOut('Kafka-1.Example.ORG:09093')).toBe('kafka-1.example.org:9093');
  expect(spelledOut('[2001:DB8::1]:9093')).toBe(spelledOut('[2001:db8:0:0::1]:9093'));
  expect(spelledOut('[2001:DB8::1]:9093')).not.toBe(spelledOut('[2001:DB8::1]:9094'));
  expect(['kafka', '', '[::1]', 'a:b'].map(spelledOut)).toEqual(['kafka', '', '[::1]', 'a:b']);
});

test('an IPv6 address stands in brackets before its port', () => {
  expect([hostAndPort('::1', 8080), hostAndPort('127.0.0.1', 8080)]).toEqual(['[::1]:8080', '127.0.0.1:8080']);
});

describe('a host', () => {
  test.each(['localhost', 'kafka-1.example.org', '10.0.0.25', '2001:db8::1', '::ffff:10.0.0.1', '1.kafka'])(
    'may be %s',
    (host) => {
      expect(namesHost(host)).toBe(true);
      expect(isHostAndPort(hostAndPort(host, 9092))).toBe(true);
    },
  );

  test.each([
    ...['10.0.0.256', '10.0.0', '127.1', '0x7f.0x1', 'kafka.1', '1', '', ' ', '-a', 'a-', 'a..b', 'kafka.example.org.'],
    ...[
      'fe80::1%eth0',
      '[::1]',
      '::g',
      '0.0.0.0',
      '::',
      ...['224.0.0.251', '255.255.255.255', 'ff02::fb'],
      '0:0:0:0:0:0:0:0',
      'kafka:9092',
      'http://kafka',
      'my_host',
      'a b',
    ],
  ])('fails as %s', (host) => {
    expect(namesHost(host)).toBe(false);
  });

  test.each([
    '10.0.0.256:9092',
    '[::g]:9092',
    '[fe80::1%eth0]:9092',
    '::1:9092',
    'kafka:0',
    'kafka:65536',
    ':9092',
    '[10.0.0.1]:9092',
  ])('fails with its port as %s', (address) => {
    expect(isHostAndPort(address)).toBe(false);
  });

  test('in a network may have an underscore, where no certificate has to name it', () => {
    expect(isHostAndPort('my_kafka:9092')).toBe(true);
  });
});
