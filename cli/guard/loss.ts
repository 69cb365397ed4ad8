import { counted } from '../../model/formats/counted';
import { LOGIN_RESOURCE } from '../../model/resources/login-resource';
import type { Removal } from './allowances';
import type { ResourceChange } from '../../runtime/terraform/plan-contents';

/** A resource that a plan destroys, and with it what no deployment makes again; one that takes its place is empty. */
export type Loss = Removal;

type Attributes = Readonly<Record<string, unknown>>;

/** How a deployment makes a resource again that was destroyed, as it was: nothing is lost with it. */
const MADE_AGAIN: ReadonlySet<string> = new Set([
  // What a container holds that counts is in volumes.
  'docker_container',
  // Pulled, or made by the set-up.
  'docker_image',
  'docker_network',
  // Marks of Terraform's own.
  'terraform_data',
  // Wholly in the declaration: who is refused meanwhile, or not held back, is let in or held back when it is declared again.
  'kafka_acl',
  'kafka_quota',
]);

/** What is lost, by the kind of the resource; a kind that is not known may hold anything. */
const LOST: Readonly<Record<string, (before: Attributes, after: Attributes) => string>> = {
  kafka_topic: ({ name, partitions }, after) =>
    `topic ${String(name)} with its records${
      Number(after['partitions']) < Number(partitions)
        ? `, for ${counted(Number(after['partitions']), 'partition')} instead of ${String(partitions)}`
        : ''
    }`,
  [LOGIN_RESOURCE]: ({ username, scram_mechanism: mechanism }) =>
    `login of user ${String(username)} by ${String(mechanism)}`,
  docker_volume: ({ name }) =>
    String(name).endsWith('-authority')
      ? `volume ${String(name)} with the authorities that signed every certificate`
      : `volume ${String(name)} with all that is in it`,
};

/** What is lost for good when a stack's plan is applied: judged by what each kind of resource holds, not by what is declared of it. */
export function lossesIn(stack: string, changes: readonly ResourceChange[]): readonly Loss[] {
  return changes
    .filter(
      ({ mode, type, change }) => mode === 'managed' && change.actions.includes('delete') && !MADE_AGAIN.has(type),
    )
    .filter((resource) => !isSameLogin(resource))
    .map(({ address, type, change: { actions, before, after } }) => ({
      stack,
      address,
      replaced: actions.length > 1,
      what: LOST[type]?.(before ?? {}, after ?? {}) ?? `${type}, of which nothing is known here`,
    }));
}

/** A login that is replaced by one of the same user and mechanism: its password is given with every deployment. */
function isSameLogin({ type, change: { before, after } }: ResourceChange): boolean {
  return (
    type === LOGIN_RESOURCE &&
    before?.['username'] !== undefined &&
    ['username', 'scram_mechanism'].every((name) => before[name] === after?.[name])
  );
}
