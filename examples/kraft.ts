import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  Listener,
  Metadata,
} from '../constructs';

/** Three brokers whose metadata are kept by three controllers (KRaft). */
export function kraft(app: App, images?: KafkaClusterProps['images']): KafkaCluster {
  const cluster = new KafkaCluster(new TerraformStack(app, 'quorum-cluster'), 'Kafka', {
    name: 'quorum',
    metadata: Metadata.kraft({ controllers: 3 }),
    listeners: [
      Listener.published('scram', { firstHostPort: 23092, authentication: Authentication.scram() }),
      Listener.published('mtls', { firstHostPort: 23192, authentication: Authentication.mutualTls() }),
    ],
    images,
  });
  new KafkaBase(new TerraformStack(app, 'quorum-base'), 'Base', { cluster });
  const resources = new KafkaResources(new TerraformStack(app, 'quorum-resources'), 'Resources', { cluster });
  const orders = resources.addTopic('orders', { partitions: 3 });
  orders.grantProduce(resources.addUser('shop'));
  return cluster;
}
