import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { CONFIRMED } from '../../model/names/names';
import { DataResource } from './resources';

/** Commands that run on the deploying machine in the course of an apply. */
export interface LocalCommands {
  /** Name of the resource in Terraform; that of the one after it ends with `CONFIRMED`. */
  readonly name: string;
  /** For the shell, one after the other. They are run twice, and the second run must change nothing. */
  readonly commands: readonly string[];
  /** What has them run whenever it is another. */
  readonly triggers: DataConfig['triggersReplace'];
  readonly dependsOn?: readonly ITerraformDependable[];
}

type DataConfig = NonNullable<ConstructorParameters<typeof DataResource>[2]>;

/**
 * Has commands run to their end, though Terraform is killed meanwhile. It takes a resource for made before the resource's commands have
 * ended, and writes that down when another one is done: killed then, it never runs them again. So a second resource runs the same. It is
 * made when the first one's commands have ended, and taken away before they begin: it is missing for as long as they have not.
 *
 * @returns the second one, for what is to come afterwards
 */
export function localCommands(scope: Construct, id: string, commands: LocalCommands): DataResource {
  const { name, triggers: triggersReplace, dependsOn = [] } = commands;
  const provisioners = commands.commands.map((command) => ({ type: 'local-exec', command }) as const);
  const first = new DataResource(scope, id, {
    ...{ triggersReplace, provisioners },
    dependsOn: dependsOn.length === 0 ? undefined : [...dependsOn],
  });
  first.overrideLogicalId(name);
  const second = new DataResource(scope, `${id}-confirmed`, { triggersReplace: { of: first.id }, provisioners });
  second.overrideLogicalId(`${name}${CONFIRMED}`);
  return second;
}
