import { PATHS, STORE_FILES } from '../names/paths';
import { clientMappingRules } from '../names/distinguished-name';
import { truststoreProperties } from '../formats/tls-properties';
import type { Mechanism } from './mechanism';
import type { KeyPair, ProbeIdentity } from './probe-identity';

/** What a listener where a client need not say who it is should do instead. */
const anonymous = {
  code: 'ListenerOpen',
  rule: 'a listener should ask who its clients are',
  unwise: true,
} as const satisfies Mechanism['anonymous'];

const anyone = (isOpen: boolean): ProbeIdentity => ({
  identity: 'anyone, without a certificate',
  expected: isOpen ? 'let in' : 'unauthenticated',
});

/** An encrypted connection on which the server alone shows a certificate: Kafka's `SSL` with `ssl.client.auth=none`. */
export const oneWayTls: Mechanism<'one-way-tls', never> = {
  name: 'one-way-tls',
  title: 'no login, encrypted',
  sasl: [],
  protocols: ['SSL'],
  clientAuth: 'none',
  anonymous,
  broker: { properties: () => ({ 'ssl.client.auth': 'none' }) },
  client: { kafka: () => [], librdkafka: () => [] },
  matrix: {
    identities: ({ isOpen }) => [anyone(isOpen)],
    rightless: 'anyone',
    remark: (listener) => `${listener} is declared open to everyone who reaches it, encrypted`,
  },
};

/** The same, where a client may show a certificate, and is then the user that it names: `ssl.client.auth=requested`. */
export const requestedTls: Mechanism<'requested-tls', never> = {
  ...oneWayTls,
  name: 'requested-tls',
  title: 'client certificate, or no login',
  clientAuth: 'requested',
  broker: {
    properties: ({ names }) => ({
      'ssl.client.auth': 'requested',
      'ssl.principal.mapping.rules': clientMappingRules(names),
      ...truststoreProperties('ssl', PATHS.kafka.secrets, STORE_FILES.clientsTruststore),
    }),
  },
  matrix: {
    ...oneWayTls.matrix,
    identities: ({ isOpen, certificates, foreign }) => [
      ...certificates.map((pair: KeyPair): ProbeIdentity => ({
        identity: pair.name,
        expected: 'let in',
        certificate: pair,
      })),
      anyone(isOpen),
      {
        identity: 'the administrator’s name from an unknown authority',
        expected: 'foreignCertificate',
        certificate: foreign,
      },
    ],
  },
};
