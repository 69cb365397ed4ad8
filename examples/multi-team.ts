import { type App, TerraformStack } from 'cdktf';
import {
  Authentication,
  Duration,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  Listener,
  Principal,
  Size,
  UserLogin,
} from '../constructs';

/** Teams that own all topics with their prefix, and are let into single topics of others. */
export function multiTeam(app: App): void {
  const cluster = new KafkaCluster(new TerraformStack(app, 'shared-cluster'), 'Kafka', {
    name: 'shared',
    brokers: 5,
    racks: { 1: 'a', 2: 'b', 3: 'c', 4: 'a', 5: 'b' },
    heap: Size.gibibytes(2),
    settings: { retention: Duration.days(3), maxMessageSize: Size.mebibytes(2) },
    listeners: [
      Listener.published('scram', { firstHostPort: 24092, authentication: Authentication.scramSha512() }),
      Listener.published('mtls', { firstHostPort: 24192, authentication: Authentication.mutualTls() }),
    ],
  });
  new KafkaBase(new TerraformStack(app, 'shared-base'), 'Base', { cluster });

  const resources = new KafkaResources(new TerraformStack(app, 'shared-resources'), 'Resources', { cluster });
  const shop = resources.addUser('shop', { quota: { producePerSecond: Size.mebibytes(20) } });
  const billing = resources.addUser('billing');

  const orders = resources.addTopic('shop.orders', { partitions: 12, retention: Duration.days(14) });
  resources.addTopic('shop.stock', { partitions: 6, cleanupPolicy: 'compact' });

  resources.topicsWithPrefix('shop.').grantAdmin(shop);
  resources.topicsWithPrefix('billing.').grantAdmin(billing);
  resources.grantTransactions(billing, 'billing-');

  orders.grantConsume(billing, { groupPrefix: 'billing-' });
  orders.grantDescribe(resources.addUser('metrics', { login: UserLogin.certificate() }));
  orders.grantConsume(Principal.external('auditor@EXAMPLE.ORG'), { group: 'audit' });
}
