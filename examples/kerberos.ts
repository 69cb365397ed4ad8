import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  KafkaBase,
  type KafkaBaseProps,
  KafkaCluster,
  type KafkaClusterProps,
  KafkaResources,
  KerberosRealm,
  Listener,
  Metadata,
  UserLogin,
} from '../constructs';

/** What differs from machine to machine. */
export interface KerberosOptions {
  readonly images?: KafkaClusterProps['images'];
  readonly onIssued?: string;
  readonly data?: KafkaBaseProps['data'];
}

/**
 * Every way to log in on one cluster: a Kerberos realm of its own, whose users and those with passwords share a listener, and
 * client certificates beside it.
 */
export function kerberos(app: App, { images, onIssued, data }: KerberosOptions = {}): void {
  const realm = KerberosRealm.managed({ realm: 'KAFKA.EXAMPLE.ORG', hostPort: 21088 });
  const cluster = new KafkaCluster(new TerraformStack(app, 'kerberos-cluster'), 'Kafka', {
    name: 'kerberos',
    brokers: 2,
    metadata: Metadata.zooKeeper({ nodes: 1 }),
    listeners: [
      Listener.published('mtls', { firstHostPort: 21192, authentication: Authentication.mutualTls() }),
      Listener.published('sasl', {
        firstHostPort: 21092,
        authentication: Authentication.anyOf(
          Authentication.gssapi(realm),
          Authentication.scramSha512(),
          Authentication.plain(),
        ),
      }),
      Listener.internal('kerberos-internal', { port: 9094, authentication: Authentication.gssapi(realm) }),
      Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
    ],
    internalTopicPartitions: 5,
    images,
  });
  new KafkaBase(new TerraformStack(app, 'kerberos-base'), 'Base', { cluster, onIssued, data });

  const resources = new KafkaResources(new TerraformStack(app, 'kerberos-resources'), 'Resources', { cluster });
  const orders = resources.addTopic('orders', { partitions: 1, replicationFactor: 2, minInsyncReplicas: 1 });
  const alice = resources.addUser('alice', { login: UserLogin.kerberos() });
  resources.addUser('bob', { login: UserLogin.kerberos() });
  orders.grantProduce(alice);
  orders.grantConsume(alice, { group: 'alice' });
  orders.grantProduce(resources.addUser('legacy', { login: UserLogin.plain() }));
  orders.grantConsume(resources.addUser('user1'), { group: 'user1' });
}
