import { kafbatProcess, quarkusProcess } from '../../../../model/console/console-process';
import { Size } from '../../../../model/units/size';

const SETTINGS = {
  clusterName: 'orders',
  bootstrapServers: ['orders-broker-1:9095', 'orders-broker-2:9095'],
  host: 'orders-console.page',
  port: 8080,
  readOnly: true,
  secrets: '/etc/console',
  login: { user: 'admin', secrets: '/etc/login' },
  memory: Size.mebibytes(768),
} as const;

const textOf = ({ command, environment }: ReturnType<typeof kafbatProcess>): string =>
  JSON.stringify([command, environment]);

describe.each([
  ['Kafbat', kafbatProcess],
  ['Quarkus', quarkusProcess],
])('The console %s', (_, process) => {
  const text = textOf(process(SETTINGS));

  test('logs in by mutual TLS, and names the passwords of its stores without saying them', () => {
    expect(text).toContain('${keystore}');
    expect(text).toContain('${truststore}');
    expect(text).toMatch(/SSL/);
    expect(text).not.toMatch(/PLAINTEXT|SASL/);
  });

  test('listens on the address of its page alone, and knows every broker', () => {
    expect(text).toContain('orders-console.page');
    expect(text).not.toContain('0.0.0.0');
    expect(text).toContain('orders-broker-1:9095,orders-broker-2:9095');
  });

  test('has half of its memory for Java’s heap', () => {
    expect(process({ ...SETTINGS, memory: Size.mebibytes(501) }).command).toContain('-Xmx250m');
  });
});

test('Kafbat asks who one is, and is as read-only as it was declared', () => {
  expect(kafbatProcess(SETTINGS).environment).toMatchObject({
    AUTH_TYPE: 'LOGIN_FORM',
    SPRING_SECURITY_USER_PASSWORD: '${password}',
    KAFKA_CLUSTERS_0_READONLY: 'true',
  });
  expect(kafbatProcess({ ...SETTINGS, readOnly: false }).environment['KAFKA_CLUSTERS_0_READONLY']).toBe('false');
});
