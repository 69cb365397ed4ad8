import { App } from 'cdktf';
import { KafkaPlatform, Metadata } from '../../constructs';

const app = new App();

const { resources } = new KafkaPlatform(app, 'my-cluster', {
  brokers: 3,
  metadata: Metadata.zooKeeper({ nodes: 3 }),
  scramPort: 19_092,
  mtlsPort: 19_192,
  monitoring: { enabled: true, hostPort: 9_090, grafana: { hostPort: 3_000 } },
  console: { enabled: true, hostPort: 8_080 },
  // Where jobs of a pipeline share no files: pg, or s3://BUCKET/PREFIX.
  state: process.env['KAFKA_STATE'],
});

const orders = resources.addTopic('orders', { partitions: 6 });
const billing = resources.addUser('billing');
orders.grantProduce(billing);
orders.grantConsume(billing, { group: 'billing' });

app.synth();
