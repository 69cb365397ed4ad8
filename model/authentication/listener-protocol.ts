/** Kafka's security protocol of a listener. */
export type ListenerProtocol = 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT' | 'PLAINTEXT';

export const LISTENER_PROTOCOLS = [
  'SSL',
  'SASL_SSL',
  'SASL_PLAINTEXT',
  'PLAINTEXT',
] as const satisfies readonly ListenerProtocol[];

/** Whether connections are encrypted, and the broker shows a certificate. */
export const isEncrypted = (protocol: ListenerProtocol): boolean => protocol.endsWith('SSL');

/** Whether clients log in by SASL. */
export const usesSasl = (protocol: ListenerProtocol): boolean => protocol.startsWith('SASL_');
