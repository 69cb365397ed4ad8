import { type App, TerraformStack } from 'cdktf';
import { Authentication, KafkaBase, KafkaCluster, Listener, Metadata } from '../constructs';

/** Two clusters side by side on one engine; their names and ports must differ, which is checked at synth. */
export function twoClusters(app: App): void {
  for (const [name, firstHostPort] of [
    ['blue', 25192],
    ['green', 26192],
  ] as const) {
    const cluster = new KafkaCluster(new TerraformStack(app, `${name}-cluster`), 'Kafka', {
      name,
      metadata: Metadata.zooKeeper({ nodes: 3 }),
      listeners: [Listener.published('mtls', { firstHostPort, authentication: Authentication.mutualTls() })],
    });
    new KafkaBase(new TerraformStack(app, `${name}-base`), 'Base', { cluster });
  }
}
