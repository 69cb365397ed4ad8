import { AclOperationTypes, AclResourceTypes } from 'kafkajs';
import type { Violation } from '../../../../model/violation';
import type { ManifestRule } from '../../../../model/manifest/manifest';
import { dependsOnAddress, may } from '../../../../proof/verification/acl';
import {
  asDescribed,
  ruleViolations,
  rulesAbout,
  rulesEvidence,
  undeclaredRules,
} from '../../../../proof/verification/declared-rule';
import { manifest } from '../../fixtures/manifest';

const rule: ManifestRule = {
  ...{ principal: 'User:user1', permission: 'Allow', operation: 'Read', host: '*' },
  ...{ resourceType: 'Topic', pattern: 'Literal', resourceName: 'topic1' },
};
const transactions: ManifestRule = { ...rule, resourceType: 'TransactionalID', operation: 'DescribeConfigs' };

describe('the rules of a cluster', () => {
  const differences = (declared: readonly ManifestRule[], there: readonly ManifestRule[]): readonly Violation[] =>
    ruleViolations(declared.map(asDescribed), manifest, there.map(asDescribed));

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

  test('may hold others for users that are declared to be somebody else’s, and they are counted', () => {
    const theirs = asDescribed({ ...rule, principal: 'User:theirs' });
    const cluster = { ignored: [{ kind: 'user', name: 'the', prefixed: true }] } as const;
    expect(ruleViolations([asDescribed(rule)], cluster, [asDescribed(rule), theirs])).toEqual([]);
    expect(undeclaredRules([asDescribed(rule)], cluster, [theirs]).ofOthers).toHaveLength(1);
    expect(rulesEvidence(1, undeclaredRules([], cluster, [theirs]).ofOthers)).toBe(
      'the cluster’s rules are the 1 declared ones, and 1 that are declared to be others’',
    );
  });
});

describe('the declared rules about a topic', () => {
  const allowed = (name: string, ...rules: ManifestRule[]): boolean =>
    may(rulesAbout(rules.map(asDescribed), AclResourceTypes.TOPIC, name), 'User:user1', AclOperationTypes.READ);

  test('are those of its name, of a prefix of it, and of every topic', () => {
    expect(allowed('topic1', rule)).toBe(true);
    expect(allowed('topic11', rule)).toBe(false);
    expect(allowed('topic11', { ...rule, pattern: 'Prefixed' })).toBe(true);
    expect(allowed('other', { ...rule, resourceName: '*' })).toBe(true);
    expect(allowed('topic1', { ...rule, resourceType: 'Group' })).toBe(false);
  });

  test('depend on the client’s address when one names it', () => {
    const here = asDescribed({ ...rule, host: '10.0.0.1' });
    expect(dependsOnAddress([asDescribed(rule)], 'User:user1')).toBe(false);
    expect(dependsOnAddress([here], 'User:user1')).toBe(true);
    expect(dependsOnAddress([here], 'User:other')).toBe(false);
  });
});
