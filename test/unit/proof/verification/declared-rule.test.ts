import { AclOperationTypes, AclResourceTypes } from 'kafkajs';
import type { ManifestRule } from '../../../../model/manifest/manifest';
import { dependsOnAddress, may } from '../../../../proof/verification/acl';
import { asDescribed, rulesAbout } from '../../../../proof/verification/declared-rule';

const rule: ManifestRule = {
  ...{ principal: 'User:user1', permission: 'Allow', operation: 'Read', host: '*' },
  ...{ resourceType: 'Topic', pattern: 'Literal', resourceName: 'topic1' },
};

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
