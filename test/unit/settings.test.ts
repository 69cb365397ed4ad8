import { settings } from '../../settings';

test('the default cluster has the ports that the documents name', () => {
  const { name, ports, console, data } = settings({});
  expect({ name, ports, port: console.hostPort, enabled: console.enabled, data }).toEqual({
    name: 'kafka',
    ports: { scram: 19_092, mtls: 19_192 },
    port: 8080,
    enabled: true,
    data: 'retain',
  });
});

test('a cluster of another name has its console below its first port, unless that is given', () => {
  expect(settings({ KAFKA_CLUSTER: 'dev2', KAFKA_SCRAM_PORT: '29092' }).console.hostPort).toBe(29_091);
  expect(settings({ KAFKA_CLUSTER: 'dev2', KAFKA_CONSOLE_PORT: '1234' }).console.hostPort).toBe(1234);
});

test('the gate and the fetching of certificates are called for this cluster', () => {
  const { gate, onIssued } = settings({ KAFKA_CLUSTER: 'dev2' });
  expect(gate).toMatch(/^KAFKA_CLUSTER=dev2 node \S+run\.mjs gate$/);
  expect(onIssued).toMatch(
    /^\[ "\$KAFKA_CLIENTS" = later \] \|\| KAFKA_CLUSTER=dev2 node \S+run\.mjs clients --user admin$/,
  );
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
