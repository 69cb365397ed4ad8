import { z } from 'zod';
import { LABELS } from '../../model/names/names';

/** A container's labels, as Terraform's plans and what is synthesized for it have them. */
export const dockerLabels = z.array(z.object({ label: z.string(), value: z.string() })).default([]);

/** What the container is, by the label that says it. */
export const roleIn = (labels: z.infer<typeof dockerLabels>): string | undefined =>
  labels.find(({ label }) => label === LABELS.role)?.value;
