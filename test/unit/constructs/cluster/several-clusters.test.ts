import { App, Testing, TerraformStack } from 'cdktf';
import {
  Authentication,
  Console,
  KafkaBase,
  KafkaCluster,
  KafkaResources,
  Listener,
  Principal,
  QuotaEntity,
} from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';

/** Resources of the clusters `prod` and another one in one stack. */
function twoClusters(other = 'prod-eu'): {
  readonly stack: TerraformStack;
  readonly prod: KafkaResources;
  readonly eu: KafkaResources;
} {
  const stack = new TerraformStack(new App(), 'resources');
  const resourcesOf = (name: string): KafkaResources => {
    const bootstrapServers = [`${name}.example.org:9093`];
    const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, `Kafka-${name}`, {
      name,
      bootstrapServers,
      brokerCount: 3,
    });
    return new KafkaResources(stack, name, { cluster });
  };
  return { stack, prod: resourcesOf('prod'), eu: resourcesOf(other) };
}

describe('resources of two clusters in one stack', () => {
  const read = (resources: KafkaResources, user: string, name = 'orders'): void => {
    const rule = { resourceType: 'Topic', resourceName: name, operation: 'Read' } as const;
    resources.addAcl({ ...rule, principal: Principal.external(user) });
  };
  const limit = (resources: KafkaResources, entity: QuotaEntity): void => {
    resources.addQuota(entity, { requestPercentage: 50 });
  };

  test.each<[string, (prod: KafkaResources, eu: KafkaResources) => void]>([
    [
      'topics',
      (prod, eu) => {
        prod.addTopic('eu-orders', { partitions: 1 });
        eu.addTopic('orders', { partitions: 1 });
      },
    ],
    [
      'users',
      (prod, eu) => {
        prod.addUser('eu-billing');
        eu.addUser('billing');
      },
    ],
    [
      'rules',
      (prod, eu) => {
        read(prod, 'eu-billing');
        read(eu, 'billing');
      },
    ],
  ])('fail with %s at the same address', (_, declare) => {
    const { prod, eu } = twoClusters();
    expect(
      codesOf(() => {
        declare(prod, eu);
      }),
    ).toEqual(['AddressTaken']);
  });

  test('fail by the address and who has it', () => {
    const { prod, eu } = twoClusters();
    prod.addTopic('eu-orders', { partitions: 1 });
    expect(() => eu.addTopic('orders', { partitions: 1 })).toThrow(
      /^\[AddressTaken\] resources\/prod-eu\/topic-orders: .+ resources\/prod\/topic-eu-orders has taken it, got kafka_topic\.prod-eu-orders; /,
    );
  });

  test('fail with quotas at the same address', () => {
    const { prod, eu } = twoClusters('prod-user');
    limit(prod, QuotaEntity.user(Principal.external('user-a')));
    expect(
      codesOf(() => {
        limit(eu, QuotaEntity.user(Principal.external('a')));
      }),
    ).toEqual(['AddressTaken']);
  });

  test('may have the same names', () => {
    const { stack, prod, eu } = twoClusters();
    for (const resources of [prod, eu]) {
      resources.addTopic('orders', { partitions: 1 });
      resources.addUser('orders');
      limit(resources, QuotaEntity.clientId('orders'));
      read(resources, 'orders');
    }
    const { resource } = JSON.parse(Testing.synth(stack)) as {
      readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    expect(Object.values(resource).flatMap((each) => Object.keys(each))).toHaveLength(2 * 5);
  });

  test('fail with rules of one cluster that read alike in an address', () => {
    const { prod } = twoClusters();
    read(prod, 'a', 'b-Allow-Read-Topic-Literal-c');
    expect(
      codesOf(() => {
        read(prod, 'a-Allow-Read-Topic-Literal-b', 'c');
      }),
    ).toEqual(['AddressTaken']);
  });
});

test('a rule that two teams declare on one cluster in one stack is one', () => {
  const stack = new TerraformStack(new App(), 'resources');
  const attributes = { name: 'prod', bootstrapServers: ['kafka.example.org:9093'], brokerCount: 3 };
  const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, 'Kafka', attributes);
  for (const team of ['Shop', 'Billing']) {
    new KafkaResources(stack, team, { cluster }).grantTransactions(Principal.external('a'), 'a-');
  }
  const { resource } = JSON.parse(Testing.synth(stack)) as { readonly resource: Readonly<Record<string, object>> };
  expect(Object.keys(resource['kafka_acl'] ?? {})).toEqual(['prod-a-Allow-Write-TransactionalID-Prefixed-a--_2a_']);
});

describe('a rule in two stacks', () => {
  const warnings = (...stacks: readonly string[]): readonly string[] => {
    const app = new App();
    const attributes = { name: 'prod', bootstrapServers: ['kafka.example.org:9093'], brokerCount: 3 };
    const cluster = KafkaCluster.fromKafkaClusterAttributes(new TerraformStack(app, 'cluster'), 'Kafka', attributes);
    return stacks.flatMap((id, index) => {
      const stack = (app.node.tryFindChild(id) as TerraformStack | undefined) ?? new TerraformStack(app, id);
      const resources = new KafkaResources(stack, `Resources${index}`, { cluster });
      resources.grantTransactions(Principal.external('a'), 'a-');
      return resources.node.metadata.map(({ data }) => String(data));
    });
  };

  test('is advised against, by the other one', () => {
    expect(warnings('shop', 'billing')).toEqual([
      expect.stringMatching(
        /^\[AclInTwoStacks\] billing\/Resources1: .+ the stack shop has it too.+ got Allow Write on TransactionalID Prefixed "a-" from \* for User:a; /,
      ),
    ]);
  });

  test('is none to advise against in one', () => {
    expect(warnings('shop', 'shop')).toEqual([]);
  });
});

test('clusters of one name fail in one stack when they are reached at different servers, in whatever order', () => {
  const stack = new TerraformStack(new App(), 'resources');
  const declare = (id: string, ...bootstrapServers: string[]): readonly string[] =>
    codesOf(() => {
      const attributes = { name: 'prod', bootstrapServers, brokerCount: 3 };
      const cluster = KafkaCluster.fromKafkaClusterAttributes(stack, `Kafka-${id}`, attributes);
      return new KafkaResources(stack, id, { cluster });
    });
  expect([declare('A', 'a:9093', 'b:9093'), declare('B', 'b:9093', 'a:9093'), declare('C', 'c:9093')]).toEqual([
    [],
    [],
    ['BootstrapServersDiffer'],
  ]);
});

describe('clusters whose names begin alike', () => {
  /** `dev` with a console whose user is given, and another cluster, on the same engine or on one of its own. */
  const declare = (user: string, other: string, engine?: string): readonly string[] =>
    codesOf(() => {
      const app = Testing.app();
      const [dev] = ['dev', other].map((name, index) => {
        const internal = Listener.internal('apps', { port: 9094, authentication: Authentication.mutualTls() });
        const outside = Listener.published('mtls', {
          firstHostPort: 19_192 + 100 * index,
          authentication: Authentication.mutualTls(),
        });
        const listeners = [internal, outside];
        const place = index === 0 ? {} : { engine };
        const cluster = new KafkaCluster(new TerraformStack(app, `${name}-cluster`), 'Kafka', {
          ...{ name, listeners, ...place },
        });
        new KafkaBase(new TerraformStack(app, `${name}-base`), 'Base', { cluster });
        return cluster;
      });
      if (dev !== undefined) {
        const resources = new KafkaResources(new TerraformStack(app, 'resources'), 'Resources', { cluster: dev });
        new Console(new TerraformStack(app, 'console'), 'Console', { cluster: dev, resources, user });
      }
      app.synth();
    });

  test.each([
    ['a container would be named like a broker', 'eu-broker-2', 'dev-eu'],
    ['a volume would hold the stores of one and the authorities of the other', 'authority', 'dev-service'],
  ])('fail where %s', (_, user, other) => {
    expect(declare(user, other)).toEqual(['EngineNameTaken']);
  });

  test('go through where nothing is named alike, or on another engine', () => {
    expect(declare('console', 'dev-eu')).toEqual([]);
    expect(declare('eu-broker-2', 'dev-eu', 'unix:///run/other.sock')).toEqual([]);
  });
});
