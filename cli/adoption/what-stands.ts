import { randomUUID } from 'node:crypto';
import type Docker from 'dockerode';
import { LOGIN_RESOURCE } from '../../model/resources/login-resource';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { CONFIRMED } from '../../model/names/names';
import { hostsOf, providerAlias } from '../../model/placement/placement';
import { loginId, quotaId, ruleId } from '../../model/resources/provider-ids';
import { STEP_ROLES } from '../../model/retirement/retirement';
import type { Engines } from '../../runtime/engine/engines';
import type { Found, Inventory, InventoryContainer } from '../../runtime/engine/inventory';
import type { ScramLogin } from '../../runtime/kafka/scram-logins';
import type { PlannedResource } from '../../runtime/terraform/planned-resources';
import type { Standing } from '../../runtime/terraform/state-file';

/** What there is of a cluster, by its labels and by its own word. */
export interface ClusterSeen {
  readonly manifest: ClusterManifest;
  readonly engines: Engines;
  readonly inventory: Inventory;
  /** Whether the brokers answer; what is on them is taken as declared otherwise. */
  readonly answers: boolean;
  /** Which SCRAM users their passwords let in; none where the brokers don't answer. */
  readonly logins: readonly ScramLogin[];
}

/** Terraform's own resource, which stands for nothing outside of a state. */
export const OWN_RESOURCE = 'terraform_data';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * What of a plan's creations stands already, by whatever its provider finds it again. Where a refresh shows that it isn't there, it
 * leaves the state again.
 */
export async function standingOf(seen: ClusterSeen, planned: readonly PlannedResource[]): Promise<readonly Standing[]> {
  const found = await Promise.all(
    planned.filter(({ type }) => type !== OWN_RESOURCE).map((each) => standing(seen, each)),
  );
  const all = found.flat();
  return all.length === 0
    ? []
    : [
        ...all,
        ...planned
          .filter((each) => each.type === OWN_RESOURCE && !isOwed(each, planned))
          .map((each) => ({ planned: each, id: randomUUID() })),
      ];
}

/** Whether commands were cut off that the state has begun: the next deployment is to run them. */
const isOwed = ({ address }: PlannedResource, planned: readonly PlannedResource[]): boolean =>
  address.endsWith(CONFIRMED) && !planned.some((each) => `${each.address}${CONFIRMED}` === address);

async function standing(seen: ClusterSeen, planned: PlannedResource): Promise<readonly Standing[]> {
  const { values, type } = planned;
  const name = textOf(values['name']);
  const { containers, networks, volumes } = seen.inventory;
  const engine = engineOf(seen, planned);
  const here = <F extends Found>(all: readonly F[]): readonly F[] =>
    all.filter((each) => each.name === name && each.engine === engine);
  const byId = (id: string): readonly Standing[] => [{ planned, id }];
  switch (type) {
    case 'docker_volume':
      return here(volumes).map(() => ({ planned, id: name }));
    case 'docker_network':
      return here(networks).map(({ id }) => ({ planned, id }));
    case 'docker_container': {
      const [container] = here(containers);
      return container === undefined || (await isFailedStep(container))
        ? []
        : // What a container has from its image alone, its provider writes down as none.
          [{ planned, id: container.id, ...(values['env'] === undefined && { otherwise: { env: [] } }) }];
    }
    case 'docker_image':
      return engine === undefined ? [] : byId(name);
    case 'kafka_topic':
      return byId(name);
    case 'kafka_acl':
      return byId(ruleId(ruleIn(values)));
    case 'kafka_quota':
      return byId(quotaId(textOf(values['entity_type']), textOf(values['entity_name']) || undefined));
    case LOGIN_RESOURCE:
      return [credential(seen, planned)];
    default:
      return [];
  }
}

/** A rule of the authorizer, as the kafka provider has it. */
const ruleIn = (values: PlannedResource['values']): Parameters<typeof ruleId>[0] => ({
  principal: textOf(values['acl_principal']),
  host: textOf(values['acl_host']),
  operation: textOf(values['acl_operation']),
  permission: textOf(values['acl_permission_type']),
  resourceType: textOf(values['resource_type']),
  resourceName: textOf(values['resource_name']),
  pattern: textOf(values['resource_pattern_type_filter']),
});

/**
 * A login whose password is not known to be the one of the file has no version, so that the next deployment writes it again. A former password that
 * is kept is never written: it has the version that is declared, without which every plan would be refused.
 */
function credential({ logins, manifest }: ClusterSeen, planned: PlannedResource): Standing {
  const [user, mechanism] = [textOf(planned.values['username']), textOf(planned.values['scram_mechanism'])];
  const login = logins.find((each) => each.user === user && each.mechanism === mechanism);
  const isKept = manifest.users.some(({ name, former }) => name === user && former === mechanism);
  return {
    ...{ planned, id: loginId(user, mechanism) },
    ...(!isKept && login?.verdict !== 'accepted' && { otherwise: { password_wo_version: null } }),
  };
}

/** The engine that a resource's provider reaches; undefined for a provider that is nobody's here. */
function engineOf({ manifest, engines }: ClusterSeen, { alias }: PlannedResource): Docker | undefined {
  if (alias === undefined) {
    return engines.own;
  }
  const at = hostsOf(manifest).findIndex((placement) => alias === providerAlias(placement));
  return engines.all()[at];
}

/** One that has failed is made anew by the next deployment, as after any that was cut off. */
async function isFailedStep({ engine, id, role }: InventoryContainer): Promise<boolean> {
  if (!STEP_ROLES.includes(role)) {
    return false;
  }
  const { State } = await engine.getContainer(id).inspect();
  return !State.Running && State.ExitCode !== 0;
}
