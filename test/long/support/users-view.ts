import { ConfigResourceTypes, ConfigSource } from 'kafkajs';
import { AdminConnection } from '../../../proof/protocol/admin-connection';
import { dialAsAdministrator } from '../../../runtime/kafka/administrator-connection';
import { viewPartitions, viewRules } from '../../../runtime/kafka/cluster-view';
import { scramLogins } from '../../../runtime/kafka/scram-logins';
import { standingAddresses } from '../../../runtime/kafka/standing-brokers';
import { commitOffsets } from '../../integ/support/records';
import { type ChangingCluster, TOPIC } from './changing-cluster';

/** The group whose offsets are looked at. */
export const GROUP = 'user1';

/** Has a group commit an offset, so that there is one to be kept. */
export const commitAnOffset = ({ admin }: ChangingCluster): Promise<void> =>
  commitOffsets(admin, { groupId: GROUP, topic: 'my-topic', partitions: [{ partition: 0, offset: '1' }] });

/** What users have of a cluster: topics and what was set for them, rules, quotas, logins that let them in, offsets of a group. */
export async function usersView({ admin, checkout }: ChangingCluster): Promise<unknown> {
  const clients = checkout.path('out', 'clients');
  const partitions = await viewPartitions(admin);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: ['my-topic', TOPIC].map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return {
    partitions: partitions.map(
      ({ topic, partition, replicas }) => `${topic}-${partition} on ${[...replicas].sort().join()}`,
    ),
    settings: resources
      .flatMap(({ resourceName, configEntries }) =>
        configEntries
          .filter(({ configSource }) => configSource === ConfigSource.TOPIC_CONFIG)
          .map(({ configName, configValue }) => `${resourceName}: ${configName}=${configValue}`),
      )
      .sort(),
    rules: (await viewRules(admin))
      .flatMap(({ acls, ...resource }) => acls.map((acl) => JSON.stringify({ ...resource, ...acl })))
      .sort(),
    quotas: await quotas({ admin, checkout }),
    logins: await scramLogins(checkout.manifest, {
      clients,
      passwordsFile: checkout.path('out', 'secrets', 'passwords.tfvars.json'),
    }),
    offsets: await admin.fetchOffsets({ groupId: GROUP, topics: ['my-topic'] }),
  };
}

async function quotas({ checkout }: Pick<ChangingCluster, 'admin' | 'checkout'>): Promise<readonly string[]> {
  const { manifest } = checkout;
  const [address = ''] = await standingAddresses(manifest);
  const connection = new AdminConnection(
    await dialAsAdministrator({ manifest, clients: checkout.path('out', 'clients') }, address),
  );
  try {
    return (await connection.quotas()).map((quota) => JSON.stringify(quota)).sort();
  } finally {
    connection.close();
  }
}
