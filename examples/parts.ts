import { type App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, KafkaResources, Listener, ProjectTools } from '../constructs';

/** The parts of a platform put together by hand, for what `KafkaPlatform` does not say: stacks of other names, or no console. */
export function parts(app: App): void {
  const tools = ProjectTools.forCluster(app, 'parts');
  const cluster = new KafkaCluster(new TerraformStack(app, 'parts-cluster'), 'Kafka', {
    name: 'parts',
    listeners: [Listener.published('mtls', { firstHostPort: 24192, authentication: Authentication.mutualTls() })],
    images: tools.images,
    gate: tools.gate,
    reload: tools.reload,
  });
  new KafkaBase(new TerraformStack(app, 'parts-base'), 'Base', { cluster, onIssued: tools.onIssued });
  const resources = new KafkaResources(new TerraformStack(app, 'parts-resources'), 'Resources', { cluster });
  resources.addTopic('orders', { partitions: 6 });
}
