import { z } from 'zod';
import { parseJson } from '../../runtime/files/required-file';

const resource = z.object({ addr: z.string() });

const diagnostic = z.object({
  severity: z.enum(['error', 'warning']),
  summary: z.string(),
  detail: z.string().default(''),
  /** Of the resource that it is about. */
  address: z.string().optional(),
});

const hook = z.object({ resource, action: z.string() });

/** What of Terraform's machine-readable output is read here: every line of `-json` is one event. */
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('planned_change'), change: z.object({ resource, action: z.string() }) }),
  /** What has become of something since the state was written, by no deployment. */
  z.object({ type: z.literal('resource_drift'), change: z.object({ resource, action: z.string() }) }),
  /** It begins to look at something that the state knows. */
  z.object({ type: z.literal('refresh_start') }),
  z.object({ type: z.enum(['apply_start', 'apply_progress', 'apply_complete', 'apply_errored']), hook }),
  z.object({ type: z.literal('provision_progress'), hook: z.object({ resource, output: z.string() }) }),
  z.object({
    type: z.literal('change_summary'),
    changes: z.object({ add: z.int(), change: z.int(), remove: z.int(), operation: z.string() }),
  }),
  z.object({ type: z.literal('diagnostic'), diagnostic }),
]);

export type TerraformEvent = Readonly<z.infer<typeof event>>;
export type Diagnostic = Readonly<z.infer<typeof diagnostic>>;

/** The event in a line; undefined for one that nobody here needs, and for text that is none, such as a provider's. */
export function parseEvent(line: string): TerraformEvent | undefined {
  return line.startsWith('{') ? event.safeParse(parseJson(line)).data : undefined;
}
