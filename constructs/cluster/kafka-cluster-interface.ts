import type { IConstruct } from 'constructs';
import type { SaslMechanism } from '../../model/authentication/mechanisms';

/** A cluster on which topics, users and rights can be declared: one that is declared here, or one that stands already. */
export interface IKafkaCluster extends IConstruct {
  /** Name of the cluster: prefix of its resources' addresses in the state. */
  readonly name: string;
  /** Number of brokers: the most copies that a partition can have. */
  readonly brokerCount: number;
  /** Copies of a partition where a topic doesn't say. */
  readonly replicationFactor: number;
  /** Kafka's version, for the provider. */
  readonly version: string;
  /** `host:port` of the brokers' listener that takes the administrator's certificate; empty when there is none. */
  readonly administratorServers: readonly string[];
  /** SCRAM mechanisms of its listeners. */
  readonly scramMechanisms: readonly SaslMechanism[];
  /** Users that log in with a certificate, and the administrator: no SCRAM user may be named like them. */
  readonly certificateNames: readonly string[];
  /** Names of servers, of users that log in otherwise and of nobody: no SCRAM user may be named like them either. */
  readonly reservedNames: readonly string[];
}
