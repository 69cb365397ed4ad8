import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { IKafkaCluster } from './kafka-cluster-interface';
import type { KafkaClusterAttributes } from '../../model/declaration/cluster-attributes';
import { existingClusterViolations } from '../../model/declaration/existing-cluster-violations';
import { formatViolation, throwIfAny } from '../../model/violation';
import { declaredHere, registerStanding } from './declaration-registry';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { ANONYMOUS } from '../../model/authentication/anonymous';
import { isKeptByKafka, SASL_MECHANISMS } from '../../model/authentication/mechanism-lookup';
import { KafkaVersion } from '../../model/units/version';

/** A cluster that something else runs. @internal */
export class ExistingCluster extends Construct implements IKafkaCluster {
  public readonly name: string;
  public readonly brokerCount: number;
  public readonly replicationFactor: number;
  public readonly version: string;
  public readonly administratorServers: readonly string[];
  public readonly scramMechanisms: readonly SaslMechanism[];
  public readonly certificateNames: readonly string[] = ['admin'];
  public readonly reservedNames: readonly string[] = [ANONYMOUS];

  public constructor(scope: Construct, id: string, attributes: KafkaClusterAttributes) {
    super(scope, id);
    checkArguments('KafkaCluster.fromKafkaClusterAttributes', [scope, id, attributes], this.node.path);
    this.name = attributes.name;
    this.brokerCount = attributes.brokerCount;
    this.replicationFactor = attributes.replicationFactor ?? Math.min(3, attributes.brokerCount);
    throwIfAny(existingClusterViolations(this.node.path, attributes, this.replicationFactor));
    this.version = (attributes.version ?? KafkaVersion.V3_9_2).version;
    this.administratorServers = attributes.bootstrapServers;
    this.scramMechanisms = attributes.scramMechanisms ?? SASL_MECHANISMS.filter(isKeptByKafka);
    registerStanding(this);
    this.node.addValidation({ validate: () => declaredHere(this).map(formatViolation) });
  }
}
