import { z } from 'zod';
import { SERVICE_ROLES } from '../../model/retirement/retirement';
import type { Removal } from './allowances';
import { dockerLabels, roleIn } from '../../runtime/terraform/docker-labels';
import type { PlanContents, ResourceChange } from '../../runtime/terraform/plan-contents';

/** A server that a plan takes away while clients need it: no gate makes sure that the others can do without it. */
export interface Outage extends Removal {
  /** Name of its container. */
  readonly server: string;
  /** Whether it goes because it failed when it was made, or somebody said so. */
  readonly tainted: boolean;
}

const labelled = z.object({ name: z.string(), labels: dockerLabels });

/** Why Terraform takes a container away without running what was to be run before. */
const UNASKED: Readonly<Record<string, string>> = {
  replace_because_tainted: 'is tainted, so that Terraform asks no gate',
  delete_because_no_resource_config: 'is declared no more, so that Terraform asks no gate',
};

/**
 * Servers that a plan takes away without a gate. One alone may go where there is none: it was declared so. The gates themselves
 * judge the others when they are asked.
 */
export function outagesIn(stack: string, { changes, provisioned }: PlanContents): readonly Outage[] {
  const servers = changes.filter(isServer);
  const leaving = servers.filter(({ change }) => change.actions.includes('delete'));
  const isEnd = leaving.length === servers.length && leaving.every(({ change }) => change.actions.length === 1);
  // What is declared no more is taken away on its own, before the others.
  const ungated = leaving.filter(
    ({ address, action_reason: reason }) => !provisioned.has(address) && reason !== 'delete_because_no_resource_config',
  );
  return leaving.flatMap((server) => {
    const { address, action_reason: reason = '', change } = server;
    const why = isEnd
      ? 'is taken away with every other server'
      : (UNASKED[reason] ??
        (ungated.length > 1 && ungated.includes(server) ? 'goes together with others, without a gate' : undefined));
    const name = String(change.before?.['name']);
    const what = `server ${name} ${why ?? ''}`;
    const tainted = reason === 'replace_because_tainted';
    return why === undefined
      ? []
      : [{ stack, address, replaced: change.actions.length > 1, what, server: name, tainted }];
  });
}

/** A container that Kafka's clients can't do without, by the label that it bears; steps and services come and go. */
function isServer({ mode, type, change: { before } }: ResourceChange): boolean {
  const { data } = labelled.safeParse(before);
  const role = roleIn(data?.labels ?? []);
  return mode === 'managed' && type === 'docker_container' && role !== undefined && !SERVICE_ROLES.includes(role);
}
