import { z } from 'zod';

const planSchema = z.object({
  resource_changes: z
    .array(
      z.object({
        type: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: z.object({ name: z.string().optional() }).nullable().catch(null),
        }),
      }),
    )
    .default([]),
});

/** Names of the containers that a plan, as `terraform show -json` writes it, takes away and does not make anew. */
export function takenAway(json: string): ReadonlySet<string> {
  const { resource_changes: changes } = planSchema.parse(JSON.parse(json));
  return new Set(
    changes
      .filter(({ type, change }) => type === 'docker_container' && change.actions.join() === 'delete')
      .flatMap(({ change }) => change.before?.name ?? []),
  );
}
