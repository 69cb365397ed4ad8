import { isLogin, LOGIN_RESOURCE } from '../../model/resources/login-resource';
import { resourceAt } from '../../model/names/resource-address';
import type { PlanContents, ResourceChange } from '../../runtime/terraform/plan-contents';

/** Something that a deployment puts right: nobody has declared it otherwise, it had become so. */
export interface Repair {
  readonly address: string;
  readonly was: 'gone' | 'changed';
  /** Which attributes were; none of what was gone. */
  readonly attributes: readonly string[];
}

/** What of a plan puts right what has become of resources since they were deployed. */
export const repairsIn = ({ changes, drift }: Pick<PlanContents, 'changes' | 'drift'>): readonly Repair[] => [
  ...restoredBy(changes, drift),
  ...changes
    .filter(({ address, action_reason: reason }) => isLogin(address) && reason === FORCED)
    .map(({ address }) => ({ address, was: 'changed' as const, attributes: [PASSWORD] })),
];

const PASSWORD = 'password';

/** Whether it writes a password anew. */
export const isPassword = ({ address, attributes }: Repair): boolean =>
  isLogin(address) && attributes.includes(PASSWORD);

/** Why Terraform makes something anew that nothing has changed of: a login is, where its password was seen to be another one. */
const FORCED = 'replace_by_request';

function restoredBy(changes: readonly ResourceChange[], drift: readonly ResourceChange[]): readonly Repair[] {
  return drift.flatMap((became): readonly Repair[] => {
    const { address } = became;
    const planned = changes.find((change) => change.address === address);
    if (planned === undefined) {
      return [];
    }
    if (actionsOf(became) === 'delete') {
      return actionsOf(planned) === 'create' ? [{ address, was: 'gone', attributes: [] }] : [];
    }
    const attributes = restored(became, planned);
    return actionsOf(planned) === 'no-op' || attributes.length === 0 ? [] : [{ address, was: 'changed', attributes }];
  });
}

const actionsOf = ({ change }: ResourceChange): string => change.actions.join();

/** Attributes that had become others, and are to be what they were. */
function restored({ change: became }: ResourceChange, { change: planned }: ResourceChange): readonly string[] {
  return Object.keys(became.before ?? {})
    .filter((name) => textOf(became.before, name) !== textOf(became.after, name))
    .filter((name) => textOf(planned.after, name) === textOf(became.before, name))
    .sort();
}

/** A text of an attribute, by which it is compared. */
export const textOf = (values: ResourceChange['change']['before'], name: string): string =>
  JSON.stringify(told(values?.[name]) ?? null);

/**
 * A value without what nobody has set: a provider that made a resource knows nothing of that, and reads it back as empty. Blocks lie in the
 * order of a hash of all of it.
 */
function told(value: unknown): unknown {
  if (Array.isArray(value)) {
    const all = value.map(told).filter((each) => each !== undefined);
    const blocks = all.every((each) => typeof each === 'object');
    const inOrder = blocks ? all.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)) : all;
    return inOrder.length === 0 ? undefined : inOrder;
  }
  if (typeof value === 'object' && value !== null) {
    const set = Object.entries(value)
      .map(([name, each]) => [name, told(each)] as const)
      .filter(([, each]) => each !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return set.length === 0 ? undefined : Object.fromEntries(set);
  }
  return UNSET.includes(value) ? undefined : value;
}

/** What a provider says of what nobody has set. */
const UNSET: readonly unknown[] = [null, '', false, 0];

const KINDS: Readonly<Record<string, string>> = {
  docker_container: 'container',
  docker_network: 'network',
  docker_volume: 'volume',
  kafka_acl: 'rule',
  kafka_quota: 'quota',
  kafka_topic: 'topic',
  [LOGIN_RESOURCE]: 'login',
};

/** How the provider of containers says that one has been stopped. */
const RUNS = 'must_run';

/** `container kafka-broker-2 (was gone)`. */
export function repairText({ address, was, attributes }: Repair): string {
  const { type, name } = resourceAt(address);
  const how =
    was === 'gone' ? 'was gone' : attributes.includes(RUNS) ? 'did not run' : `had another ${attributes.join(', ')}`;
  return `${KINDS[type] ?? type} ${name} (${how})`;
}
