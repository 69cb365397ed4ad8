import { Principal } from '../../../../constructs';
import type { AclRule } from '../../../../model/resources/acl-rule';
import { aclAdvice } from '../../../../model/resources/acl-violations';
import { completeRule } from '../../../../model/resources/complete-acl-rule';

const adviceOn = (rule: Partial<AclRule>): readonly string[] =>
  aclAdvice(
    'Resources',
    completeRule('Resources', {
      ...{ resourceType: 'Group', resourceName: 'etl-*', operation: 'Read', principal: Principal.external('billing') },
      ...rule,
    }),
  ).map(({ code, remedy }) => `${code}: ${remedy}`);

describe('A name in a rule that ends in a star', () => {
  test('is warned about, with the prefix that is meant: of a group, and of a transactional id', () => {
    const remedy = "StarLiteral: take resourceName 'etl-' with the pattern 'Prefixed'";
    expect(adviceOn({})).toEqual([remedy]);
    expect(adviceOn({ resourceType: 'TransactionalID', operation: 'Write' })).toEqual([remedy]);
    expect(adviceOn({ pattern: 'Prefixed' })).toEqual(["StarLiteral: take resourceName 'etl-'"]);
  });

  test('is warned about where it is a user', () => {
    const principal = Principal.external('etl-*');
    expect(adviceOn({ resourceName: 'etl', principal })).toEqual([
      'StarLiteral: name each user: Kafka knows no patterns of them',
    ]);
  });

  test('is every name where it is nothing but the star', () => {
    expect(adviceOn({ resourceName: '*' })).toEqual([]);
    expect(adviceOn({ resourceName: 'etl-', pattern: 'Prefixed' })).toEqual([]);
  });
});
