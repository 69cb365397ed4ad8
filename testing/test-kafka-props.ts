/** A topic of a test cluster. */
export interface TestTopicProps {
  /**
   * How many partitions it has.
   *
   * @default 1
   */
  readonly partitions?: number;
  /**
   * Kafka's own settings of it, such as `{ 'cleanup.policy': 'compact' }`.
   *
   * @default - none
   */
  readonly config?: Readonly<Record<string, string | number | boolean>>;
}

/** A user of a test cluster, and what it may do. A name that ends in `*` stands for all that begin with what is before it. */
export interface TestUserProps {
  /**
   * What it logs in by: `scram` (SCRAM-SHA-512, with a password that is made at random), or `certificate` (mutual TLS).
   *
   * @default scram
   */
  readonly login?: 'scram' | 'certificate';
  /**
   * Topics that it may write to.
   *
   * @default - none
   */
  readonly produce?: readonly string[];
  /**
   * Topics that it may read.
   *
   * @default - none
   */
  readonly consume?: readonly string[];
  /**
   * Consumer groups that it may read as.
   *
   * @default - those that begin with its name
   */
  readonly groups?: readonly string[];
  /**
   * What its `transactional.id` may begin with.
   *
   * @default - it may use no transactions
   */
  readonly transactions?: string;
}

/** What a test cluster is. It is data alone: what is equal is the same cluster. */
export interface TestKafkaProps {
  /**
   * What tells it from others that are declared alike: a suite that must be alone gives a name of its own. Its containers begin with it.
   *
   * @default test
   */
  readonly name?: string;
  /**
   * How many brokers it has. One is its own controller, more have one beside them.
   *
   * @default 1
   */
  readonly brokers?: number;
  /**
   * Kafka's version.
   *
   * @default - the newest that the package knows for a cluster
   */
  readonly version?: string;
  /**
   * The image that it runs from, instead of the one that the project's set-up has made or found (`out/setup.json`).
   *
   * @default - that one; without a set-up, `apache/kafka` of the version
   */
  readonly image?: string;
  /**
   * Its topics, by their names.
   *
   * @default - none: see {@link TestKafka.createTopic}
   */
  readonly topics?: Readonly<Record<string, TestTopicProps>>;
  /**
   * Its users, by their names.
   *
   * @default - none: the administrator is always there
   */
  readonly users?: Readonly<Record<string, TestUserProps>>;
  /**
   * The brokers' own settings.
   *
   * @default - groups wait for no further members (`group.initial.rebalance.delay.ms`)
   */
  readonly brokerProperties?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Whether it goes on for the next run. One that doesn't is nobody else's, and goes with {@link TestKafka.stop}, or, where the process
   * did not come to that, when the next one is started.
   *
   * @default true
   */
  readonly reuse?: boolean;
  /**
   * How long it may take to start, in seconds.
   *
   * @default 120
   */
  readonly startSeconds?: number;
}
