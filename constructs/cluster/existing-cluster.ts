import { Construct } from 'constructs';
import type { IKafkaCluster } from './kafka-cluster-interface';
import type { Declarations } from '../../model/cluster/declarations';
import { existingClusterViolations } from '../../model/validation/existing-cluster-violations';
import { throwIfAny } from '../../model/validation/violation';
import type { SaslMechanism } from '../../model/manifest/manifest';
import { ANONYMOUS } from '../../model/validation/user-violations';
import { KafkaVersion } from '../../model/units/version';

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
  /** Copies of a partition where a topic doesn't say, as many as there are brokers at most. Default: 3, or the brokers if fewer. */
  readonly replicationFactor?: number;
  /** Default: {@link KafkaVersion.V3_9_2}. */
  readonly version?: KafkaVersion;
  /** Mechanisms that SCRAM users get credentials for. Default: both. */
  readonly scramMechanisms?: readonly ('SCRAM-SHA-256' | 'SCRAM-SHA-512')[];
}

/** @internal */
export class ExistingCluster extends Construct implements IKafkaCluster {
  public readonly name: string;
  public readonly brokerCount: number;
  public readonly replicationFactor: number;
  public readonly version: string;
  public readonly administratorServers: readonly string[];
  public readonly scramMechanisms: readonly SaslMechanism[];
  public readonly certificateNames: readonly string[] = ['admin'];
  public readonly reservedNames: readonly string[] = [ANONYMOUS];
  private readonly declarations: Declarations[] = [];

  public constructor(scope: Construct, id: string, attributes: KafkaClusterAttributes) {
    super(scope, id);
    this.name = attributes.name;
    this.brokerCount = attributes.brokerCount;
    this.replicationFactor = attributes.replicationFactor ?? Math.min(3, attributes.brokerCount);
    throwIfAny(existingClusterViolations(this.node.path, attributes, this.replicationFactor));
    this.version = (attributes.version ?? KafkaVersion.V3_9_2).version;
    this.administratorServers = attributes.bootstrapServers;
    this.scramMechanisms = attributes.scramMechanisms ?? ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
  }

  /** @internal */
  public declaredPrincipals(): readonly string[] {
    return this.declarations.flatMap((declared) => declared.users()).map(({ principal }) => principal);
  }

  /** Remembered for the sake of grants; nothing is proven of a cluster that is not declared here. @internal */
  public declare(_stack: string, declarations: Declarations): void {
    this.declarations.push(declarations);
  }
}
