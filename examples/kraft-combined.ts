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

/** One container: a broker that keeps the metadata itself (KRaft), with client certificates. Enough to try a program against. */
export function kraftCombined(app: App, images?: KafkaClusterProps['images']): KafkaCluster {
  const cluster = new KafkaCluster(new TerraformStack(app, 'alone-cluster'), 'Kafka', {
    name: 'alone',
    brokers: 1,
    metadata: Metadata.kraft({ combined: true }),
    listeners: [Listener.published('mtls', { firstHostPort: 24192, authentication: Authentication.mutualTls() })],
    images,
  });
  new KafkaBase(new TerraformStack(app, 'alone-base'), 'Base', { cluster });
  cluster.addUser('client', UserLogin.certificate());
  return cluster;
}
