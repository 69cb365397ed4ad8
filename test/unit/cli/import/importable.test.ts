import type { DescribeAclResource } from 'kafkajs';
import { importable, reservedNames } from '../../../../cli/import/importable';
import type { ClusterContents, DescribedQuota } from '../../../../proof';
import { undeclaredContents } from '../../../../proof';
import { manifest } from '../../fixtures/manifest';
import { contentsOf, credentialOf, ruleOf, TARGET, topicOf } from './made-up-contents';

const found = (contents: Partial<ClusterContents>, target = TARGET): ReturnType<typeof importable> =>
  importable(contentsOf(contents), target);
const reasons = (contents: Partial<ClusterContents>, target = TARGET): readonly string[] =>
  found(contents, target).leftOut.map(({ code, subject }) => `${code} ${subject}`);

describe('a topic', () => {
  const imported = (...args: Parameters<typeof topicOf>): unknown => found({ topics: [topicOf(...args)] }).topics[0];

  test('is declared with its own settings, and inherits what it has none of', () => {
    expect(imported('orders', { partitions: 6, config: { 'retention.ms': '86400000' } })).toEqual({
      name: 'orders',
      props: {
        ...{ partitions: 6, replicationFactor: 3, inheritMinInsyncReplicas: true },
        config: { 'retention.ms': '86400000' },
      },
    });
    expect(imported('orders', { config: { 'min.insync.replicas': '2' } })).toEqual({
      name: 'orders',
      props: { partitions: 1, replicationFactor: 3, minInsyncReplicas: 2 },
    });
  });

  test('lets through what Kafka has and this package refuses otherwise', () => {
    expect(
      imported('orders', { config: { 'min.insync.replicas': '3', 'confluent.tier.enable': 'true' } }),
    ).toMatchObject({ props: { allow: ['MinInsyncReplicasEqualsFactor', 'TopicConfigUnknown'] } });
  });

  test('fails to be declared where nothing could be written to it, or its partitions differ', () => {
    const uneven = topicOf('uneven', { partitions: 2 });
    const [first, second] = uneven.partitions;
    expect(
      reasons({
        topics: [
          topicOf('stuck', { factor: 1, config: { 'min.insync.replicas': '2' } }),
          { ...uneven, partitions: [{ ...first, replicas: [1] }, second] as typeof uneven.partitions },
        ],
      }),
    ).toEqual(['MinInsyncReplicasTooHigh topic stuck', 'ImportInexact topic uneven']);
  });
});

describe('a user', () => {
  test('is declared by the mechanisms and iterations that it has', () => {
    const credentials = [credentialOf('billing'), credentialOf('billing', 'SCRAM-SHA-256'), credentialOf('audit')];
    expect(found({ credentials }).users).toEqual([
      { name: 'audit', mechanisms: ['SCRAM-SHA-512'], iterations: 4096 },
      { name: 'billing', mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'], iterations: 4096 },
    ]);
  });

  test('fails to be declared where its name, its mechanisms or its iterations are none of this package’s', () => {
    expect(
      reasons({
        credentials: [
          ...[credentialOf('two'), credentialOf('two', 'SCRAM-SHA-256', 8192)],
          ...[credentialOf('CN=x,O=y'), credentialOf('admin'), credentialOf('many', 'SCRAM-SHA-512', 20_000)],
          credentialOf('new', 'mechanism 3'),
        ],
      }),
    ).toEqual([
      'ImportInexact user two',
      'UserNameIllegal user CN=x,O=y',
      'ImportInexact user admin',
      'ScramIterationsIllegal user many',
      'ScramMechanismsIllegal user new',
    ]);
  });
});

describe('a rule', () => {
  test('is declared whatever it denies, of prefixes and from single machines', () => {
    const rule = { pattern: 'Prefixed', permission: 'Deny', host: '10.0.0.1', operation: 'AlterConfigs' } as const;
    expect(found({ rules: [ruleOf(rule)] }).rules).toEqual([
      { ...rule, principal: 'User:billing', resourceType: 'Topic', resourceName: 'orders' },
    ]);
    expect(found({ rules: [ruleOf({ resourceType: 'TransactionalID', operation: 'Write' })] }).rules).toHaveLength(1);
  });

  test('fails to be declared where Kafka would take it for another one, or nobody makes it', () => {
    // Kafka's numbers for who may make tokens for others, of which kafkajs knows nothing.
    const ofTokens = {
      ...{ resourceType: 7, resourceName: 'alice', resourcePatternType: 3 },
      acls: [{ principal: 'User:x', host: '*', operation: 13, permissionType: 3 }],
    } as unknown as DescribeAclResource;
    const rules = [
      ...[{ host: 'kafka.example.org' }, { host: '::1' }, { principal: 'Group:admins' }, { principal: 'User:' }],
      ...[{ principal: 'User:e\u0301' }, { resourceName: '${TfToken[TOKEN.1]}', resourceType: 'Group' }],
    ].map(ruleOf);
    expect(
      found({ rules: [...rules, ofTokens] }).leftOut.map(({ code, subject }) => [code, subject.slice(0, 4)].join()),
    ).toEqual([
      ...['AclHostIllegal,rule', 'ImportInexact,rule', 'ImportInexact,rule', 'PrincipalIllegal,rule'],
      ...['ImportInexact,rule', 'ImportInexact,rule', 'AclResourceUnsupported,rule'],
    ]);
  });
});

describe('a quota', () => {
  test('is declared for a user, a client id and everyone of the kind', () => {
    const quotas: readonly DescribedQuota[] = [
      { entity: [{ type: 'user', name: 'billing' }], limits: { producer_byte_rate: 1024, request_percentage: 12.5 } },
      { entity: [{ type: 'client-id', name: undefined }], limits: { consumer_byte_rate: 10 } },
    ];
    expect(found({ quotas }).quotas.map(({ entity }) => entity)).toEqual([
      { type: 'client-id', name: undefined },
      { type: 'user', name: 'billing' },
    ]);
  });

  test('fails to be declared for what the kafka provider knows nothing of, or by parts of bytes', () => {
    expect(
      reasons({
        quotas: [
          { entity: [{ type: 'ip', name: '10.0.0.1' }], limits: { connection_creation_rate: 5 } },
          { entity: [{ type: 'user', name: 'a' }], limits: { controller_mutation_rate: 5 } },
          {
            entity: [
              { type: 'user', name: 'a' },
              { type: 'client-id', name: 'b' },
            ],
            limits: { producer_byte_rate: 5 },
          },
          { entity: [{ type: 'user', name: '*' }], limits: { producer_byte_rate: 5 } },
          { entity: [{ type: 'client-id', name: 'b' }], limits: { producer_byte_rate: 0.5 } },
          { entity: [{ type: 'client-id', name: ' c' }], limits: { producer_byte_rate: 5 } },
        ],
      }),
    ).toEqual([
      'ImportInexact quota of ip 10.0.0.1',
      'ImportInexact quota of user a',
      'ImportInexact quota of user a with client-id b',
      'QuotaForEveryone quota of user *',
      'SizeIllegal quota of client-id b',
      'ClientIdIllegal quota of client-id  c',
    ]);
  });
});

describe('on a cluster that is declared', () => {
  const declared = {
    ...manifest,
    quotas: [{ type: 'user' as const, name: 'user1', limits: { producer_byte_rate: 1024 } }],
    ignored: [
      { kind: 'user' as const, name: 'theirs', prefixed: false },
      { kind: 'topic' as const, name: 'theirs-', prefixed: true },
    ],
  };
  const target = { ...TARGET, declared, reserved: reservedNames(declared) };
  const contents = contentsOf({
    topics: ['topic1', '__consumer_offsets', 'cdktf-kafka-proof-1-x', 'theirs-1', 'orders'].map((name) =>
      topicOf(name),
    ),
    credentials: [credentialOf('user1', 'SCRAM-SHA-256'), credentialOf('theirs'), credentialOf('billing')],
    rules: [ruleOf({ principal: 'User:theirs' }), ruleOf({ principal: 'User:user1' })],
    quotas: [{ entity: [{ type: 'user', name: 'user1' }], limits: { producer_byte_rate: 1, consumer_byte_rate: 5 } }],
  });

  test('nothing is taken that is declared, Kafka’s own, a proof’s or somebody else’s', () => {
    const { topics, users, rules, quotas } = importable(undeclaredContents(declared, contents), target);
    expect({
      topics: topics.map(({ name }) => name),
      users: users.map(({ name }) => name),
      rules: rules.map(({ principal }) => principal),
      quotas,
    }).toEqual({ topics: ['orders'], users: ['billing'], rules: ['User:user1'], quotas: [] });
  });

  test('fails where its declaration must get the rest: a limit of a declared quota, a login of a declared user', () => {
    const more = { ...contents, credentials: [credentialOf('client')] };
    expect(importable(undeclaredContents(declared, more), target).leftOut.map(({ subject }) => subject)).toEqual([
      'user client',
      'quota of user user1',
    ]);
  });
});
