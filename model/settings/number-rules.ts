/** What a broker checks of numbers beyond their definitions: of its own when it starts, of a topic's when it is made. */
export interface NumberRule {
  /** The setting that is judged, and then those that it is held against. */
  readonly names: readonly [string, ...string[]];
  /** What must be of the first, with the others' names. */
  readonly rule: string;
  /** Settings with which it doesn't hold. */
  readonly unless?: readonly string[];
  readonly holds: (value: bigint, ...others: readonly bigint[]) => boolean;
}

const within = (name: string, least: string, most: string): readonly NumberRule[] => [
  atLeast(name, least),
  atLeast(most, name),
];

const atLeast = (name: string, least: string): NumberRule => ({
  names: [name, least],
  rule: `at least ${least}`,
  holds: (value, other = value) => value >= other,
});

const minimum = (name: string, least: bigint): NumberRule => ({
  names: [name],
  rule: `a whole number, ${least} at least`,
  holds: (value) => value >= least,
});

const MEBIBYTE = 2n ** 20n;

/** `KafkaConfig.validateValues`, and what it calls, as far as it is about numbers. */
export const BROKER_RULES: readonly NumberRule[] = [
  ...['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'].map((name): NumberRule => ({
    names: [name],
    rule: 'a whole number, 1 at least, or -1 for ever',
    holds: (value) => value !== 0n,
  })),
  minimum('log.roll.ms', 1n),
  minimum('log.roll.jitter.ms', 0n),
  {
    names: ['log.cleaner.dedupe.buffer.size', 'log.cleaner.threads'],
    rule: 'above 1 MiB for each of log.cleaner.threads, which is one at least',
    unless: ['log.cleaner.enable'],
    holds: (value, threads = 1n) => threads > 0n && value / threads > MEBIBYTE,
  },
  atLeast('reserved.broker.max.id', 'broker.id'),
  {
    ...minimum('max.connections.per.ip', 1n),
    rule: 'a whole number, 1 at least where no address has a number of its own (max.connections.per.ip.overrides)',
    unless: ['max.connections.per.ip.overrides'],
  },
  atLeast('replica.lag.time.max.ms', 'replica.fetch.wait.max.ms'),
  atLeast('replica.socket.timeout.ms', 'replica.fetch.wait.max.ms'),
  {
    names: ['offsets.commit.required.acks', 'offsets.topic.replication.factor'],
    rule: 'from -1 to offsets.topic.replication.factor',
    holds: (value, most = value) => value >= -1n && value <= most,
  },
  ...['offsets.topic.compression.codec', 'share.coordinator.state.topic.compression.codec'].map((name): NumberRule => ({
    names: [name],
    rule: 'from 0 to 4, the number of a codec',
    holds: (value) => value >= 0n && value <= 4n,
  })),
  {
    names: ['queued.max.request.bytes', 'socket.request.max.bytes'],
    rule: 'at least socket.request.max.bytes, or -1 for no limit',
    holds: (value, least = value) => value <= 0n || value >= least,
  },
  {
    names: ['connections.max.idle.ms', 'connection.failed.authentication.delay.ms'],
    rule: 'above connection.failed.authentication.delay.ms, or -1 for no limit',
    holds: (value, least = value - 1n) => value < 0n || value > least,
  },
  ...['group.consumer', 'group.share', 'group.streams'].flatMap((group) =>
    ['heartbeat.interval.ms', 'session.timeout.ms'].flatMap((name) =>
      within(`${group}.${name}`, `${group}.min.${name}`, `${group}.max.${name}`),
    ),
  ),
  ...within(
    'group.share.record.lock.duration.ms',
    'group.share.min.record.lock.duration.ms',
    'group.share.max.record.lock.duration.ms',
  ),
  atLeast('group.share.max.share.sessions', 'group.share.max.size'),
  atLeast('group.streams.max.standby.replicas', 'group.streams.num.standby.replicas'),
  {
    names: ['share.coordinator.snapshot.update.records.per.snapshot'],
    rule: 'from 0 to 500',
    holds: (value) => value <= 500n,
  },
];

/** `LogConfig.validateValues`. */
export const TOPIC_RULES: readonly NumberRule[] = [atLeast('max.compaction.lag.ms', 'min.compaction.lag.ms')];
