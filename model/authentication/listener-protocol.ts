/** Kafka's security protocol of a listener. */
export type ListenerProtocol = 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT' | 'PLAINTEXT';

/** Kafka's `ssl.client.auth`: whether clients of a listener are asked for a certificate. */
export type ClientAuth = 'required' | 'requested' | 'none';

export const CLIENT_AUTHS = ['required', 'requested', 'none'] as const satisfies readonly ClientAuth[];

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
