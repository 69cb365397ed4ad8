import {
  type AclRule,
  type Grant,
  type GrantIntent,
  type GrantTarget,
  Principal,
  type IPrincipal,
  type KafkaResources,
} from '../../../../constructs';
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

test.each<[string, (resources: KafkaResources, grantee: IPrincipal) => void]>([
  [
    'to consume by a transactional id alone',
    (resources, to) => resources.grant(to, 'consume', { transactionalId: 'a' }),
  ],
  ['to administer a prefix of nothing', (resources, to) => resources.grant(to, 'administer', { prefixedTopic: true })],
  ['to describe the cluster', (resources, to) => resources.grant(to, 'describe', { cluster: true })],
  ['of no operation', (resources, to) => resources.topicsWithPrefix('shop.').grant(to)],
])('a grant %s fails: nobody would have anything of it', (_, declare) => {
  expect(codesOf(() => rulesOf(declare))).toEqual(['GrantEmpty']);
});

describe('what a grant has no use for', () => {
  const adviceOn = (declare: (resources: KafkaResources, grantee: IPrincipal) => void): readonly string[] => {
    const { warnings } = synthesize({}, (declared) => {
      declare(declared, Principal.external('billing'));
    });
    return warnings.filter((warning) => /GrantTargetUnused|AclVoid/.test(warning));
  };

  test.each<[string, GrantIntent, GrantTarget]>([
    ['group', 'produce', { topic: 'orders', group: 'billing' }],
    ['prefixed', 'consume', { topic: 'orders', prefixed: true }],
    ['cluster', 'transact', { transactionalId: 'billing', cluster: true }],
    ['transactionalId', 'describe', { topic: 'orders', transactionalId: 'billing' }],
  ])('is warned about, such as %s to %s', (unused, intent, target) => {
    const [advice = '', ...others] = adviceOn((resources, grantee) => resources.grant(grantee, intent, target));
    expect(advice).toMatch(/^\[GrantTargetUnused\] resources\/Resources\/grant to User:billing: /);
    expect(advice).toContain(`, got ${unused}; `);
    expect(others).toEqual([]);
  });

  test('is not what is left out, or said to be not so', () => {
    expect(
      adviceOn((resources, grantee) => {
        resources.grant(grantee, 'consume', { topic: 'orders', prefixedTopic: true, cluster: false });
        resources.grant(grantee, 'administer', { group: 'billing', prefixed: true });
      }),
    ).toEqual([]);
  });

  test('is a rule that another one denies, whichever is declared first, and no exception to a wide one', () => {
    const rule = { resourceType: 'Topic', operation: 'Read', permission: 'Deny' } as const;
    const denied = (denial: Partial<AclRule>): readonly string[] =>
      adviceOn((resources, principal) => {
        resources.addAcl({ ...rule, resourceName: 'orders', principal, ...denial });
        resources.topicsWithPrefix('orders').grant(principal, 'Read');
        resources.addTopic('orders', { partitions: 1 }).grant(principal, 'Read', 'Write');
      }).map((advice) => /got (.*) from/.exec(advice)?.[1] ?? advice);
    expect(denied({})).toEqual(['Allow Read on Topic Literal "orders"']);
    expect(denied({ resourceName: 'ord', pattern: 'Prefixed', operation: 'All' })).toEqual([
      'Allow Read on Topic Literal "orders"',
      'Allow Read on Topic Prefixed "orders"',
      'Allow Write on Topic Literal "orders"',
    ]);
    expect(denied({ resourceName: '*', principal: Principal.everyone(), operation: 'Write' })).toEqual([
      'Allow Write on Topic Literal "orders"',
    ]);
    expect(denied({ host: '10.0.0.1' })).toEqual([]);
    expect(denied({ resourceName: 'orders-eu' })).toEqual([]);
  });
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
