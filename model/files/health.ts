/** A port as the table of sockets shows it. */
export const portPattern = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** How a socket stands on which a server takes connections, and leaves none of them waiting: one that hangs does. */
export const LISTENING = '0A [0-9A-F]{8}:0{8}';

/**
 * What the engine runs in the container, with a pattern of the sockets of a server that serves: to start it costs the engine far more
 * than it costs to look, so each run looks for as long as it may. While a server starts, until it serves, which the engine knows the next moment; later, until it
 * has served for a while, or serves no more. The first run after a start, or after the engine has not looked (a pause), ends as soon as it serves: the engine
 * doesn't take the server for healthy before that.
 */
const WATCH = `served=/tmp/.served
clock() { IFS=. read -r now rest </proc/uptime; }
serves() {
  read -r state </proc/1/stat
  case $state in *') T '*) return 1 ;; esac
  grep -qE "$0" /proc/net/tcp /proc/net/tcp6
}
await() {
  clock
  latest=$((now + $1))
  until serves; do
    clock
    [ "$now" -lt "$latest" ] || exit 1
    sleep 0.5 || sleep 1
  done
}
last=0
if [ -f "$served" ]; then
  read -r last <"$served" || last=0
  await 2
else
  await 25
fi
clock
if [ $((now - last)) -le 5 ]; then
  enough=$((now + 20))
  while [ "$now" -lt "$enough" ]; do
    sleep 4
    await 2
    clock
  done
fi
echo "$now" >"$served"
`;

/** How the engine goes about it, as the provider reads it back. None takes as long as the timeout, on a busy machine neither. */
export const HEALTH_RUNS = {
  interval: '1s',
  timeout: '50s',
  retries: 3,
  // What the engine takes for a start, before it calls a server unhealthy.
  startPeriod: '3m0s',
} as const;

/**
 * Health tests read the kernel's table of sockets: they cost a few milliseconds, open no connection (which a TLS server
 * would log as a failed handshake), and need no certificate. State 0A is LISTEN, 01 ESTABLISHED. A process that was stopped does not serve.
 */
export const sockets = (pattern: string): readonly string[] => ['CMD', 'sh', '-c', WATCH, pattern];

/** A server that opens its socket at the end of its start serves when it listens. */
export const listeningHealth = (port: number): readonly string[] =>
  sockets(`:${portPattern(port)} [0-9A-F:]+ ${LISTENING} `);

/** A broker listens once it has registered and loaded its logs: Kafka opens its sockets at the end of its start. */
export const brokerHealth = listeningHealth;
