import { Authentication, Listener } from '../../../../constructs';
import { brokerProperties } from '../../../../model/files/broker-properties';
import { codesOf, first, LISTENERS, modelOf } from '../../fixtures/cluster';

const model = modelOf();
const broker = first(model.brokers.slice(1));

describe('a published listener', () => {
  const listener = Listener.published('client-a', {
    firstHostPort: 19092,
    authentication: Authentication.scramSha512(),
  });

  test('is named in upper case with underscores, as Kafka wants it', () => {
    expect(listener.name).toBe('CLIENT_A');
  });

  test('binds, advertises and publishes the same port of the same broker', () => {
    expect(listener.bindFor(broker)).toBe('CLIENT_A://dev-broker-2.dev-clients:19093');
    expect(listener.advertisedFor(broker)).toBe('127.0.0.1:19093');
    expect(listener.publishedPortOf(broker)).toEqual({
      hostAddress: '127.0.0.1',
      hostPort: 19093,
      containerPort: 19093,
    });
  });

  test('names both forms of the loopback address in the certificate', () => {
    expect(listener.certificateNamesOf(broker)).toEqual(['127.0.0.1', 'localhost']);
  });

  test('takes a host port of its own for a broker', () => {
    const moved = Listener.published('a', {
      firstHostPort: 19092,
      hostPorts: { 2: 30000 },
      authentication: Authentication.mutualTls(),
    });
    expect(model.brokers.map((one) => moved.portOf(one))).toEqual([19092, 30000, 19094]);
  });

  test('advertises another host to clients on other machines, and has the certificate name it', () => {
    const far = Listener.published('a', {
      firstHostPort: 19092,
      bindAddress: '0.0.0.0',
      advertisedHost: 'kafka.example.org',
      authentication: Authentication.mutualTls(),
    });
    expect(far.advertisedFor(broker)).toBe('kafka.example.org:19093');
    expect(far.certificateNamesOf(broker)).toEqual(['kafka.example.org']);
    expect(far.publishedPortOf(broker)?.hostAddress).toBe('0.0.0.0');
  });
});

describe('a published listener that declares no advertised host', () => {
  const at = (bindAddress?: string, advertisedHost?: string): Listener =>
    Listener.published('a', {
      ...{ firstHostPort: 19092, bindAddress, advertisedHost },
      authentication: Authentication.mutualTls(),
    });
  const elsewhere = { placements: { 'dev-broker-2': { engine: 'tcp://kafka-b:2376', address: '10.0.0.2' } } };

  test('advertises the address of a server that is placed by itself, and has its certificate name it', () => {
    expect(model.brokers.map((one) => at().advertisedFor(one, elsewhere))).toEqual([
      '127.0.0.1:19092',
      '10.0.0.2:19093',
      '127.0.0.1:19094',
    ]);
    expect(at().certificateNamesOf(broker, elsewhere)).toEqual(['10.0.0.2']);
  });

  test('advertises the host of its engine elsewhere, where it is bound to every address', () => {
    const engine = 'ssh://ops@kafka-a';
    expect(['0.0.0.0', '::'].map((every) => at(every).hostOf(broker, { engine }))).toEqual(['kafka-a', 'kafka-a']);
    expect([undefined, '192.0.2.1'].map((one) => at(one).hostOf(broker, { engine }))).toEqual([
      '127.0.0.1',
      '192.0.2.1',
    ]);
  });

  test('leaves what was declared as it is, wherever the server runs', () => {
    expect(at('0.0.0.0', 'kafka.example.org').hostOf(broker, elsewhere)).toBe('kafka.example.org');
  });
});

describe('an internal listener', () => {
  const listener = Listener.internal('apps', { port: 9094, authentication: Authentication.mutualTls() });

  test('is advertised by the container’s name and published on no host port', () => {
    expect(listener.advertisedFor(broker)).toBe('dev-broker-2:9094');
    expect(listener.publishedPortOf(broker)).toBeUndefined();
  });
});

describe('the replication listener', () => {
  const listener = first(model.listeners);

  test('is bound to the backplane alone and asks for client certificates', () => {
    expect(listener.bindFor(broker)).toBe('REPLICATION://dev-broker-2.dev-backplane:9091');
    expect(listener.toManifest()).toMatchObject({ protocol: 'SSL', clientCertificate: true, scope: 'replication' });
  });
});

test('a listener fails with a name that Kafka does not take', () => {
  expect(codesOf(() => Listener.internal('9 lives', { port: 1, authentication: Authentication.mutualTls() }))).toEqual([
    'ListenerNameIllegal',
  ]);
});

describe('a listener with TLS and no login', () => {
  const of = (authentication: Authentication): Readonly<Record<string, unknown>> => {
    const listener = Listener.internal('t', { port: 9096, authentication });
    return brokerProperties(modelOf({ listeners: [...LISTENERS, listener] }), broker);
  };

  test('asks nobody for a certificate, and needs no authority to check one', () => {
    const properties = of(Authentication.oneWayTls());
    expect(properties['listener.name.t.ssl.client.auth']).toBe('none');
    expect(properties).not.toHaveProperty('listener.name.t.ssl.truststore.location');
  });

  test('checks the certificate of a client that shows one, where it may', () => {
    const properties = of(Authentication.oneWayTls({ certificates: 'requested' }));
    expect(properties['listener.name.t.ssl.client.auth']).toBe('requested');
    expect(properties).toHaveProperty(['listener.name.t.ssl.truststore.location']);
    expect(properties).toHaveProperty(['listener.name.t.ssl.principal.mapping.rules']);
  });

  test('is told from one with client certificates in the manifest too, which says nothing of the usual', () => {
    const manifestOf = (authentication: Authentication): unknown =>
      Listener.internal('t', { port: 9096, authentication }).toManifest();
    expect(manifestOf(Authentication.oneWayTls())).toMatchObject({ clientCertificate: false, clientAuth: 'none' });
    expect(manifestOf(Authentication.mutualTls())).not.toHaveProperty('clientAuth');
  });
});
