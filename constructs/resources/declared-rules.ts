import { TerraformStack } from 'cdktf';
import type { ManifestRule } from '../../model/manifest/manifest';
import type { AclRule } from '../../model/resources/acl-rule';
import { aclAdvice } from '../../model/resources/acl-violations';
import { completeRule, ruleIdentifier, ruleText } from '../../model/resources/complete-acl-rule';
import { Grant } from '../../model/resources/grant';
import { isImportable, ruleId } from '../../model/resources/provider-ids';
import type { IPrincipal } from '../../model/resources/principal';
import { takeAddress } from '../synthesis/address-registry';
import { advise } from '../synthesis/advise';
import { Acl } from '../terraform/resources';
import type { ResourcesContext } from './resources-context';
import type { RuleScope } from './topic-grants';

/** The rules that one `KafkaResources` declares: the same rule declared twice is one. */
export class DeclaredRules implements RuleScope {
  public readonly path: string;
  /** By what they say. */
  private readonly rules = new Map<string, Required<AclRule>>();

  public constructor(private readonly context: ResourcesContext) {
    this.path = context.scope.node.path;
  }

  public declareRules(grantee: IPrincipal, rules: readonly AclRule[]): Grant {
    return new Grant(
      grantee,
      rules.map((rule) => this.declareRule(rule)),
    );
  }

  public declareRule(rule: AclRule): Required<AclRule> {
    const { scope, cluster, registry } = this.context;
    const complete = completeRule(this.path, rule);
    const text = ruleText(complete);
    if (this.rules.has(text)) {
      return complete;
    }
    const stack = TerraformStack.of(scope);
    const address = `${cluster.name}-${ruleIdentifier(complete)}`;
    const owner = { owner: `${cluster.name}: ${text}`, subject: this.path };
    const isFirst = takeAddress(stack, Acl.tfResourceType, address, owner);
    this.rules.set(text, complete);
    advise(scope, [...aclAdvice(this.path, complete), ...registry.addRule(this.path, text, stack.node.id)]);
    if (isFirst) {
      this.makeAcl(complete, address);
    }
    return complete;
  }

  /** Whom they are for. */
  public get grantees(): readonly IPrincipal[] {
    return [...this.rules.values()].map(({ principal }) => principal);
  }

  /** The same in whatever order they were declared. */
  public toManifest(): readonly ManifestRule[] {
    return [...this.rules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, rule]) => ({ ...rule, principal: rule.principal.principal }));
  }

  private makeAcl(rule: Required<AclRule>, address: string): void {
    const { scope, provider, imports } = this.context;
    const acl = new Acl(scope, `acl-${ruleIdentifier(rule)}`, {
      resourceName: rule.resourceName,
      resourceType: rule.resourceType,
      resourcePatternTypeFilter: rule.pattern,
      aclPrincipal: rule.principal.principal,
      aclHost: rule.host,
      aclOperation: rule.operation,
      aclPermissionType: rule.permission,
      provider,
    });
    acl.overrideLogicalId(address);
    const described = { ...rule, principal: rule.principal.principal };
    if (isImportable(described)) {
      imports?.add(Acl.tfResourceType, address, ruleId(described));
    }
  }
}
