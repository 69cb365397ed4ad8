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

const { images, ports, data, onIssued, gate, reload, name, metadata, version, monitoring, console, keepState } =
  settings();

const app = new App();
const stack = (part: string): TerraformStack => keepState(new TerraformStack(app, `${name}-${part}`));

const kafka = new KafkaCluster(stack('cluster'), 'Kafka', {
  name,
  version,
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
  reload,
  metrics: monitoring !== undefined,
  // Small machines: fail over sooner than Kafka's 18 s, and keep fewer internal partitions than its 50.
  brokerSessionTimeout: Duration.seconds(9),
  internalTopicPartitions: 10,
});

new KafkaBase(stack('base'), 'Base', { cluster: kafka, data, onIssued });

const resources = new KafkaResources(stack('resources'), 'Resources', { cluster: kafka });

const myTopic = resources.addTopic('my-topic', { partitions: 3, replicationFactor: 2 });
const topic1 = resources.addTopic('topic1', { partitions: 3 });

const user1 = resources.addUser('user1');
topic1.grantConsume(user1, { group: 'user1' });

const client = resources.addUser('client', { login: UserLogin.certificate() });
myTopic.grantProduce(client);
myTopic.grantConsume(client, { group: 'client' });

if (monitoring !== undefined) {
  new Monitoring(stack('monitoring'), 'Monitoring', {
    cluster: kafka,
    resources,
    ...monitoring,
  });
}

new Console(stack('console'), 'Console', { cluster: kafka, resources, ...console });

app.synth();
