import { App, Testing, TerraformStack } from 'cdktf';
import {
  KafkaCluster,
  type KafkaClusterAttributes,
  KafkaResources,
  KafkaVersion,
  QuotaEntity,
} from '../../../../constructs';
import { codesOf, propsOf } from '../../fixtures/cluster';

const ATTRIBUTES: KafkaClusterAttributes = {
  name: 'prod',
  bootstrapServers: ['kafka-1.example.org:9093', 'kafka-2.example.org:9093'],
  brokerCount: 2,
};

interface Synthesized {
  readonly provider: { readonly kafka: readonly Readonly<Record<string, unknown>>[] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function declare(
  attributes: Partial<KafkaClusterAttributes>,
  fill: (...resources: readonly [KafkaResources, KafkaResources]) => void,
): Synthesized {
  const stack = new TerraformStack(new App(), 'resources');
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', { ...ATTRIBUTES, ...attributes });
  const resourcesOf = (id: string): KafkaResources =>
    new KafkaResources(stack, id, { cluster, administratorFolder: '/secrets/admin' });
  fill(resourcesOf('Shop'), resourcesOf('Billing'));
  return JSON.parse(Testing.synth(stack, true)) as Synthesized;
}

test('a cluster that stands already is reached with the administrator’s certificate', () => {
  const { provider } = declare({}, (shop) => {
    shop.addTopic('orders', { partitions: 1 });
  });
  expect(provider.kafka).toEqual([
    {
      alias: 'prod',
      bootstrap_servers: ['kafka-1.example.org:9093', 'kafka-2.example.org:9093'],
      ca_cert: '/secrets/admin/ca.pem',
      client_cert: '/secrets/admin/client.pem',
      client_key: '/secrets/admin/client.key',
      kafka_version: '3.9.2',
      timeout: 60,
      tls_enabled: true,
    },
  ]);
});

test('its topics have as many copies as it has brokers, three at most, or what it says', () => {
  const factor = (attributes: Partial<KafkaClusterAttributes>): unknown =>
    declare(attributes, (shop) => {
      shop.addTopic('orders', { partitions: 1 });
    }).resource['kafka_topic'];
  expect(factor({})).toMatchObject({ 'prod-orders': { replication_factor: 2 } });
  expect(factor({ brokerCount: 5 })).toMatchObject({ 'prod-orders': { replication_factor: 3 } });
  expect(factor({ brokerCount: 5, replicationFactor: 4 })).toMatchObject({ 'prod-orders': { replication_factor: 4 } });
});

test('its users get the credentials that it takes', () => {
  const { resource } = declare({ scramMechanisms: ['SCRAM-SHA-512'] }, (shop) => {
    shop.addUser('billing');
  });
  expect(Object.keys(resource['kafka_user_scram_credential'] ?? {})).toEqual(['prod-billing-SCRAM-SHA-512']);
});

test('its users fail when they are named like clients that do not log in', () => {
  expect(codesOf(() => declare({}, (shop) => shop.addUser('ANONYMOUS')))).toEqual(['UserNameTaken']);
});

test('users of one team are known to the grants of another', () => {
  expect(() =>
    declare({}, (shop, billing) => {
      shop.addTopic('orders', { partitions: 1 }).grantConsume(billing.addUser('billing'), { group: 'billing' });
    }),
  ).not.toThrow();
});

test.each<[string, Partial<KafkaClusterAttributes>]>([
  ['ClusterNameIllegal', { name: 'Prod.EU' }],
  ['BootstrapServersIllegal', { bootstrapServers: [] }],
  ['BootstrapServersIllegal', { bootstrapServers: ['kafka-1.example.org'] }],
  ['BootstrapServersIllegal', { bootstrapServers: ['SSL://kafka-1.example.org:9093'] }],
  ['BootstrapServersIllegal', { bootstrapServers: ['kafka-1.example.org:93000'] }],
  ['CountIllegal', { brokerCount: 0 }],
  ['ReplicationTooHigh', { replicationFactor: 3 }],
])('it fails with %s for %j', (code, attributes) => {
  expect(codesOf(() => declare(attributes, () => undefined))).toEqual([code]);
});

test('an IPv6 address stands in brackets before its port', () => {
  expect(codesOf(() => declare({ bootstrapServers: ['[2001:db8::1]:9093'] }, () => undefined))).toEqual([]);
});

test('a topic fails that another team has declared on the same cluster', () => {
  expect(
    codesOf(() =>
      declare({}, (shop, billing) => {
        shop.addTopic('orders', { partitions: 1 });
        billing.addTopic('orders', { partitions: 1 });
      }),
    ),
  ).toEqual(['TopicDuplicate']);
});

test('a user fails that another team has declared on the same cluster', () => {
  expect(
    codesOf(() =>
      declare({}, (shop, billing) => {
        shop.addUser('a');
        billing.addUser('a');
      }),
    ),
  ).toEqual(['UserDuplicate']);
});

describe('two constructs for one cluster, in stacks of their own', () => {
  const [server] = ATTRIBUTES.bootstrapServers;
  /** The second one knows one server, and another name for the cluster. */
  function twice(
    declare: (one: KafkaResources, other: KafkaResources) => void,
    other: Partial<KafkaClusterAttributes> = {},
  ): void {
    const app = new App();
    const [one, two] = [ATTRIBUTES, { ...ATTRIBUTES, name: 'live', bootstrapServers: [server ?? ''], ...other }].map(
      (attributes, index) => {
        const stack = new TerraformStack(app, `team-${index}`);
        const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', attributes);
        return new KafkaResources(stack, 'Resources', { cluster });
      },
    );
    if (one !== undefined && two !== undefined) {
      declare(one, two);
      Testing.synth(two.cluster.node.scope as TerraformStack, true);
    }
  }

  test.each<[string, (one: KafkaResources, other: KafkaResources) => void]>([
    [
      'TopicDuplicate',
      (one, other) => {
        one.addTopic('orders', { partitions: 1 });
        other.addTopic('orders', { partitions: 3 });
      },
    ],
    [
      'QuotaDuplicate',
      (one, other) => {
        one.addQuota(QuotaEntity.everyClientId(), { requestPercentage: 10 });
        other.addQuota(QuotaEntity.everyClientId(), { requestPercentage: 20 });
      },
    ],
    [
      'UserDuplicate',
      (one, other) => {
        one.addUser('a');
        other.addUser('a');
      },
    ],
  ])('fail with %s', (code, declare) => {
    expect(
      codesOf(() => {
        twice(declare);
      }),
    ).toEqual([code]);
  });

  test('know each other’s users', () => {
    expect(() => {
      twice((one, other) => other.topicsWithPrefix('orders').grantProduce(one.addUser('a')));
    }).not.toThrow();
  });

  test('fail where they contradict each other', () => {
    const differ = (other: Partial<KafkaClusterAttributes>): readonly string[] =>
      codesOf(() => {
        twice(() => undefined, other);
      });
    expect(differ({ brokerCount: 3 })).toEqual(['ClusterAttributesDiffer']);
    expect(differ({ version: KafkaVersion.of('3.8.1') })).toEqual(['ClusterAttributesDiffer']);
    expect(differ({ brokerCount: 3, bootstrapServers: ['elsewhere:9093'] })).toEqual([]);
    expect(differ({ brokerCount: 3, bootstrapServers: [(server ?? '').toUpperCase()] })).toEqual([
      'ClusterAttributesDiffer',
    ]);
  });

  test('fail at synth where one is declared in the same app', () => {
    const app = new App();
    const stack = new TerraformStack(app, 'resources');
    KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', { ...ATTRIBUTES, bootstrapServers: ['127.0.0.1:19192'] });
    new KafkaCluster(new TerraformStack(app, 'cluster'), 'Own', propsOf());
    expect(() => Testing.synth(stack, true)).toThrow('[ClusterDeclaredHere] resources/Kafka: ');
  });
});
