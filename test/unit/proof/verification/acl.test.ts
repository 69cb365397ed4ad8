import {
  AclOperationTypes as Operation,
  AclPermissionTypes as Permission,
  AclResourceTypes,
  ResourcePatternTypes,
  type DescribeAclResource,
} from 'kafkajs';
import { may, readableGroup } from '../../../../proof/verification/acl';

const resource = (
  principal: string,
  operation: Operation,
  permissionType = Permission.ALLOW,
  resourceName = 'r',
  resourcePatternType = ResourcePatternTypes.LITERAL,
): DescribeAclResource => ({
  resourceType: AclResourceTypes.TOPIC,
  resourceName,
  resourcePatternType,
  acls: [{ principal, host: '*', operation, permissionType }],
});

describe('what the ACLs let a principal do', () => {
  test('is what a rule for it allows', () => {
    const rules = [resource('User:a', Operation.READ)];
    expect(may(rules, 'User:a', Operation.READ)).toBe(true);
    expect(may(rules, 'User:a', Operation.WRITE)).toBe(false);
    expect(may(rules, 'User:b', Operation.READ)).toBe(false);
  });

  test('is also what a rule for everyone or for every operation allows', () => {
    expect(may([resource('User:*', Operation.READ)], 'User:a', Operation.READ)).toBe(true);
    expect(may([resource('User:a', Operation.ALL)], 'User:a', Operation.WRITE)).toBe(true);
  });

  test('is everything where there is no rule and everyone is allowed, and what rules say where there is one', () => {
    expect(may([], 'User:a', Operation.READ)).toBe(false);
    expect(may([], 'User:a', Operation.READ, true)).toBe(true);
    expect(may([resource('User:b', Operation.READ)], 'User:a', Operation.READ, true)).toBe(false);
  });

  test('includes to describe what it may read or write', () => {
    expect(may([resource('User:a', Operation.WRITE)], 'User:a', Operation.DESCRIBE)).toBe(true);
  });

  test('fails when another rule denies it', () => {
    const rules = [resource('User:a', Operation.READ), resource('User:*', Operation.ALL, Permission.DENY)];
    expect(may(rules, 'User:a', Operation.READ)).toBe(false);
  });
});

describe('a group that a principal may read with', () => {
  const group = (name: string, pattern = ResourcePatternTypes.LITERAL, principal = 'User:a'): DescribeAclResource =>
    resource(principal, Operation.READ, Permission.ALLOW, name, pattern);

  test('is the one that is named', () => {
    expect(readableGroup([group('b', undefined, 'User:b'), group('mine')], 'User:a', 'proof')).toBe('mine');
  });

  test('is one of its own where a prefix or every name is allowed', () => {
    expect(readableGroup([group('mine.', ResourcePatternTypes.PREFIXED)], 'User:a', 'proof')).toBe('mine.proof');
    expect(readableGroup([group('*')], 'User:a', 'proof')).toBe('proof');
  });

  test('is none when there is no rule', () => {
    expect(readableGroup([], 'User:a', 'proof')).toBeUndefined();
  });
});
