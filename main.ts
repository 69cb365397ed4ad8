import { App } from 'cdktf';
import { Duration, KafkaPlatform, Metadata, UserLogin } from './constructs';
import { settings } from './settings';

const {
  name,
  hosts,
  metadata,
  phase,
  version,
  zooKeeperVersion,
  scramPort,
  mtlsPort,
  data,
  monitoring,
  console,
  state,
} = settings();

const app = new App();

const zooKeeper = Metadata.zooKeeper({ nodes: 3, version: zooKeeperVersion });
const kraft = Metadata.kraft({ controllers: 3 });
const alone = metadata === 'kraft' ? kraft : zooKeeper;

const { resources } = new KafkaPlatform(app, name, {
  version,
  brokers: 3,
  hosts,
  metadata: phase === undefined ? alone : Metadata.migration({ from: zooKeeper, to: kraft, phase }),
  // Small machines: fail over sooner than Kafka's 18 s, and keep fewer internal partitions than its 50.
  brokerSessionTimeout: Duration.seconds(9),
  internalTopicPartitions: 10,
  // A follower that hears of a new leader before that one does asks again soon, where Kafka's default has every send wait a second for it.
  brokerProperties: { 'replica.fetch.backoff.ms': 100 },
  ...{ scramPort, mtlsPort, data, monitoring: monitoring ?? { enabled: false }, console, state },
});

const myTopic = resources.addTopic('my-topic', { partitions: 3, replicationFactor: 2 });
const topic1 = resources.addTopic('topic1', { partitions: 3 });

const user1 = resources.addUser('user1');
topic1.grantConsume(user1, { group: 'user1' });

const client = resources.addUser('client', { login: UserLogin.certificate() });
myTopic.grantProduce(client);
myTopic.grantConsume(client, { group: 'client' });

app.synth();
