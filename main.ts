import { App, TerraformStack } from 'cdktf';
import {
  Authentication,
  Console,
  Duration,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  Listener,
  Metadata,
  Monitoring,
  UserLogin,
} from './constructs';
import { settings } from './settings';

const { images, ports, data, onIssued, gate, name, metadata, monitoring, console } = settings();

const app = new App();

const kafka = new KafkaCluster(new TerraformStack(app, `${name}-cluster`), 'Kafka', {
  name,
  brokers: 3,
  metadata: metadata === 'kraft' ? Metadata.kraft({ controllers: 3 }) : Metadata.zooKeeper({ nodes: 3 }),
  listeners: [
    Listener.published('scram', { firstHostPort: ports.scram, authentication: Authentication.scram() }),
    Listener.published('mtls', { firstHostPort: ports.mtls, authentication: Authentication.mutualTls() }),
    Listener.internal('scram-internal', { port: 9094, authentication: Authentication.scram() }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ],
  images,
  gate,
  metrics: monitoring !== undefined,
  // Small machines: fail over sooner than Kafka's 18 s, and keep fewer internal partitions than its 50.
  brokerSessionTimeout: Duration.seconds(9),
  internalTopicPartitions: 10,
});

new KafkaBase(new TerraformStack(app, `${name}-base`), 'Base', { cluster: kafka, data, onIssued });

const resources = new KafkaResources(new TerraformStack(app, `${name}-resources`), 'Resources', { cluster: kafka });

const myTopic = resources.addTopic('my-topic', { partitions: 3, replicationFactor: 2 });
const topic1 = resources.addTopic('topic1', { partitions: 3 });

const user1 = resources.addUser('user1');
topic1.grantConsume(user1, { group: 'user1' });

const client = resources.addUser('client', { login: UserLogin.certificate() });
myTopic.grantProduce(client);
myTopic.grantConsume(client, { group: 'client' });

if (monitoring !== undefined) {
  new Monitoring(new TerraformStack(app, `${name}-monitoring`), 'Monitoring', {
    cluster: kafka,
    resources,
    ...monitoring,
  });
}

new Console(new TerraformStack(app, `${name}-console`), 'Console', { cluster: kafka, resources, ...console });

app.synth();
