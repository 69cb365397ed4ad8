import { TerraformStack } from 'cdktf';
import type { ManifestQuota } from '../../model/manifest/manifest';
import { starAdvice } from '../../model/resources/acl-violations';
import type { IPrincipal } from '../../model/resources/principal';
import { quotaConfiguration, type QuotaEntity, type QuotaProps, quotaViolations } from '../../model/resources/quota';
import { clientNameViolations } from '../../model/resources/resource-names';
import { throwIfAny } from '../../model/violation';
import { takeAddress } from '../synthesis/address-registry';
import { advise } from '../synthesis/advise';
import { Quota } from '../terraform/resources';
import type { ResourcesContext } from './resources-context';

/** The quotas that one `KafkaResources` declares: one for each user or client id. */
export class DeclaredQuotas {
  /** Users with quotas. */
  private readonly limited: IPrincipal[] = [];
  private readonly quotas: ManifestQuota[] = [];

  public constructor(private readonly context: ResourcesContext) {}

  public add(entity: QuotaEntity, props: QuotaProps): void {
    const { type, name, id, principal } = entity;
    const { scope, cluster, registry, provider } = this.context;
    const { path } = scope.node;
    const subject = `${path}/quota ${id}`;
    throwIfAny([
      ...quotaViolations(subject, props),
      ...(type === 'client-id' && name !== undefined ? clientNameViolations(subject, 'client id', name) : []),
    ]);
    registry.addQuota(path, id);
    const address = `${cluster.name}-${id}`;
    takeAddress(TerraformStack.of(scope), Quota.tfResourceType, address, { owner: subject, subject });
    if (principal !== undefined) {
      this.limited.push(principal);
    }
    const limits = quotaConfiguration(props);
    this.quotas.push({ type, name, limits });
    if (name !== undefined) {
      advise(scope, starAdvice(subject, type, name, 'name each one: Kafka knows no patterns of them'));
    }
    const quota = new Quota(scope, `quota-${id}`, {
      entityType: type,
      entityName: name,
      config: limits,
      provider,
    });
    quota.overrideLogicalId(address);
  }

  /** Whom they are for. */
  public get grantees(): readonly IPrincipal[] {
    return this.limited;
  }

  /** The same in whatever order they were declared. */
  public toManifest(): readonly ManifestQuota[] {
    return [...this.quotas].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
}

const keyOf = ({ type, name = '' }: ManifestQuota): string => `${type} ${name}`;
