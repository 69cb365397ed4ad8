import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  type KafkaBaseProps,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  Listener,
  UserLogin,
} from '../constructs';

/** What differs from machine to machine. */
export interface TextbookOptions {
  readonly images?: KafkaClusterProps['images'];
  readonly onIssued?: string;
  readonly data?: KafkaBaseProps['data'];
  /** Certificate authorities that stand already. */
  readonly authorities?: KafkaClusterProps['authorities'];
}

/**
 * The cluster of the textbooks: brokers with ids, listeners and log directories of their own; a topic with three partitions,
 * each on two brokers; an `SSL://` listener that asks for client certificates; a `SASL_PLAINTEXT://` listener with
 * SCRAM-SHA-256; and a user who may read one topic.
 */
export function textbook(app: App, { images, onIssued, data, authorities }: TextbookOptions = {}): void {
  const cluster = new KafkaCluster(new TerraformStack(app, 'textbook-cluster'), 'Kafka', {
    name: 'textbook',
    brokers: 2,
    listeners: [
      Listener.published('ssl', { firstHostPort: 23192, authentication: Authentication.mutualTls() }),
      // Unencrypted, as the textbooks have it: asked for by name, and warned about.
      Listener.published('sasl', {
        firstHostPort: 23092,
        authentication: Authentication.scramSha256().withoutTls(),
      }),
    ],
    authorities,
    internalTopicPartitions: 10,
    images,
  });
  new KafkaBase(new TerraformStack(app, 'textbook-base'), 'Base', { cluster, onIssued, data });

  cluster.addUser('client', UserLogin.certificate());

  const resources = new KafkaResources(new TerraformStack(app, 'textbook-resources'), 'Resources', { cluster });
  resources.addTopic('my-topic', { partitions: 3, replicationFactor: 2, minInsyncReplicas: 1 });
  const topic1 = resources.addTopic('topic1', { partitions: 3, replicationFactor: 2, minInsyncReplicas: 1 });
  const user1 = resources.addUser('user1');
  topic1.grantConsume(user1, { group: 'user1' });
}
