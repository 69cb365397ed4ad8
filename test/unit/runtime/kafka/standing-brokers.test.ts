import {
  addressesNow,
  advertisedIn,
  certificateListeners,
  listenersIn,
  listenerViolations,
  type StandingBroker,
  whereTheyAre,
} from '../../../../runtime/kafka/standing-brokers';
import { manifest } from '../../fixtures/manifest';

/** Brokers that were deployed with these listeners, each on ports from one on. */
const standing = (ports: Readonly<Record<string, number>>, ids = [1, 2, 3]): readonly StandingBroker[] =>
  ids.map((id) => ({
    container: `kafka-broker-${id}`,
    advertised: Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `127.0.0.1:${port + id - 1}`])),
    listeners: {},
  }));
const DECLARED = ['127.0.0.1:19192', '127.0.0.1:19193', '127.0.0.1:19194'];

test('a broker’s file says where it is found, by listener', () => {
  const file = 'broker.id=1\nadvertised.listeners=MTLS://127.0.0.1:19192,V6://[::1]:19292\nlisteners=MTLS://x:19192\n';
  expect(advertisedIn(file)).toEqual({ MTLS: '127.0.0.1:19192', V6: '[::1]:19292' });
  expect(advertisedIn('')).toEqual({});
});

describe('The administrator finds the brokers', () => {
  test('where they are declared to be, while there are none', () => {
    expect(addressesNow(manifest, [])).toEqual(DECLARED);
  });

  test('at the ports that they still have, when others are declared', () => {
    expect(addressesNow(manifest, standing({ MTLS: 29192 }))).toEqual([
      '127.0.0.1:29192',
      '127.0.0.1:29193',
      '127.0.0.1:29194',
    ]);
  });

  test('each where it is, amid a roll-out', () => {
    const brokers = [...standing({ MTLS: 19192 }, [1]), ...standing({ MTLS: 29192 }, [2])];
    expect(addressesNow(manifest, brokers)).toEqual(['127.0.0.1:19192', '127.0.0.1:29193', '127.0.0.1:19194']);
  });

  test('by a listener that they have, when another one is declared before it', () => {
    const [replication, ...others] = manifest.listeners;
    const added = { ...others[1], name: 'NEW' } as (typeof manifest.listeners)[number];
    const brokers = manifest.brokers.map((broker) => ({
      ...broker,
      advertised: { ...broker.advertised, NEW: `127.0.0.1:${39191 + broker.id}` },
    }));
    const declared = { ...manifest, brokers, listeners: [...(replication ? [replication] : []), added, ...others] };
    expect(addressesNow(declared, standing({ MTLS: 19192 }))).toEqual(DECLARED);
    expect(addressesNow(declared, [])[0]).toBe('127.0.0.1:39192');
  });
});

describe('Listeners of brokers that are replaced one after the other', () => {
  test.each<[string, readonly StandingBroker[]]>([
    ['there are no brokers', []],
    ['there is one broker', standing({ OTHER: 29192 }, [1])],
    ['ports change', standing({ MTLS: 29192 })],
    ['one is added', standing({ MTLS: 19192 })],
    ['a broker has been replaced already', [...standing({ MTLS: 19192 }, [1]), ...standing({ OTHER: 1 }, [2, 3])]],
    ['brokers don’t tell', standing({})],
  ])('fit when %s', (_, brokers) => {
    expect(listenerViolations(manifest, brokers)).toEqual([]);
  });

  test('fail when none stays by which the administrator would see all brokers', () => {
    expect(listenerViolations(manifest, standing({ OTHER: 19192 }))).toMatchObject([
      { code: 'ListenersExchanged', value: 'MTLS, which no broker has' },
    ]);
  });
});

test('a broker that is about to get other ports and listeners is asked where it is until then, and nowhere else', () => {
  const broker = { container: 'kafka-broker-1', advertised: { MTLS: '127.0.0.1:29192', NEW: '127.0.0.1:29292' } };
  const standing = { container: 'kafka-broker-1', advertised: { MTLS: '127.0.0.1:19192' }, listeners: {} };
  const [now] = whereTheyAre([broker], [standing]);
  expect(now?.advertised).toEqual({ MTLS: '127.0.0.1:19192' });
  const [gone] = whereTheyAre([broker], []);
  expect(gone?.advertised).toEqual(broker.advertised);
});

describe('a broker’s certificate is looked at where it shows one already', () => {
  const FILE = [
    'advertised.listeners=SCRAM://127.0.0.1:19092,MTLS://127.0.0.1:19192',
    'listener.security.protocol.map=SCRAM:SASL_PLAINTEXT,MTLS:SSL,REPLICATION:SSL',
    'listener.name.mtls.ssl.client.auth=required',
    '',
  ].join('\n');
  const declared = {
    listeners: (['SCRAM', 'MTLS', 'NEW'] as const).map((name) => ({
      ...{ name, mechanisms: [], scope: 'published' as const },
      ...{ protocol: name === 'SCRAM' ? ('SASL_SSL' as const) : ('SSL' as const), clientCertificate: name === 'MTLS' },
    })),
  };
  const namesOf = (properties: string): readonly string[] => {
    const broker = {
      ...{ container: 'kafka-broker-1', advertised: advertisedIn(properties), listeners: listenersIn(properties) },
    };
    return certificateListeners(declared, 'kafka-broker-1', [broker]).map(({ name }) => name);
  };

  test('which is not at a listener that is new, nor at one that is about to have TLS', () => {
    expect(namesOf(FILE)).toEqual(['MTLS']);
    expect(namesOf(FILE.replace('SASL_PLAINTEXT', 'SASL_SSL'))).toEqual(['SCRAM', 'MTLS']);
  });

  test('nor at one that is about to ask for certificates', () => {
    expect(namesOf(FILE.replace('=required', '=none'))).toEqual([]);
  });

  test('and at every listener that is declared, where nothing is known of it', () => {
    expect(namesOf('')).toEqual(['SCRAM', 'MTLS', 'NEW']);
    expect(certificateListeners(declared, 'kafka-broker-1', [])).toHaveLength(3);
  });
});
