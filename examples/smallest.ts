import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  KafkaCluster,
  type KafkaClusterProps,
  Listener,
  Metadata,
  UserLogin,
} from '../constructs';

/** One broker on one ZooKeeper node, with client certificates: enough to try a program against. */
export function smallest(app: App, images?: KafkaClusterProps['images']): KafkaCluster {
  const cluster = new KafkaCluster(new TerraformStack(app, 'small-cluster'), 'Kafka', {
    name: 'small',
    brokers: 1,
    metadata: Metadata.zooKeeper({ nodes: 1 }),
    listeners: [Listener.published('mtls', { firstHostPort: 22192, authentication: Authentication.mutualTls() })],
    images,
  });
  new KafkaBase(new TerraformStack(app, 'small-base'), 'Base', { cluster });
  cluster.addUser('client', UserLogin.certificate());
  return cluster;
}
