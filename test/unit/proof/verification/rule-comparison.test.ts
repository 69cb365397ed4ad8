import type { DescribeAclResource } from 'kafkajs';
import type { ManifestRule } from '../../../../model/manifest/manifest';
import type { Violation } from '../../../../model/violation';
import { asDescribed } from '../../../../proof/verification/declared-rule';
import { compareRules } from '../../../../proof/verification/rule-comparison';

const rule: ManifestRule = {
  ...{ principal: 'User:user1', permission: 'Allow', operation: 'Read', host: '*' },
  ...{ resourceType: 'Topic', pattern: 'Literal', resourceName: 'topic1' },
};
const transactions: ManifestRule = { ...rule, resourceType: 'TransactionalID', operation: 'DescribeConfigs' };

describe('the rules of a cluster', () => {
  const differences = (declared: readonly ManifestRule[], there: readonly ManifestRule[]): readonly Violation[] =>
    compareRules({ rules: declared, ignored: [] }, there.map(asDescribed)).deviations.map(({ violation }) => violation);

  test('pass when they are the declared ones', () => {
    const rules = [rule, transactions, { ...rule, permission: 'Deny' as const, pattern: 'Prefixed' as const }];
    expect(differences(rules, rules)).toEqual([]);
  });

  test('fail when one has gone', () => {
    expect(differences([rule, transactions], [rule])).toMatchObject([
      {
        code: 'RuleMissing',
        subject: 'rule User:user1 ALLOW DESCRIBE_CONFIGS on TRANSACTIONAL_ID LITERAL topic1 from *',
      },
    ]);
  });

  test.each([
    ['another topic', { resourceName: 'topic2' }],
    ['all topics with a prefix', { pattern: 'Prefixed' }],
    ['another operation', { operation: 'Write' }],
    ['another address', { host: '10.0.0.1' }],
    ['everyone', { principal: 'User:*' }],
    ['a principal that nobody declared', { principal: 'User:mallory', operation: 'All', resourceName: '*' }],
    ['a principal of a type of its own', { principal: 'Group:ops' }],
  ] as const)('fail when somebody has added one for %s', (_, difference) => {
    const added = { ...rule, ...difference };
    expect(differences([rule], [rule, added])).toMatchObject([{ code: 'RuleUndeclared' }]);
  });

  test('fail when somebody may make delegation tokens for others, which kafkajs has no word for', () => {
    const added = JSON.parse(
      '{"resourceType":7,"resourceName":"User:alice","resourcePatternType":3,' +
        '"acls":[{"principal":"User:mallory","host":"*","operation":13,"permissionType":3}]}',
    ) as DescribeAclResource;
    const { deviations } = compareRules({ rules: [], ignored: [] }, [added]);
    expect(deviations.map(({ violation }) => violation.subject)).toEqual([
      'rule User:mallory ALLOW CREATE_TOKENS on USER LITERAL User:alice from *',
    ]);
  });

  test('may hold others for users that are declared to be somebody else’s, and they are counted', () => {
    const theirs = { ...rule, principal: 'User:theirs' };
    const cluster = { rules: [rule], ignored: [{ kind: 'user', name: 'the', prefixed: true }] } as const;
    expect(compareRules(cluster, [rule, theirs].map(asDescribed))).toEqual({
      deviations: [],
      evidence: 'the cluster has 1 rule, as declared, and 1 that is declared to be others’',
    });
  });

  test('tell an added one by itself, so that it alone can be taken away', () => {
    const added = { ...rule, operation: 'Write' } as const;
    const read = asDescribed(rule);
    const there = { ...read, acls: [...read.acls, ...asDescribed(added).acls] };
    const { deviations } = compareRules({ rules: [rule], ignored: [] }, [there]);
    expect(deviations.map((deviation) => deviation.added)).toEqual([asDescribed(added)]);
  });
});
