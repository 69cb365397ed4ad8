import { type App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, KafkaResources, Listener, Metadata } from '../constructs';

/** Three brokers, a topic and a user who may read it, by the parts that `KafkaPlatform` is made of. */
export function first(app: App): void {
  const kafka = new KafkaCluster(new TerraformStack(app, 'kafka-cluster'), 'Kafka', {
    name: 'kafka',
    brokers: 3,
    metadata: Metadata.zooKeeper({ nodes: 3 }),
    listeners: [
      Listener.published('scram', { firstHostPort: 19092, authentication: Authentication.scram() }),
      Listener.published('mtls', { firstHostPort: 19192, authentication: Authentication.mutualTls() }),
    ],
  });
  new KafkaBase(new TerraformStack(app, 'kafka-base'), 'Base', { cluster: kafka });

  const resources = new KafkaResources(new TerraformStack(app, 'kafka-resources'), 'Resources', { cluster: kafka });
  const topic1 = resources.addTopic('topic1', { partitions: 3 });
  const user1 = resources.addUser('user1');
  topic1.grantConsume(user1, { group: 'user1' });
}
