/** A port as the table of sockets shows it. */
export const portPattern = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/**
 * Health tests read the kernel's table of sockets: they cost a few milliseconds, open no connection (which a TLS server
 * would log as a failed handshake), and need no certificate. State 0A is LISTEN, 01 ESTABLISHED.
 */
export const sockets = (pattern: string): readonly string[] => [
  'CMD',
  'grep',
  '-qE',
  pattern,
  '/proc/net/tcp',
  '/proc/net/tcp6',
];

/** A server that opens its socket at the end of its start serves when it listens. */
export const listeningHealth = (port: number): readonly string[] => sockets(`:${portPattern(port)} [0-9A-F:]+ 0A `);

/** A broker listens once it has registered and loaded its logs: Kafka opens its sockets at the end of its start. */
export const brokerHealth = listeningHealth;
