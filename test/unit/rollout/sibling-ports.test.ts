import { type HostPort, publishedPorts, siblingViolations, takenPorts } from '../../../rollout/sibling-ports';
import { manifest } from '../fixtures/manifest';

/** Ports from one on, of as many brokers. */
const brokersFrom = (first: number, count = 3, host = '127.0.0.1'): readonly HostPort[] =>
  Array.from({ length: count }, (_, index) => ({
    container: `dev-broker-${index + 1}`,
    isService: false,
    host,
    port: first + index,
  }));
const service = (name: string, port: number): HostPort => ({
  container: `dev-${name}`,
  isService: true,
  host: '127.0.0.1',
  port,
});

test('the engine’s list of containers says which host ports they have, and which containers are services', () => {
  const ports = [
    { IP: '127.0.0.1', PrivatePort: 19092, PublicPort: 19092, Type: 'tcp' },
    { PrivatePort: 9091, Type: 'tcp' },
  ] as never;
  expect(
    takenPorts([
      { Names: ['/dev-broker-1'], Labels: { 'cdktf-kafka.role': 'broker' }, Ports: ports },
      { Names: ['/dev-console'], Labels: { 'cdktf-kafka.role': 'service' }, Ports: [] },
    ]),
  ).toEqual(brokersFrom(19092, 1));
});

describe('Host ports', () => {
  test.each<[string, readonly HostPort[], readonly HostPort[]]>([
    ['stay', brokersFrom(19092), brokersFrom(19092)],
    ['stay, known to clients by a host’s name', brokersFrom(19092, 3, 'kafka.example.org'), brokersFrom(19092)],
    ['move by the number of brokers', brokersFrom(19095), brokersFrom(19092)],
    ['are first taken', brokersFrom(19092), []],
    ['go on for one broker more', brokersFrom(19092, 4), brokersFrom(19092)],
    ['move to another address', brokersFrom(19093, 3, '192.0.2.1'), brokersFrom(19092)],
    ['of a broker go to a service, which comes after all brokers', [service('console', 19092)], brokersFrom(19092, 1)],
  ])('%s', (_, wanted, taken) => {
    expect(siblingViolations(wanted, taken)).toEqual([]);
  });

  test('fail to move by one, each that another broker still has', () => {
    const violations = siblingViolations(brokersFrom(19093), brokersFrom(19092));
    expect(violations.map(({ subject, value }) => [subject, value])).toEqual([
      ['dev-broker-1', 19093],
      ['dev-broker-2', 19094],
    ]);
    expect(violations[0]).toMatchObject({
      code: 'PortOfSibling',
      rule: expect.stringContaining('dev-broker-2 has it until its own') as string,
      remedy: expect.stringContaining('by at least 3 (servers that have some), or in two steps') as string,
    });
  });

  test.each<[string, readonly HostPort[], readonly HostPort[]]>([
    ['one below', brokersFrom(19091), brokersFrom(19092)],
    ['those of every address', brokersFrom(19093, 3, '0.0.0.0'), brokersFrom(19092)],
    ['those of a host’s name', brokersFrom(19093, 3, 'kafka.example.org'), brokersFrom(19092)],
  ])('fail to move to %s', (_, wanted, taken) => {
    expect(siblingViolations(wanted, taken)).toHaveLength(2);
  });

  test('are free on one engine, whoever has them on another', () => {
    const elsewhere = brokersFrom(19092).map((port) => ({ ...port, engine: 'tcp://kafka-b:2376' }));
    expect(siblingViolations(brokersFrom(19093), elsewhere)).toEqual([]);
    expect(siblingViolations(brokersFrom(19093), brokersFrom(19092))).toHaveLength(2);
  });

  test('of a service fail to go to a broker, or to another service', () => {
    const taken = [service('console', 8080)];
    expect(siblingViolations([...brokersFrom(8080, 1), service('prometheus', 8080)], taken)).toHaveLength(2);
  });
});

test('brokers publish the addresses at which they are advertised by published listeners, and no others', () => {
  const ports = publishedPorts(manifest).map(({ container, host, port }) => `${container} ${host}:${port}`);
  expect(ports).toEqual(
    [19092, 19192].flatMap((first) => [0, 1, 2].map((at) => `kafka-broker-${at + 1} 127.0.0.1:${first + at}`)),
  );
});
