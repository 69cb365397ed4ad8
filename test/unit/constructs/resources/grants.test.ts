import { type Grant, Principal, type IPrincipal, type KafkaResources } from '../../../../constructs';
import { codesOf } from '../../fixtures/cluster';
import { synthesize } from '../../fixtures/synth';

/** The declared rules as `Permission Operation Type Pattern Name`, in order. */
function rulesOf(declare: (resources: KafkaResources, grantee: IPrincipal) => void): readonly string[] {
  const { resources } = synthesize({}, (declared) => {
    declare(declared, Principal.external('billing'));
  });
  return Object.values(resources.resource['kafka_acl'] ?? {})
    .map((acl) =>
      [
        acl['acl_permission_type'],
        acl['acl_operation'],
        acl['resource_type'],
        acl['resource_pattern_type_filter'],
        acl['resource_name'],
      ].join(' '),
    )
    .sort();
}

test('producing needs Write on the topic alone', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.addTopic('orders', { partitions: 1 }).grantProduce(grantee);
    }),
  ).toEqual(['Allow Write Topic Literal orders']);
});

test('consuming needs Read on the topic and on the group, or on all groups with a prefix', () => {
  expect(
    rulesOf((resources, grantee) => {
      const topic = resources.addTopic('orders', { partitions: 1 });
      topic.grantConsume(grantee, { group: 'billing' });
      topic.grantConsume(grantee, { groupPrefix: 'billing-' });
    }),
  ).toEqual([
    'Allow Read Group Literal billing',
    'Allow Read Group Prefixed billing-',
    'Allow Read Topic Literal orders',
  ]);
});

test('describing needs Describe and DescribeConfigs', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.addTopic('orders', { partitions: 1 }).grantDescribe(grantee);
    }),
  ).toEqual(['Allow Describe Topic Literal orders', 'Allow DescribeConfigs Topic Literal orders']);
});

test('administering a topic is everything on it, and nothing beside it', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.addTopic('orders', { partitions: 1 }).grantAdmin(grantee);
    }),
  ).toEqual(['Allow All Topic Literal orders']);
});

test('rights on topics with a prefix are one rule, for topics that nobody has made yet too', () => {
  expect(
    rulesOf((resources, grantee) => {
      const topics = resources.topicsWithPrefix('shop.');
      topics.grantProduce(grantee);
      topics.grantConsume(grantee, { group: 'g' });
      topics.grantDescribe(grantee);
      topics.grantAdmin(grantee);
    }),
  ).toEqual([
    'Allow All Topic Prefixed shop.',
    'Allow Describe Topic Prefixed shop.',
    'Allow DescribeConfigs Topic Prefixed shop.',
    'Allow Read Group Literal g',
    'Allow Read Topic Prefixed shop.',
    'Allow Write Topic Prefixed shop.',
  ]);
});

test('transactions are granted by the prefix of their ids', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.grantTransactions(grantee, 'billing-');
    }),
  ).toEqual(['Allow Write TransactionalID Prefixed billing-']);
});

test('administering the cluster is everything on everything', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.grantAdmin(grantee);
    }),
  ).toEqual([
    'Allow All Cluster Literal kafka-cluster',
    'Allow All Group Literal *',
    'Allow All Topic Literal *',
    'Allow All TransactionalID Literal *',
  ]);
});

test('administering every topic is nothing on the cluster', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.grant(grantee, 'administer', { topic: '*' });
      resources.topicsWithPrefix('shop.').grantAdmin(grantee);
    }),
  ).toEqual(['Allow All Topic Literal *', 'Allow All Topic Prefixed shop.']);
});

test('administering the cluster alone is nothing on what it holds, also beside a prefix', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.grant(grantee, 'administer', { cluster: true, group: 'shop.', prefixed: true });
    }),
  ).toEqual(['Allow All Cluster Literal kafka-cluster', 'Allow All Group Prefixed shop.']);
});

test('single operations are granted on a topic, or on all with a prefix', () => {
  expect(
    rulesOf((resources, grantee) => {
      resources.addTopic('orders', { partitions: 1 }).grant(grantee, 'Read', 'AlterConfigs');
      resources.topicsWithPrefix('shop.').grant(grantee, 'Write');
    }),
  ).toEqual([
    'Allow AlterConfigs Topic Literal orders',
    'Allow Read Topic Literal orders',
    'Allow Write Topic Prefixed shop.',
  ]);
});

test('an operation that topics do not have fails', () => {
  expect(
    codesOf(() =>
      rulesOf((resources, grantee) => {
        resources.addTopic('orders', { partitions: 1 }).grant(grantee, 'IdempotentWrite');
      }),
    ),
  ).toEqual(['AclOperationUnknown']);
});

test.each([
  ['no group', {}],
  ['a group and a prefix', { group: 'a', groupPrefix: 'a' }],
])('a grant to consume fails with %s', (_, options) => {
  expect(
    codesOf(() =>
      rulesOf((resources, grantee) => {
        resources.topicsWithPrefix('shop.').grantConsume(grantee, options);
      }),
    ),
  ).toEqual(['GroupIllegal']);
});

test('a grant tells to whom what was granted, also when the rules stood already', () => {
  synthesize({}, (resources) => {
    const orders = resources.addTopic('orders', { partitions: 1 });
    const grantee = Principal.external('billing');
    const operations = (grant: Grant): readonly string[] =>
      grant.rules.map(({ operation, resourceType, resourceName }) => `${operation} ${resourceType} ${resourceName}`);
    const grants = [orders.grantConsume(grantee, { group: 'g' }), orders.grantConsume(grantee, { group: 'g' })];
    expect(grants.map((grant) => grant.grantee)).toEqual([grantee, grantee]);
    expect(grants.map(operations)).toEqual([
      ['Read Topic orders', 'Read Group g'],
      ['Read Topic orders', 'Read Group g'],
    ]);
    expect(operations(orders.grantProduce(grantee))).toEqual(['Write Topic orders']);
    expect(operations(orders.grantAdmin(grantee))).toEqual(['All Topic orders']);
    expect(operations(resources.grantTransactions(grantee, 'tx-'))).toEqual(['Write TransactionalID tx-']);
    expect(resources.grantAdmin(grantee).rules).toHaveLength(4);
  });
});

test('a denial stands beside what is granted', () => {
  expect(
    rulesOf((resources, principal) => {
      resources.addTopic('orders', { partitions: 1 }).grantProduce(principal);
      resources.addAcl({
        resourceType: 'Topic',
        resourceName: 'orders',
        principal,
        operation: 'Write',
        permission: 'Deny',
      });
    }),
  ).toEqual(['Allow Write Topic Literal orders', 'Deny Write Topic Literal orders']);
});

describe('a grant for someone that nobody declares', () => {
  const grantTo = (grantee: IPrincipal): void => {
    synthesize({ certificateUsers: ['client'] }, (declared) => {
      declared.addTopic('orders', { partitions: 1 }).grantProduce(grantee);
    });
  };

  test('fails at synth', () => {
    expect(() => {
      grantTo({ principal: 'User:nobody' });
    }).toThrow(
      '[PrincipalUnknown] resources/Resources: a rule or quota must be for a user that is declared on the cluster dev',
    );
  });

  test.each([
    ['an external principal', Principal.external('nobody')],
    ['everyone', Principal.everyone()],
    ['a certificate user', { principal: 'User:client' }],
  ])('goes through for %s', (_, grantee) => {
    expect(() => {
      grantTo(grantee);
    }).not.toThrow();
  });

  test('goes through when the user is declared after it', () => {
    expect(() =>
      synthesize({}, (declared) => {
        declared.addTopic('orders', { partitions: 1 }).grantProduce({ principal: 'User:late' });
        declared.addUser('late');
      }),
    ).not.toThrow();
  });
});
