import type { App } from 'cdktf';
import { KafkaPlatform } from '../constructs';

/** A cluster with all that belongs to it: servers that are replaced one at a time, topics, users, monitoring, a web console. */
export function platform(app: App): void {
  const { resources } = new KafkaPlatform(app, 'dev', { brokers: 3 });

  const orders = resources.addTopic('orders', { partitions: 6 });
  const billing = resources.addUser('billing');
  orders.grantConsume(billing, { group: 'billing' });
}
