import type { TerraformEvent } from './events';

/** How many resources were touched. */
export interface ChangeCount {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

export const NOTHING: ChangeCount = { added: 0, changed: 0, destroyed: 0 };

/** What several stacks have touched together. */
export const total = (counts: readonly ChangeCount[]): ChangeCount =>
  counts.reduce(
    (one, other) => ({
      added: one.added + other.added,
      changed: one.changed + other.changed,
      destroyed: one.destroyed + other.destroyed,
    }),
    NOTHING,
  );

const COUNTED: Readonly<Record<string, ChangeCount>> = {
  create: { ...NOTHING, added: 1 },
  update: { ...NOTHING, changed: 1 },
  delete: { ...NOTHING, destroyed: 1 },
};

/** What is done with an event: what takes another's place is added, and the other destroyed, as Terraform counts too. */
export const countOf = (event: TerraformEvent): ChangeCount =>
  (event.type === 'apply_complete' ? COUNTED[event.hook.action] : undefined) ?? NOTHING;

/** For people. */
export const countText = ({ added, changed, destroyed }: ChangeCount): string =>
  `${added} added, ${changed} changed, ${destroyed} destroyed`;
