import { z } from 'zod';
import { parsePlan } from './plan-contents';

/** A resource that a plan would make, with all that a state would say of it but what is known only when it has been made. */
export interface PlannedResource {
  readonly address: string;
  /** Such as `docker_volume`. */
  readonly type: string;
  /** Its name in the state. */
  readonly name: string;
  /** By which it is one of several of that name. */
  readonly key?: string;
  /** As a state names it, such as `provider["registry.terraform.io/kreuzwerker/docker"]`. */
  readonly provider: string;
  /** Which of several of that provider's. */
  readonly alias?: string;
  readonly schemaVersion: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** Addresses of all that it needs, directly or not. */
  readonly dependencies: readonly string[];
}

const planned = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  index: z.union([z.string(), z.number()]).optional(),
  provider_name: z.string(),
  schema_version: z.int(),
  values: z.record(z.string(), z.unknown()),
});

const declared = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  provider_config_key: z.string().optional(),
  /** Absent where it has none. */
  expressions: z.unknown().optional(),
  depends_on: z.array(z.string()).default([]),
});

const schema = z.object({
  terraform_version: z.string(),
  planned_values: z.object({ root_module: z.object({ resources: z.array(planned).default([]) }) }),
  resource_changes: z
    .array(z.object({ address: z.string(), change: z.object({ actions: z.array(z.string()) }) }))
    .default([]),
  configuration: z.object({
    provider_config: z.record(z.string(), z.object({ alias: z.string().optional() })).default({}),
    root_module: z.object({ resources: z.array(declared).default([]) }),
  }),
});

/** What a plan would make. */
export interface PlannedCreations {
  readonly terraformVersion: string;
  readonly resources: readonly PlannedResource[];
}

/**
 * What a plan would make, from the text of `terraform show -json`; without what is declared by `count`, which
 * nothing here does.
 *
 * @throws OperationError `TerraformUnexpected`
 */
export function plannedCreations(text: string): PlannedCreations {
  const { terraform_version, planned_values, resource_changes, configuration } = parsePlan(schema, text);
  const made = new Set(
    resource_changes.filter(({ change }) => change.actions.join() === 'create').map(({ address }) => address),
  );
  const { provider_config: providers, root_module: root } = configuration;
  const needs = neededBy(root.resources.filter(({ mode }) => mode === 'managed'));
  return {
    terraformVersion: terraform_version,
    resources: planned_values.root_module.resources
      .filter(({ address, mode, index }) => mode === 'managed' && typeof index !== 'number' && made.has(address))
      .map(({ address, type, name, index, provider_name, schema_version, values }) => {
        const configured = `${type}.${name}`;
        const config = root.resources.find((each) => each.address === configured)?.provider_config_key;
        const alias = config === undefined ? undefined : providers[config]?.alias;
        return {
          ...{ address, type, name, alias, values, schemaVersion: schema_version },
          ...(typeof index === 'string' && { key: index }),
          provider: `provider["${provider_name}"]${alias === undefined ? '' : `.${alias}`}`,
          dependencies: [...needs(configured)].sort(),
        };
      }),
  };
}

/** Of what each resource needs, all of it, as a state has it. */
function neededBy(resources: readonly z.infer<typeof declared>[]): (address: string) => ReadonlySet<string> {
  const known = new Set(resources.map(({ address }) => address));
  const direct = new Map(
    resources.map(({ address, expressions, depends_on }) => [
      address,
      [...depends_on, ...referencesIn(expressions)]
        .map((reference) => reference.split('.').slice(0, 2).join('.'))
        .filter((reference) => reference !== address && known.has(reference)),
    ]),
  );
  return (address) => {
    const found = new Set<string>();
    const open = [...(direct.get(address) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (!found.has(next)) {
        found.add(next);
        open.push(...(direct.get(next) ?? []));
      }
    }
    return found;
  };
}

function referencesIn(expressions: unknown): readonly string[] {
  if (typeof expressions !== 'object' || expressions === null) {
    return [];
  }
  return Object.entries(expressions).flatMap(([key, value]: [string, unknown]) =>
    key === 'references' && Array.isArray(value)
      ? value.filter((each) => typeof each === 'string')
      : referencesIn(value),
  );
}
