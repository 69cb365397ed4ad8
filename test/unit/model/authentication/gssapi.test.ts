import { gssapi } from '../../../../model/authentication/gssapi';
import type { ClientLogin } from '../../../../model/authentication/mechanism';

const login = (keytab: boolean): ClientLogin => ({
  user: 'alice',
  kerberos: { realm: 'EXAMPLE.ORG', serviceName: 'kafka', keytab },
  file: (name) => `/f/${name}`,
  fileBeside: (name) => `/f/internal/${name}`,
});

describe('a Kerberos user', () => {
  test('logs in with its keytab where it has one, from Kafka’s clients and from librdkafka', () => {
    expect(gssapi.client.kafka(login(true), 'GSSAPI')).toEqual([
      [
        'sasl.jaas.config',
        'com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true ' +
          'keyTab="/f/keytab" doNotPrompt=true principal="alice@EXAMPLE.ORG";',
      ],
      ['sasl.kerberos.service.name', 'kafka'],
    ]);
    expect(gssapi.client.librdkafka(login(true), 'GSSAPI')).toEqual([
      ['sasl.kerberos.service.name', 'kafka'],
      ['sasl.kerberos.principal', 'alice@EXAMPLE.ORG'],
      ['sasl.kerberos.keytab', '/f/keytab'],
    ]);
  });

  test('logs in with the ticket that it has got by other means, where it has no keytab', () => {
    expect(gssapi.client.kafka(login(false), 'GSSAPI')[0]).toEqual([
      'sasl.jaas.config',
      'com.sun.security.auth.module.Krb5LoginModule required useTicketCache=true ' +
        'doNotPrompt=true principal="alice@EXAMPLE.ORG";',
    ]);
    expect(gssapi.client.librdkafka(login(false), 'GSSAPI').at(-1)).toEqual(['sasl.kerberos.kinit.cmd', 'klist -s']);
  });

  test('finds the realm by the settings that lie beside the configuration', () => {
    expect(gssapi.client.environment?.(login(true)).map(({ name, value }) => `${name}=${value}`)).toEqual([
      'KRB5_CONFIG=/f/internal/krb5.conf',
      'KAFKA_OPTS=-Djava.security.krb5.conf=/f/internal/krb5.conf',
    ]);
  });

  test('fails without a realm', () => {
    expect(() => gssapi.client.kafka({ ...login(true), kerberos: undefined }, 'GSSAPI')).toThrow('no realm for alice');
  });
});
