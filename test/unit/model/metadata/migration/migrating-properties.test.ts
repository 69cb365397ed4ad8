import { Metadata } from '../../../../../constructs';
import { ownBrokerProperties } from '../../../../../model/files/broker-properties';
import { kraftControllers } from '../../../../../model/metadata/kraft/kraft-controller';
import {
  migratingBrokerProperties,
  migratingControllerProperties,
} from '../../../../../model/metadata/migration/migrating-properties';
import { zooKeeperNodes } from '../../../../../model/metadata/zookeeper/zookeeper-node';
import { first, modelOf } from '../../../fixtures/cluster';

const model = modelOf({ metadata: Metadata.zooKeeper({ nodes: 3 }) });
const ensemble = zooKeeperNodes(model.names, 3);
const quorum = kraftControllers(model.names, 3);
const VOTERS = [1, 2, 3].map((id) => `${1000 + id}@dev-controller-${id}.dev-backplane:9093`).join(',');

describe('a broker whose metadata are on their way', () => {
  const broker = first(model.brokers);
  const former = ownBrokerProperties(model, broker);
  const properties = migratingBrokerProperties(model, ensemble, quorum, broker);

  test('stays what it was in ZooKeeper, and judges rights by the rules there', () => {
    const kept = Object.entries(former).filter(([key]) => /^(zookeeper\.|broker\.id$|authorizer\.)/.test(key));
    expect(properties).toMatchObject(Object.fromEntries(kept));
    expect(properties['authorizer.class.name']).toBe('kafka.security.authorizer.AclAuthorizer');
    expect(Object.keys(properties)).not.toEqual(expect.arrayContaining(['process.roles']));
    expect(properties).not.toHaveProperty(['node.id']);
  });

  test('knows the quorum, and speaks its version', () => {
    expect(properties).toMatchObject({
      'zookeeper.metadata.migration.enable': true,
      'controller.listener.names': 'CONTROLLER',
      'controller.quorum.voters': VOTERS,
      'inter.broker.protocol.version': '3.9',
    });
  });

  test('lets controllers in where brokers come in, and obeys them', () => {
    const rules = 'listener.name.replication.ssl.principal.mapping.rules';
    expect(properties[rules]).toBe(
      `${String(former[rules])},RULE:^CN=[a-zA-Z0-9._-]+,OU=controllers,O=dev$/CN=controllers,OU=controllers,O=dev/`,
    );
    expect(String(properties['super.users']).split(';')).toEqual([
      'User:CN=brokers,OU=brokers,O=dev',
      'User:CN=controllers,OU=controllers,O=dev',
      'User:CN=admin,OU=administrators,O=dev',
    ]);
  });
});

test('a controller whose metadata are on their way comes to ZooKeeper as brokers do, and to the brokers where these meet', () => {
  const properties = migratingControllerProperties(model, ensemble, quorum, quorum[1] ?? first(quorum));
  const former = ownBrokerProperties(model, first(model.brokers));
  expect(properties).toMatchObject(
    Object.fromEntries(Object.entries(former).filter(([key]) => key.startsWith('zookeeper.'))),
  );
  expect(properties).toMatchObject({
    'process.roles': 'controller',
    'node.id': 1002,
    'controller.quorum.voters': VOTERS,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'zookeeper.metadata.migration.enable': true,
    'inter.broker.listener.name': 'REPLICATION',
    'listener.security.protocol.map': 'CONTROLLER:SSL,REPLICATION:SSL',
  });
  expect(properties).not.toHaveProperty(['broker.id']);
  expect(properties['listeners']).toBe('CONTROLLER://dev-controller-2.dev-backplane:9093');
});
