import { hostToLose, serversByHost } from '../../../../proof/host/host-servers';
import { spread } from '../../fixtures/spread-manifest';

const hosts = serversByHost(spread);

test('each host has its servers, the cluster’s own first', () => {
  expect(hosts).toEqual(
    [1, 2, 3].map((number) => ({
      name: `host-${number}`,
      brokers: [number],
      voters: [`kafka-zookeeper-${number}`],
      containers: [`kafka-broker-${number}`, `kafka-zookeeper-${number}`],
    })),
  );
});

test('a host that runs no server is none to be lost', () => {
  const idle = { engine: 'tcp://idle:2376', address: '10.0.0.9', host: 'idle' };
  expect(serversByHost({ ...spread, hosts: [...(spread.hosts ?? []), idle] })).toEqual(hosts);
});

test('brokers vote where the metadata have no servers of their own', () => {
  const [first] = serversByHost({ ...spread, metadata: { ...spread.metadata, servers: [] } });
  expect(first).toMatchObject({ voters: ['kafka-broker-1'], containers: ['kafka-broker-1'] });
});

describe('the host to lose', () => {
  const leaders = { metadata: 'kafka-zookeeper-2', controller: 1, partitions: [3, 3, 1] };
  const chosen = (...args: Parameters<typeof hostToLose>): string | undefined => hostToLose(...args)?.name;

  test('is that of the metadata’s leader', () => {
    expect(chosen(hosts, leaders)).toBe('host-2');
  });

  test('is that of the controller when the former one has been lost, be it a broker or a server of its own', () => {
    expect(chosen(hosts, leaders, hosts[1])).toBe('host-1');
    expect(chosen(hosts, { ...leaders, controller: 'kafka-zookeeper-3' }, hosts[1])).toBe('host-3');
  });

  test('is that of most leaders when neither is on another one', () => {
    expect(chosen(hosts, { ...leaders, controller: 2 }, hosts[1])).toBe('host-3');
    expect(chosen(hosts, { metadata: undefined, controller: null, partitions: [3, 1, 3] })).toBe('host-3');
  });
});
