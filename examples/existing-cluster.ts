import { type App, TerraformStack } from 'cdktf';
import {
  Duration,
  KafkaCluster,
  type KafkaClusterAttributes,
  KafkaResources,
  type KafkaResourcesProps,
} from '../constructs';

/** Where the cluster is, and how its administrator shows who it is. */
export interface ExistingClusterOptions
  extends
    Partial<Pick<KafkaClusterAttributes, 'bootstrapServers' | 'brokerCount'>>,
    Pick<KafkaResourcesProps, 'administratorFolder'> {}

/** Topics, users and rights on a cluster that something else runs. */
export function existingCluster(app: App, { administratorFolder, ...attributes }: ExistingClusterOptions = {}): void {
  const stack = new TerraformStack(app, 'resources');
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', {
    name: 'prod',
    bootstrapServers: ['kafka-1.example.org:9093', 'kafka-2.example.org:9093', 'kafka-3.example.org:9093'],
    brokerCount: 3,
    scramMechanisms: ['SCRAM-SHA-512'],
    ...attributes,
  });
  const resources = new KafkaResources(stack, 'Resources', {
    cluster,
    administratorFolder: administratorFolder ?? 'secrets/admin',
  });
  const orders = resources.addTopic('orders', { partitions: 6, retention: Duration.days(7) });
  orders.grantConsume(resources.addUser('billing'), { group: 'billing' });
}
