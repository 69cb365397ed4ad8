import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { setUp } from '../../../bootstrap/setup';
import { Checkout } from '../support/checkout';
import type { Outcome } from '../support/outcome';
import { buildGrafanaStandIn, GRAFANA_STAND_IN } from './grafana-stand-in';
import { Prometheus } from './prometheus';

export const NAME = 'watched';
export const PORT = 25490;
export const GRAFANA_PORT = 25489;

const MAIN = `
import { App, TerraformStack } from 'cdktf';
import {
  Authentication, Duration, KafkaBase, KafkaCluster, KafkaResources, Listener, Metadata, Monitoring,
} from './constructs';
import { settings } from './settings';

const { images, data, onIssued, monitoring } = settings();
const app = new App();
const cluster = new KafkaCluster(new TerraformStack(app, '${NAME}-cluster'), 'Kafka', {
  name: '${NAME}',
  brokers: 2,
  metadata: Metadata.zooKeeper({ nodes: 1 }),
  listeners: [
    Listener.published('mtls', { firstHostPort: 25492, authentication: Authentication.mutualTls() }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ],
  internalTopicPartitions: 1,
  brokerSessionTimeout: Duration.seconds(6),
  images,
  metrics: monitoring !== undefined,
});
new KafkaBase(new TerraformStack(app, '${NAME}-base'), 'Base', { cluster, data, onIssued });
const resources = new KafkaResources(new TerraformStack(app, '${NAME}-resources'), 'Resources', { cluster });
resources.addTopic('orders', { partitions: 2, replicationFactor: 2, minInsyncReplicas: 1 });
if (monitoring !== undefined) {
  new Monitoring(new TerraformStack(app, '${NAME}-monitoring'), 'Monitoring', {
    cluster, resources, ...monitoring, hostPort: ${PORT}, interval: Duration.seconds(1), alertAfter: Duration.seconds(2),
  });
}
app.synth();
`;

/** A cluster that is watched, and by whom: all of these tests share it. */
export class WatchedCluster {
  public checkout!: Checkout;
  public deployed!: Outcome;
  public readonly prometheus = new Prometheus(`http://127.0.0.1:${PORT}`);

  public async start(): Promise<void> {
    this.checkout = await Checkout.make(NAME, 25392);
    writeFileSync(this.checkout.path('main.ts'), MAIN);
    const { images } = await setUp({ clusterName: NAME, outFolder: this.checkout.path('out'), renderer: 'silent' });
    this.checkout.environment['KAFKA_GRAFANA_IMAGE'] = await buildGrafanaStandIn(
      this.checkout.engine,
      images.monitoring?.exporter ?? '',
    );
    this.checkout.environment['KAFKA_GRAFANA_PORT'] = String(GRAFANA_PORT);
    this.deployed = await this.checkout.npm('deploy');
  }

  public async remove(): Promise<void> {
    await this.checkout.remove();
    await this.checkout.engine.getImage(GRAFANA_STAND_IN).remove();
  }

  /** How a command in one of its containers ended, and all that it printed. */
  public async inside(
    container: string,
    ...command: string[]
  ): Promise<{ readonly code: number; readonly text: string }> {
    const exec = await this.checkout.engine
      .getContainer(container)
      .exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const text = new PassThrough();
    this.checkout.engine.modem.demuxStream(stream, text, text);
    const chunks: Buffer[] = [];
    text.on('data', (chunk: Buffer) => chunks.push(chunk));
    await new Promise((resolve) => stream.once('end', resolve));
    return { code: (await exec.inspect()).ExitCode ?? -1, text: Buffer.concat(chunks).toString('utf8') };
  }
}
