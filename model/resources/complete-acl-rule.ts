import { identifier } from '../names/identifier';
import { javaAddress } from '../names/java-address';
import { throwIfAny } from '../violation';
import type { AclRule } from './acl-rule';
import { aclViolations } from './acl-violations';

/** A rule with its defaults filled in. @throws ValidationError with everything that is wrong with it */
export function completeRule(subject: string, rule: AclRule): Required<AclRule> {
  const complete: Required<AclRule> = {
    resourceType: rule.resourceType,
    resourceName: rule.resourceName,
    pattern: rule.pattern ?? 'Literal',
    principal: rule.principal,
    host: javaAddress(rule.host ?? '*'),
    operation: rule.operation,
    permission: rule.permission ?? 'Allow',
  };
  throwIfAny(aclViolations(subject, complete));
  return complete;
}

/** The rule in words: the same for the same content, and another one for any other. */
export function ruleText(
  rule: Readonly<Record<keyof Omit<AclRule, 'principal'>, string>> & Pick<AclRule, 'principal'>,
): string {
  const { permission, operation, resourceType, pattern, resourceName, host, principal } = rule;
  const resource = `${resourceType} ${pattern} ${JSON.stringify(resourceName)}`;
  return `${permission} ${operation} on ${resource} from ${host} for ${principal.principal}`;
}

/** The rule in its address: the same content gives the same one, wherever and in whatever order it is declared. */
export function ruleIdentifier(rule: Required<AclRule>): string {
  return [
    rule.principal.principal.replace(/^User:/, ''),
    rule.permission,
    rule.operation,
    rule.resourceType,
    rule.pattern,
    rule.resourceName,
    rule.host,
  ]
    .map(identifier)
    .join('-');
}
