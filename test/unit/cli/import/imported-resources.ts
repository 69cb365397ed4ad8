import type { Construct } from 'constructs';
import {
  type IPrincipal,
  KafkaResources,
  type KafkaResourcesProps,
  Principal,
  QuotaEntity,
  Size,
  UserLogin,
} from '../../../../constructs';

/**
 * What stood on the cluster and was declared nowhere. It is a declaration like any other: change it, and take out what is not yours to keep.
 */
export class ImportedResources extends KafkaResources {
  public constructor(scope: Construct, id: string, props: KafkaResourcesProps) {
    super(scope, id, props);

    // Topics
    this.addTopic('audit.v1', { partitions: 1, replicationFactor: 3, minInsyncReplicas: 2 });
    this.addTopic('orders', {
      partitions: 6,
      replicationFactor: 3,
      inheritMinInsyncReplicas: true,
      config: { 'cleanup.policy': 'compact', 'retention.ms': 86400000 },
    });

    // Users: Kafka tells no passwords, and with version 0 each keeps the one that it has
    const billing = this.addUser('billing', {
      login: UserLogin.scram({ passwordVersion: 0, iterations: 4096, mechanisms: ['SCRAM-SHA-512'] }),
    });
    this.addUser('spare', {
      login: UserLogin.scram({ passwordVersion: 0, iterations: 8192, mechanisms: ['SCRAM-SHA-256'] }),
    });

    // Whoever else has rights or a quota
    const everyone = Principal.everyone();
    const cnAppOExample = Principal.external('CN=app,O=example');
    const client: IPrincipal = { principal: 'User:client' };

    // Rights
    this.addAcl({ resourceType: 'Topic', resourceName: '*', principal: everyone, operation: 'Describe' });
    this.addAcl({
      resourceType: 'Topic',
      resourceName: 'orders',
      principal: cnAppOExample,
      host: '10.0.0.7',
      operation: 'Write',
      permission: 'Deny',
    });
    this.addAcl({
      resourceType: 'Group',
      resourceName: 'billing-',
      pattern: 'Prefixed',
      principal: billing,
      operation: 'Read',
    });
    this.addAcl({ resourceType: 'Topic', resourceName: 'orders', principal: billing, operation: 'Read' });
    this.addAcl({ resourceType: 'Topic', resourceName: 'audit.v1', principal: client, operation: 'Read' });

    // Quotas
    this.addQuota(QuotaEntity.everyClientId(), { requestPercentage: 150 });
    this.addQuota(QuotaEntity.user(billing), { producePerSecond: Size.mebibytes(2) });
  }
}
