import type { IConstruct } from 'constructs';
import { ValidationError } from '../../model/violation';

/** Who has taken an address: how it is called, and the path of who declared it. */
interface Owner {
  readonly owner: string;
  readonly subject: string;
}

/** By stack: the resources that cdktf would make one of, without a word, when two are given the same address. */
const registries = new WeakMap<IConstruct, Map<string, Owner>>();

/**
 * Takes an address in the state of a stack, such as `kafka_topic.dev-orders`.
 *
 * @returns whether it was free; the same owner may take it again
 * @throws ValidationError `AddressTaken`
 */
export function takeAddress(stack: IConstruct, type: string, name: string, { owner, subject }: Owner): boolean {
  const registry = registries.get(stack) ?? new Map<string, Owner>();
  registries.set(stack, registry);
  const address = `${type}.${name}`;
  const other = registry.get(address);
  if (other !== undefined && other.owner !== owner) {
    throw new ValidationError({
      code: 'AddressTaken',
      subject,
      rule: `an address in the state, made of the cluster's name and its resource's, must be one resource's in a stack, and ${other.subject} has taken it`,
      value: address,
      remedy: 'declare the two clusters’ resources in stacks of their own, or rename one of the two resources',
    });
  }
  registry.set(address, { owner, subject });
  return other === undefined;
}
