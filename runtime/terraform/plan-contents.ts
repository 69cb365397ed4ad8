import { z } from 'zod';
import { OperationError } from '../../model/violation';
import { parseJson } from '../files/required-file';

const resourceChange = z.object({
  address: z.string(),
  mode: z.enum(['managed', 'data']),
  /** Such as `kafka_topic`. */
  type: z.string(),
  /** Why, such as `replace_because_tainted`, where the change alone doesn't say it. */
  action_reason: z.string().optional(),
  change: z.object({
    /** `delete` is among them when the resource, or the one that it takes the place of, is destroyed. */
    actions: z.array(z.string()),
    /** Its attributes as they are; absent where there is nothing yet. */
    before: z.record(z.string(), z.unknown()).nullish(),
    /** As they will be, as far as that is known. */
    after: z.record(z.string(), z.unknown()).nullish(),
    /** Which attributes it is made anew for. */
    replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).optional(),
  }),
});

/** What a plan would do to one resource, as `terraform show -json` has it. */
export type ResourceChange = Readonly<z.infer<typeof resourceChange>>;

const plan = z.object({
  /** Whether Terraform gave up: what it has not planned is unknown then. */
  errored: z.boolean().default(false),
  resource_changes: z.array(resourceChange).default([]),
  resource_drift: z.array(resourceChange).default([]),
  configuration: z
    .object({
      root_module: z.object({
        resources: z
          .array(z.object({ address: z.string(), provisioners: z.array(z.object({ type: z.string() })).default([]) }))
          .default([]),
      }),
    })
    .optional(),
});

/** What a plan would do, as far as it is judged here. */
export interface PlanContents {
  readonly changes: readonly ResourceChange[];
  /** What has become of resources since they were deployed, by nobody's deployment: `delete` where one has gone. */
  readonly drift: readonly ResourceChange[];
  /** Addresses of the resources with a program that Terraform runs. */
  readonly provisioned: ReadonlySet<string>;
}

/** A plan in the text of `terraform show -json`. @throws OperationError `TerraformUnexpected`, `PlanIncomplete` */
export function planContents(text: string): PlanContents {
  const { resource_changes, resource_drift, configuration, errored } = parsePlan(plan, text);
  if (errored) {
    throw new OperationError({
      code: 'PlanIncomplete',
      subject: 'terraform show -json',
      rule: 'must be of a plan that Terraform has made to its end, and not of what it had planned when it failed',
      remedy: 'mend what terraform plan says, and plan again',
    });
  }
  const resources = configuration?.root_module.resources ?? [];
  return {
    changes: resource_changes,
    drift: resource_drift,
    provisioned: new Set(resources.flatMap(({ address, provisioners }) => (provisioners.length > 0 ? [address] : []))),
  };
}

/** What of a plan is looked at. @throws OperationError `TerraformUnexpected` */
export function parsePlan<T>(schema: z.ZodType<T>, text: string): T {
  const { data, error } = schema.safeParse(parseJson(text));
  if (data === undefined) {
    const [issue] = error?.issues ?? [];
    throw new OperationError({
      code: 'TerraformUnexpected',
      subject: 'terraform show -json',
      rule: `must have the form of a plan: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
      remedy: 'use Terraform 1.11 (this package knows its answers)',
    });
  }
  return data;
}

/** The changes alone. @throws OperationError `TerraformUnexpected` */
export const resourceChangesIn = (text: string): readonly ResourceChange[] => planContents(text).changes;

/** Names of the containers that a plan takes away and does not make anew. @throws OperationError `TerraformUnexpected` */
export const removedContainers = (text: string): ReadonlySet<string> =>
  new Set(
    resourceChangesIn(text)
      .filter(({ type, change }) => type === 'docker_container' && change.actions.join() === 'delete')
      .flatMap(({ change }) => (typeof change.before?.['name'] === 'string' ? change.before['name'] : [])),
  );
