import { z } from 'zod';
import { dockerLabels } from '../../runtime/terraform/docker-labels';

/** A resource as a state knows it. */
export interface Recorded {
  readonly address: string;
  readonly id: string;
  readonly name: string;
  /** That of a container, and its labels. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether its making has failed half way. */
  readonly tainted: boolean;
}

/** What of a state is looked at. */
const stateSchema = z.object({
  resources: z
    .array(
      z.object({
        type: z.string(),
        name: z.string(),
        instances: z.array(
          z.object({
            status: z.string().optional(),
            attributes: z.object({
              ...{ id: z.string().nullish(), name: z.string().nullish(), image: z.string().nullish() },
              labels: dockerLabels.catch([]),
            }),
          }),
        ),
      }),
    )
    .default([]),
});

/**
 * Resources of a type, by what their provider finds them by.
 *
 * @param state as `terraform state pull` gives it
 */
export function recordedIn(state: string, type: string): readonly Recorded[] {
  return stateSchema
    .parse(JSON.parse(state))
    .resources.filter((resource) => resource.type === type)
    .flatMap(({ name: address, instances }) =>
      instances.flatMap(({ status, attributes: { id, name, image, labels } }) =>
        typeof id === 'string' && typeof name === 'string'
          ? [
              {
                ...{ address: `${type}.${address}`, id, name, image: image ?? '', tainted: status === 'tainted' },
                labels: Object.fromEntries(labels.map(({ label, value }) => [label, value])),
              },
            ]
          : [],
      ),
    );
}
