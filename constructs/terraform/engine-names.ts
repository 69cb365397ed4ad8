import type { TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';
import { ValidationError } from '../../model/violation';

/** A container, network or volume. */
export interface OnEngine extends TerraformResource {
  readonly nameInput?: string;
}

/** By app: who has a name on an engine. */
const registries = new WeakMap<IConstruct, Map<string, string>>();

/** What each kind is called. */
const kindOf = ({ terraformResourceType: type }: OnEngine): string => type.replace(/^docker_/, '');

/**
 * Takes a name on an engine. Names are made of a cluster's and of what they are for, so that those of `dev` with monitoring and of
 * `dev-monitoring` can be the same: the second container would not start, and a volume would be both clusters'.
 *
 * @throws ValidationError `EngineNameTaken`
 */
export function takeEngineName(made: OnEngine, engine: string | undefined): void {
  const { path, root } = made.node;
  const { nameInput: name = '' } = made;
  const registry = registries.get(root) ?? new Map<string, string>();
  registries.set(root, registry);
  const kind = kindOf(made);
  const key = JSON.stringify([engine, kind, name]);
  const other = registry.get(key);
  if (other !== undefined) {
    throw new ValidationError({
      code: 'EngineNameTaken',
      subject: path,
      rule: `a ${kind} must have a name of its own on its engine, and ${other} has this one`,
      value: name,
      remedy: 'rename one of the two clusters, or the user of the service that it is named by',
    });
  }
  registry.set(key, path);
}
