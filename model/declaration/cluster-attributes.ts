import type { ScramMechanism } from '../authentication/scram-exchange';
import type { KafkaVersion } from '../units/version';

/** What has to be known of a cluster that stands already. */
export interface KafkaClusterAttributes {
  /**
   * Name that its resources' addresses in the state begin with: 2 to 32 lower-case letters, digits and `-`, beginning with a
   * letter. Changing it would make them anew.
   */
  readonly name: string;
  /** `host:port` of brokers' listeners that take the administrator's certificate, one at least. */
  readonly bootstrapServers: readonly string[];
  /** Number of brokers: the most copies that a partition can have. */
  readonly brokerCount: number;
  /**
   * Copies of a partition where a topic doesn't say, as many as there are brokers at most.
   *
   * @default 3, or the brokers if fewer
   */
  readonly replicationFactor?: number;
  /**
   * Version of the brokers.
   *
   * @default {@link KafkaVersion.V3_9_2}
   */
  readonly version?: KafkaVersion;
  /**
   * Mechanisms that SCRAM users get credentials for.
   *
   * @default - both
   */
  readonly scramMechanisms?: readonly ScramMechanism[];
}
