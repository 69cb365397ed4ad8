import { type AclResourceType, type AclRule, Principal } from '../../../../constructs';
import { completeRule, ruleIdentifier } from '../../../../model/resources/complete-acl-rule';
import { aclAdvice } from '../../../../model/resources/acl-violations';
import { codesOf } from '../../fixtures/cluster';

const ruleOf = (rule: Partial<AclRule> = {}): AclRule => ({
  resourceType: 'Topic',
  resourceName: 'orders',
  principal: Principal.external('billing'),
  operation: 'Read',
  ...rule,
});

const OPERATIONS: Readonly<Record<Exclude<AclResourceType, 'User'>, readonly AclRule['operation'][]>> = {
  Topic: ['All', 'Read', 'Write', 'Create', 'Delete', 'Alter', 'Describe', 'DescribeConfigs', 'AlterConfigs'],
  Group: ['All', 'Read', 'Delete', 'Describe'],
  Cluster: [
    ...['All', 'Create', 'ClusterAction', 'DescribeConfigs', 'AlterConfigs', 'IdempotentWrite', 'Alter', 'Describe'],
  ] as AclRule['operation'][],
  TransactionalID: ['All', 'Describe', 'Write'],
  DelegationToken: ['All', 'Describe'],
};

describe('a rule', () => {
  test('allows by name, from every host, where nothing else is said', () => {
    expect(completeRule('r', ruleOf())).toMatchObject({ pattern: 'Literal', host: '*', permission: 'Allow' });
  });

  test.each(
    Object.entries(OPERATIONS).flatMap(([type, operations]) => operations.map((operation) => [type, operation])),
  )('on a %s takes the operation %s', (resourceType, operation) => {
    const rule = ruleOf({
      resourceType: resourceType as AclResourceType,
      operation: operation as AclRule['operation'],
      resourceName: resourceType === 'Cluster' ? 'kafka-cluster' : 'orders',
    });
    expect(codesOf(() => completeRule('r', rule))).toEqual([]);
  });

  test.each([
    ['every topic', { resourceName: '*' }],
    ['an internal topic', { resourceName: '__consumer_offsets' }],
    ['topics that begin with a dot', { resourceName: '.', pattern: 'Prefixed' }],
    ['one address', { host: '192.0.2.7' }],
    ['one IPv6 address', { host: '2001:db8::7' }],
    ['a denial', { permission: 'Deny' }],
  ] as const)('takes %s', (_, rule) => {
    expect(codesOf(() => completeRule('r', ruleOf(rule)))).toEqual([]);
  });

  test.each([
    ['AclOperationUnknown', { resourceType: 'Group', operation: 'Write' }],
    ['AclOperationUnknown', { operation: 'CreateTokens' }],
    ['AclResourceUnsupported', { resourceType: 'User', resourceName: 'alice', operation: 'CreateTokens' }],
    ['AclHostIllegal', { host: 'kafka.example.org' }],
    ['AclHostIllegal', { host: '192.0.2.0/24' }],
    ['AclHostIllegal', { host: 'FE80::1' }],
    ['AclHostIllegal', { host: '0.0.0.0' }],
    ['AclHostIllegal', { host: '0:0::0' }],
    ['AclHostIllegal', { host: '239.1.2.3' }],
    ['AclHostIllegal', { host: 'FF05::2' }],
    ['AclHostIllegal', { host: 'fe80::1%eth0' }],
    ['AclPatternIllegal', { resourceName: '*', pattern: 'Prefixed' }],
    [
      'AclPatternIllegal',
      { resourceType: 'Cluster', resourceName: 'kafka-cluster', operation: 'Describe', pattern: 'Prefixed' },
    ],
    ['AclClusterNameIllegal', { resourceType: 'Cluster', resourceName: 'dev', operation: 'Describe' }],
    ['AclTokenIllegal', { resourceType: 'DelegationToken', resourceName: '', operation: 'Describe' }],
    ['TopicNameIllegal', { resourceName: 'or ders' }],
    ['TopicNameIllegal', { resourceName: '', pattern: 'Prefixed' }],
    ['GroupNameIllegal', { resourceType: 'Group', resourceName: '' }],
    ['GroupNameIllegal', { resourceType: 'Group', resourceName: ' billing' }],
    ['GroupNameIllegal', { resourceType: 'Group', resourceName: 'a\nb' }],
    ['GroupNameIllegal', { resourceType: 'Group', resourceName: 'ä'.repeat(16_384) }],
    ['TransactionalIdIllegal', { resourceType: 'TransactionalID', resourceName: '', operation: 'Write' }],
  ] as const)('fails with %s for %j', (code, rule) => {
    expect(codesOf(() => completeRule('r', ruleOf(rule)))).toEqual([code]);
  });

  test('fails with everything that is wrong with it at once', () => {
    const rule = ruleOf({ resourceType: 'Group', resourceName: '', operation: 'Write', host: 'x' });
    expect(codesOf(() => completeRule('r', rule))).toEqual([
      'AclOperationUnknown',
      'AclHostIllegal',
      'GroupNameIllegal',
    ]);
  });
});

test.each([
  ['is advised against', {}, ['AclForEveryone']],
  ['is none to advise against when it denies', { permission: 'Deny' }, []],
] as const)('a rule for everyone %s', (_, rule, codes) => {
  const complete = completeRule('r', ruleOf({ ...rule, principal: Principal.everyone() }));
  expect(aclAdvice('r', complete).map(({ code }) => code)).toEqual(codes);
});

test('rules that differ in anything have different identities', () => {
  const rules: Partial<AclRule>[] = [
    {},
    { host: '192.0.2.7' },
    { permission: 'Deny' },
    { pattern: 'Prefixed' },
    { operation: 'Write' },
    { resourceType: 'Group' },
    { resourceName: 'orders-' },
    { principal: Principal.external('billing-') },
  ];
  const ids = rules.map((rule) => ruleIdentifier(completeRule('r', ruleOf(rule))));
  expect(new Set(ids).size).toBe(rules.length);
});

test('a rule for an IPv6 address is the same however it is spelled', () => {
  const spellings = ['2001:db8::7', '2001:DB8:0:0:0:0:0:7', '2001:0db8::0007'];
  const rules = spellings.map((host) => completeRule('r', ruleOf({ host })));
  expect(rules.map(({ host }) => host)).toEqual(Array(3).fill('2001:db8:0:0:0:0:0:7'));
  expect(new Set(rules.map(ruleIdentifier)).size).toBe(1);
});

test('the identity of a rule for every host or an IPv4 address stays what it has been', () => {
  const ids = [{}, { host: '192.0.2.7' }].map((rule) => ruleIdentifier(completeRule('r', ruleOf(rule))));
  expect(ids).toEqual([
    'billing-Allow-Read-Topic-Literal-orders-_2a_',
    'billing-Allow-Read-Topic-Literal-orders-192_2e_0_2e_2_2e_7',
  ]);
});
