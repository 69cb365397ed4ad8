import { loginModules } from './jaas';
import type { KafkaJsSasl, Mechanism } from './mechanism';
import { librdkafkaPassword, passwordProbes, passwordModule, UNENCRYPTED } from './password-login';
import { ScramExchange, type ScramMechanism } from './scram-exchange';

const LOGIN_MODULE = 'org.apache.kafka.common.security.scram.ScramLoginModule';
/** kafkajs' names for them. */
const KAFKAJS = {
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const satisfies Readonly<Record<ScramMechanism, KafkaJsSasl['mechanism']>>;

/** A name and a password of which Kafka keeps a salted digest alone (RFC 7677, KIP-84). */
export const scram: Mechanism<'scram', ScramMechanism> = {
  name: 'scram',
  title: 'SCRAM',
  sasl: ['SCRAM-SHA-256', 'SCRAM-SHA-512'],
  protocols: ['SASL_SSL', 'SASL_PLAINTEXT'],
  unencrypted: UNENCRYPTED,
  users: { secret: 'password' },
  broker: { properties: (_, { sasl }) => loginModules(sasl, `${LOGIN_MODULE} required;`) },
  client: {
    kafka: (login) => passwordModule(LOGIN_MODULE, login),
    librdkafka: librdkafkaPassword,
    kafkajs: (sasl, username, password) => ({ mechanism: KAFKAJS[sasl], username, password }),
  },
  matrix: {
    identities: passwordProbes,
    exchange: (sasl, user, password) => new ScramExchange(sasl, user, password),
    rightless: 'scratch user',
  },
};

export const isScram = (mechanism: string): mechanism is ScramMechanism =>
  scram.sasl.some((name) => name === mechanism);
