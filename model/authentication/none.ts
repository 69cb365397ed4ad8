import type { Mechanism } from './mechanism';

/** Neither a login nor encryption: Kafka's `PLAINTEXT`. */
export const none: Mechanism<'none', never> = {
  name: 'none',
  title: 'no login',
  sasl: [],
  protocols: ['PLAINTEXT'],
  unencrypted: {
    code: 'ListenerOpen',
    rule: 'a listener should ask who its clients are and encrypt what they say',
    unwise: true,
  },
  broker: { properties: () => ({}) },
  client: { kafka: () => [], librdkafka: () => [] },
  matrix: {
    identities: ({ isOpen }) => [
      { identity: 'anyone, without a word', expected: isOpen ? 'let in' : 'unauthenticated' },
    ],
    rightless: 'anyone',
    remark: (listener) => `${listener} is declared open to everyone who reaches it`,
  },
};
